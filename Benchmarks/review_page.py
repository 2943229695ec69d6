#!/usr/bin/env python3
"""Measures a review session in the browser: keys for each decision, and how long the page waits for the server.

    swift build
    python3 Benchmarks/review_page.py SHOP --data DATA [--queue 100000]

SHOP is a folder with products.csv, its images and truth.csv (sku,category). A simulated person decides with the
categories of truth.csv, with the requests that the page makes and the keys that a person presses: for a product that
is shown alone, one key; in the grid, one key for the page, and for each wrong product the arrow keys that lead to it
and a digit. The session: --alone decisions one by one, "Learn now", the grid, one predicted category after the other,
and the remaining products one by one. Reported:

keys        for each decision: one by one, in the grid, and in all
server      milliseconds from a request to its whole response: decisions, the next products, a photo

With --queue N the script also times the first page of a catalog in which N products are in review: the page, its
parts and the first products, one after the other on one connection, right after the start of the program and once
more.
"""
import argparse
import csv
import http.client
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from urllib.parse import quote, urljoin

import images
import measuring

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("shop")
parser.add_argument("--data", help="the folder with Fashion-MNIST's IDX files, for learning and for --queue")
parser.add_argument("--tagger", default=".build/debug/tagger", help="the built program")
parser.add_argument("--alone", type=int, default=200, help="decisions one by one before learning")
parser.add_argument("--queue", type=int, default=0, help="time the first page with this number of products in review")
parser.add_argument("--columns", type=int, default=7, help="columns of the grid")
arguments = parser.parse_args()
if arguments.queue and not arguments.data:
    parser.error("--queue needs --data")

CATEGORIES = "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot,none".split(",")


class Page:
    """A client of `tagger review serve` that sends the requests of the page on one connection."""

    def __init__(self, catalog):
        words = [arguments.tagger, "review", "serve", "--db", catalog, "--port", "0"]
        if arguments.data:
            words += ["--data", arguments.data]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        self.address = re.search(r"http://([^/]+)/", self.process.stdout.readline()).group(1)
        self.connection = http.client.HTTPConnection(self.address)
        self.milliseconds = {}

    def request(self, path, body=None, kind=None):
        headers = {}
        if body is not None:
            headers = {"Content-Type": "application/json", "Origin": f"http://{self.address}", "X-Tagger-Token": self.token}
        start = time.perf_counter()
        self.connection.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body), headers)
        response = self.connection.getresponse()
        data = response.read()
        self.milliseconds.setdefault(kind or path, []).append((time.perf_counter() - start) * 1000)
        if response.status != 200:
            sys.exit(f"{path}: {response.status} {data[:200]}")
        return data

    def json(self, path, body=None, kind=None):
        return json.loads(self.request(path, body, kind))

    def start_session(self):
        self.token = self.json("/api/start")["token"]

    def decide(self, entries, kind):
        self.json("/api/decisions", {"decisions": entries}, kind=kind)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def load_parts(page):
    """Requests the page and every style sheet and script that it refers to, in the order in which they are found."""
    queue, seen = ["/"], {"/"}
    while queue:
        path = queue.pop(0)
        text = page.request(path).decode()
        for found in re.findall(r'(?:<link rel="stylesheet" href|<script [^>]*src)="([^"]+)"|from "([^"]+)"', text):
            part = urljoin(path, found[0] or found[1])
            if part not in seen:
                seen.add(part)
                queue.append(part)


def milliseconds_of_first_page(page):
    start = time.perf_counter()
    load_parts(page)
    page.start_session()
    page.json("/api/queue")
    return (time.perf_counter() - start) * 1000


class Session:
    """The simulated person. Counts keys and decisions."""

    def __init__(self, page, truth):
        self.page, self.truth = page, truth
        self.shown = set()
        self.alone = {"keys": 0, "decisions": 0}
        self.grid = {"keys": 0, "decisions": 0, "pages": 0}

    def decision(self, card):
        category = self.truth[card["sku"]]
        return category if category in CATEGORIES else "skip"

    def decide_one_by_one(self, maximum):
        while self.alone["decisions"] < maximum:
            cards = [card for card in self.page.json("/api/queue", kind="next products") if card["id"] not in self.shown]
            if not cards or cards[0]["status"] != "review" and not cards[0]["isBlind"]:
                return
            for card in cards[:12]:
                self.shown.add(card["id"])
                self.page.request(f"/image?id={quote(card['id'])}", kind="photo")
                self.page.json("/api/similar?id=" + quote(card["id"]), kind="similar products")
                self.page.decide([{"id": card["id"], "decision": self.decision(card), "revision": card["revision"]}], "one decision")
                self.alone["keys"] += 1
                self.alone["decisions"] += 1

    def learn(self):
        self.page.request("/api/learn", {})
        while self.page.json("/api/progress", kind="progress")["learning"]["state"] in ("learning", "tagging"):
            time.sleep(0.5)

    def decide_in_grid(self):
        skipped = set()
        for category in CATEGORIES:
            while cards := self.grid_page(category, skipped):
                self.decide_page(category, cards, skipped)

    def grid_page(self, category, skipped):
        path = f"/api/grid?category={quote(category)}&limit={min(200, 24 + len(skipped))}"
        return [card for card in self.page.json(path, kind="a page of the grid") if card["id"] not in skipped][:24]

    def decide_page(self, category, cards, skipped):
        entries, place = [], 0
        for index, card in enumerate(cards):
            decided = self.decision(card)
            if decided == "skip":
                skipped.add(card["id"])
            if decided != category:
                # The first arrow key selects the first product.
                target, here = divmod(index, arguments.columns), divmod(place, arguments.columns)
                self.grid["keys"] += (0 if place else 1) + abs(target[0] - here[0]) + abs(target[1] - here[1]) + 1
                place = index
            if decided != "skip":
                entries.append({
                    "id": card["id"], "decision": "accept" if decided == category else decided, "revision": card["revision"]})
        self.grid["keys"] += 1
        self.grid["pages"] += 1
        self.grid["decisions"] += len(entries)
        if entries:
            self.page.decide(entries, "decisions of a page of the grid")


def measure_session():
    with open(os.path.join(arguments.shop, "truth.csv"), newline="", encoding="utf8") as file:
        truth = {row["sku"]: row["category"] for row in csv.DictReader(file)}
    with tempfile.TemporaryDirectory() as folder:
        catalog = os.path.join(folder, "shop.sqlite")
        subprocess.run([arguments.tagger, "--db", catalog, "--import", arguments.shop, "--quiet"])
        page = Page(catalog)
        page.start_session()
        session = Session(page, truth)
        session.decide_one_by_one(arguments.alone)
        before = dict(session.alone)
        session.learn()
        session.decide_in_grid()
        session.decide_one_by_one(10**9)
        page.stop()
    after = {name: session.alone[name] - before[name] for name in before}
    total = {name: session.alone[name] + session.grid[name] for name in before}
    print("| | decisions | keys for each |\n| --- | --- | --- |")
    for name, figures in (("one by one, before learning", before), (f"in the grid, {session.grid['pages']} pages", session.grid),
                          ("one by one, the remaining", after), ("in all", total)):
        print(f"| {name} | {figures['decisions']:,} | {figures['keys'] / max(1, figures['decisions']):.2f} |")
    print("\n| milliseconds from a request to its whole response | median | 99th percentile | requests |\n| --- | --- | --- | --- |")
    for kind in ("one decision", "next products", "photo", "similar products", "a page of the grid",
                 "decisions of a page of the grid"):
        times = sorted(page.milliseconds.get(kind, [0]))
        print(f"| {kind} | {measuring.median(times):.1f} | {times[int(len(times) * 0.99)]:.1f} | {len(times)} |")


def make_long_queue(catalog):
    """Makes a catalog from Fashion-MNIST's images, some of them upside down, in a shop's own table. All products are in review."""
    pixels = images.training_pixels(arguments.data)

    def png(number):
        image = pixels[number % 60000 * 784:(number % 60000 + 1) * 784][::1 if number < 60000 else -1]
        return images.png(bytes(255 - pixel for pixel in image), 28, 28, level=1)

    with sqlite3.connect(catalog) as db:
        db.executescript("""
            CREATE TABLE goods (id INTEGER PRIMARY KEY, sku TEXT, title TEXT, photo BLOB);
            CREATE VIEW tagger_source AS
            SELECT id AS product_id, sku, title, photo AS png, NULL AS path, 1 AS stamp FROM goods;""")
        db.executemany("INSERT INTO goods VALUES (?, ?, ?, ?)",
                       ((i, f"SKU-{i:07}", f"Product {i}", png(i)) for i in range(arguments.queue)))
    db.close()
    subprocess.run([arguments.tagger, "--db", catalog, "--review-below", "1", "--quiet"])


def measure_first_page():
    with tempfile.TemporaryDirectory() as folder:
        catalog = os.path.join(folder, "shop.sqlite")
        make_long_queue(catalog)
        first, second = [], []
        for _ in range(5):
            page = Page(catalog)
            first.append(milliseconds_of_first_page(page))
            second.append(milliseconds_of_first_page(page))
            page.stop()
    print(f"\nFirst page, {arguments.queue:,} products in review: right after the start {measuring.spread(first, 'ms', 0)}, "
          f"once more {measuring.spread(second, 'ms', 0)}.")


measure_session()
if arguments.queue:
    measure_first_page()
