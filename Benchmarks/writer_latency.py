#!/usr/bin/env python3
"""Measures how long a shop's own writer waits during a run: 100 transactions a second from another process.

    swift build -c release
    python3 Benchmarks/writer_latency.py [--photos SHOP]

A writer begins a transaction every 10 ms (BEGIN IMMEDIATE, one UPDATE, COMMIT; busy timeout 5 s). The latency of a
transaction is counted from the moment at which the transaction was due, so a transaction behind a slow one counts as
slow too. The script measures without a run and with a run, alternating, in WAL and in rollback-journal mode, on
20,000 tiny images and, with --photos, on a folder of photos (products.csv and images). Prints the 99th percentile of
both, and the difference.
"""
import argparse
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import catalogs
import measuring


def write(path, stop, result, interval=0.01):
    """Makes one transaction each interval until `stop` is set, and puts the latencies in seconds into `result`."""
    db = sqlite3.connect(path, timeout=5, isolation_level=None)
    db.execute("PRAGMA synchronous = FULL")
    latencies = []
    due = time.perf_counter()
    while not stop.is_set():
        now = time.perf_counter()
        if now < due:
            time.sleep(due - now)
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE shop_orders SET total = total + 1 WHERE id = ?", (len(latencies) % 1000,))
        db.execute("COMMIT")
        latencies.append(time.perf_counter() - due)
        due += interval
    result.put(latencies)


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def latencies_during(work, path):
    """Returns the latencies of the writer, in another process, while work() runs."""
    stop, result = multiprocessing.Event(), multiprocessing.Queue()
    writer = multiprocessing.Process(target=write, args=(path, stop, result))
    writer.start()
    time.sleep(0.2)
    work()
    stop.set()
    latencies = result.get()
    writer.join()
    return latencies


def prepare(template, path, journal):
    """Copies a catalog, sets its journal mode and adds the table of the writer."""
    shutil.copyfile(template, path)
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA journal_mode = {journal}")
    db.execute("CREATE TABLE shop_orders (id INTEGER PRIMARY KEY, total INTEGER)")
    db.executemany("INSERT INTO shop_orders VALUES (?, 0)", ((i,) for i in range(1000)))
    db.commit()
    db.close()


def remove(path):
    for suffix in ("", "-wal", "-shm", "-journal", "-tagger.lock"):
        if os.path.exists(path + suffix):
            os.unlink(path + suffix)


def make_templates(arguments, folder):
    """Makes the catalogs that are measured. Returns their paths by name."""
    templates = {}
    if arguments.tiny:
        path = os.path.join(folder, "tiny.sqlite")
        catalogs.make(arguments.tagger, path, arguments.tiny)
        templates[f"{arguments.tiny:,} tiny images"] = path
    if arguments.photos:
        path, shop = os.path.join(folder, "photos.sqlite"), arguments.photos
        if arguments.make_shop:
            shop = os.path.join(folder, "shop")
            catalogs.make_photo_shop(
                arguments.peer_python, arguments.make_shop, arguments.photos, shop, 1000, "--size", "900x1200")
        catalogs.run(arguments.tagger, "import", shop, "--db", path, "--quiet")
        templates["photos"] = path
    return templates


def measured_row(arguments, folder, name, template, journal):
    added, alone, beside, worst = [], [], [], []
    for _ in range(arguments.rounds):
        path = os.path.join(folder, "shop.sqlite")
        prepare(template, path, journal)
        start = time.perf_counter()
        busy = latencies_during(lambda: subprocess.run(
            [arguments.tagger, "--db", path, "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), path)
        seconds = min(10, time.perf_counter() - start)
        quiet = latencies_during(lambda: time.sleep(seconds), path)
        alone.append(percentile(quiet, 0.99) * 1000)
        beside.append(percentile(busy, 0.99) * 1000)
        worst.append(max(busy) * 1000)
        added.append(beside[-1] - alone[-1])
        remove(path)
    mode = "WAL" if journal == "wal" else "rollback journal"
    return measuring.row(
        f"shop's writer, 99th percentile, {mode}, {name}",
        f"alone {measuring.spread(alone, 'ms')}, during a run {measuring.spread(beside, 'ms')}, longest {max(worst):.0f} ms",
        f"+{measuring.spread(added, 'ms')}", "at most 50 ms more", measuring.median(added) < 50)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measuring.add_options(parser)
    parser.add_argument("--photos", help="a folder with products.csv and photos; with --make-shop, the labeled photos that it takes")
    parser.add_argument("--make-shop", help="make_shop.py, which makes 1,000 products of 900×1200 from labeled photos")
    parser.add_argument("--peer-python", default=sys.executable, help="a Python with the packages of make_shop.py")
    parser.add_argument("--tiny", type=int, default=20_000, help="number of tiny images; 0 leaves this part out")
    parser.add_argument("--scratch", help="a folder for shops and catalogs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
        table = [measured_row(arguments, folder, name, template, journal)
                 for name, template in make_templates(arguments, folder).items() for journal in ("wal", "delete")]
    measuring.show(table, arguments)


if __name__ == "__main__":
    main()
