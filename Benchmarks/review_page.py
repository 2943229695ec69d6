#!/usr/bin/env python3
"""What a morning in the browser costs: keys for each decision, and how long the page waits for the server.

    swift build
    python3 Benchmarks/review_page.py SHOP --data DATA [--queue 100000]

SHOP is a folder with products.csv, its pictures and truth.csv (sku,category). A simulated person answers from the truth, with
the requests that the page makes and the keys that a person would press: one for each product that is shown alone; in the grid one
for the page, and for each wrong product the arrows that lead to it, row by row and column by column, and a digit. First so many
(--alone) one by one, then `Learn now`, then the grid, guess by guess, and at last what is left one by one. Reported:

keys        for each decision, alone, in the grid and in all
server      milliseconds from a request to its whole answer: answers, the next products, a photo

With --queue N the first page of a catalog in which N products wait is timed too: the page, its parts and the first products,
one after the other on one connection, in the order in which a browser asks; with a program that was just started, and after that.
"""
import argparse, csv, gzip, http.client, json, os, re, sqlite3, statistics, struct, subprocess, sys, tempfile, time, zlib
from urllib.parse import quote

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("shop")
parser.add_argument("--data", help="the folder with Fashion-MNIST's IDX files, for learning")
parser.add_argument("--tagger", default=".build/debug/tagger")
parser.add_argument("--alone", type=int, default=200, help="decisions one by one before learning")
parser.add_argument("--queue", type=int, default=0, help="time the first page with so many that wait")
parser.add_argument("--columns", type=int, default=7, help="columns of the grid")
arguments = parser.parse_args()

ANSWERS = "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot,none".split(",")
PARTS = ["/review.css", "/main.js", "/api.js", "/categories.js", "/decisions.js", "/elements.js", "/grid-view.js", "/history-view.js",
         "/notifications.js", "/product-view.js", "/progress.js", "/single-view.js", "/texts.js", "/product-parts.js", "/filter-form.js",
         "/history-table.js", "/texts-en.js", "/texts-pt-br.js"]


class Page:
    """A served page, asked as a browser asks."""

    def __init__(self, catalog):
        words = [arguments.tagger, "review", "serve", "--db", catalog, "--port", "0"]
        if arguments.data:
            words += ["--data", arguments.data]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        self.address = re.search(r"http://([^/]+)/", self.process.stdout.readline()).group(1)
        self.connection = http.client.HTTPConnection(self.address)
        self.took = {}

    def ask(self, path, body=None, kind=None):
        headers = {}
        if body is not None:
            headers = {"Content-Type": "application/json", "Origin": f"http://{self.address}", "X-Tagger-Token": self.token}
        start = time.perf_counter()
        self.connection.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body), headers)
        response = self.connection.getresponse()
        data = response.read()
        self.took.setdefault(kind or path, []).append((time.perf_counter() - start) * 1000)
        if response.status != 200:
            sys.exit(f"{path}: {response.status} {data[:200]}")
        return data

    def json(self, path, body=None, kind=None):
        return json.loads(self.ask(path, body, kind))

    def begin(self):
        self.token = self.json("/api/start")["token"]

    def end(self):
        self.process.terminate()
        self.process.wait()


def first_page(page):
    start = time.perf_counter()
    page.ask("/")
    for part in PARTS:
        page.ask(part)
    page.begin()
    cards = page.json("/api/queue")
    return (time.perf_counter() - start) * 1000, cards


def morning():
    with open(os.path.join(arguments.shop, "truth.csv"), newline="", encoding="utf8") as file:
        truth = {row["sku"]: row["category"] for row in csv.DictReader(file)}
    answer = lambda card: truth[card["sku"]] if truth[card["sku"]] in ANSWERS else "skip"
    with tempfile.TemporaryDirectory() as folder:
        catalog = os.path.join(folder, "shop.sqlite")
        subprocess.run([arguments.tagger, "--db", catalog, "--import", arguments.shop, "--quiet"])
        page = Page(catalog)
        page.begin()
        alone = {"keys": 0, "decisions": 0}
        grid = {"keys": 0, "decisions": 0, "pages": 0}
        asked = set()

        def one_by_one(most):
            while alone["decisions"] < most:
                cards = [card for card in page.json("/api/queue", kind="next products") if card["id"] not in asked]
                if not cards or cards[0]["status"] != "review" and not cards[0]["isBlind"]:
                    return
                for card in cards[:12]:
                    asked.add(card["id"])
                    page.ask(f"/image?id={quote(card['id'])}", kind="photo")
                    page.json("/api/similar?id=" + quote(card["id"]), kind="similar")
                    said = answer(card)
                    page.json("/api/decisions", {"decisions": [{"id": card["id"], "decision": said, "revision": card["revision"]}]},
                              kind="one decision")
                    alone["keys"] += 1
                    alone["decisions"] += 1

        one_by_one(arguments.alone)
        first = dict(alone)
        page.ask("/api/learn", {})
        while page.json("/api/progress", kind="progress")["learning"]["state"] in ("learning", "tagging"):
            time.sleep(0.5)
        left = set()
        for guess in ANSWERS:
            while True:
                cards = page.json(f"/api/grid?category={quote(guess)}&limit={min(200, 24 + len(left))}", kind="a grid's page")
                cards = [card for card in cards if card["id"] not in left][:24]
                if not cards:
                    break
                entries, place = [], 0
                for index, card in enumerate(cards):
                    said = answer(card)
                    if said == "skip":
                        left.add(card["id"])
                    if said != guess:
                        # The first arrow leads to the first product.
                        there, here = divmod(index, arguments.columns), divmod(place, arguments.columns)
                        grid["keys"] += (0 if place else 1) + abs(there[0] - here[0]) + abs(there[1] - here[1]) + 1
                        place = index
                    if said != "skip":
                        entries.append({"id": card["id"], "decision": "accept" if said == guess else said, "revision": card["revision"]})
                grid["keys"] += 1
                grid["pages"] += 1
                grid["decisions"] += len(entries)
                if entries:
                    page.json("/api/decisions", {"decisions": entries}, kind="a grid's decisions")
        one_by_one(10**9)
        page.end()
        print(f"one by one, before learning   {first['decisions']:5} decisions {first['keys'] / first['decisions']:6.2f} keys each")
        print(f"grid, {grid['pages']:3} pages               {grid['decisions']:5} decisions {grid['keys'] / max(1, grid['decisions']):6.2f} keys each")
        rest = alone["decisions"] - first["decisions"]
        print(f"one by one, the rest          {rest:5} decisions   1.00 keys each")
        decisions = alone["decisions"] + grid["decisions"]
        print(f"in all                        {decisions:5} decisions {(alone['keys'] + grid['keys']) / decisions:6.2f} keys each")
        print("\nmilliseconds            median     p99   requests")
        for kind in ("one decision", "next products", "photo", "similar", "a grid's page", "a grid's decisions"):
            times = sorted(page.took.get(kind, [0]))
            print(f"{kind:22} {statistics.median(times):7.1f} {times[int(len(times) * 0.99)]:7.1f} {len(times):10}")


def long_queue():
    """Fashion-MNIST's pictures, some of them upside down, in a shop's own table: all wait for a person."""
    images = gzip.open(os.path.join(arguments.data, "train-images-idx3-ubyte.gz")).read()[16:]
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    def png(i):
        pixels = images[i % 60000 * 784:(i % 60000 + 1) * 784][::1 if i < 60000 else -1]
        rows = b"".join(b"\0" + bytes(255 - pixel for pixel in pixels[r * 28:r * 28 + 28]) for r in range(28))
        return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0))
                + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))

    with tempfile.TemporaryDirectory() as folder:
        catalog = os.path.join(folder, "shop.sqlite")
        with sqlite3.connect(catalog) as db:
            db.executescript("""
                CREATE TABLE goods (id INTEGER PRIMARY KEY, sku TEXT, title TEXT, photo BLOB);
                CREATE VIEW tagger_source AS
                SELECT id AS product_id, sku, title, photo AS png, NULL AS path, 1 AS stamp FROM goods;""")
            db.executemany("INSERT INTO goods VALUES (?, ?, ?, ?)",
                           ((i, f"SKU-{i:07}", f"Product {i}", png(i)) for i in range(arguments.queue)))
        db.close()
        subprocess.run([arguments.tagger, "--db", catalog, "--review-below", "1", "--quiet"])
        cold, warm = [], []
        for _ in range(5):
            page = Page(catalog)
            cold.append(first_page(page)[0])
            warm.append(first_page(page)[0])
            page.end()
        print(f"\nfirst page, {arguments.queue:,} wait   just started {statistics.median(cold):.0f} ms ({min(cold):.0f}–{max(cold):.0f}),"
              f" again {statistics.median(warm):.0f} ms ({min(warm):.0f}–{max(warm):.0f}), medians of 5")


morning()
if arguments.queue:
    long_queue()
