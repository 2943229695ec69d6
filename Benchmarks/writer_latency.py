#!/usr/bin/env python3
"""How long the shop's own writer waits while a run goes on: 100 transactions a second from another process.

    swift build -c release
    python3 Benchmarks/writer_latency.py [--photos SHOP]

A writer begins a transaction every 10 ms (BEGIN IMMEDIATE, one UPDATE, COMMIT; busy timeout 5 s). Its latency is counted from
the moment when the transaction was due, so that those behind a slow one count as slow too. Measured without a run and with one,
in turns, in WAL and in rollback-journal mode, on 20,000 tiny pictures and, with --photos, on a folder of real ones (products.csv and
images). Prints the 99th percentile of both, and what the run adds.
"""
import argparse, multiprocessing, os, shutil, sqlite3, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import catalogs, rows


def write(path, stop, result, interval=0.01):
    """Latencies in seconds of one transaction each interval, until it is told to stop."""
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


def measure(path, work):
    """Latencies while work() goes on, in another process."""
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
    shutil.copyfile(template, path)
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA journal_mode = {journal}")
    db.execute("CREATE TABLE shop_orders (id INTEGER PRIMARY KEY, total INTEGER)")
    db.executemany("INSERT INTO shop_orders VALUES (?, 0)", ((i,) for i in range(1000)))
    db.commit()
    db.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    rows.add_options(parser)
    parser.add_argument("--photos", help="a folder with products.csv and photos; or, with --make-shop, what that takes")
    parser.add_argument("--make-shop", help="make_shop.py, which turns labelled photos into 1,000 products of 900×1200")
    parser.add_argument("--peer-python", default=sys.executable, help="a Python with what make_shop.py needs")
    parser.add_argument("--tiny", type=int, default=20_000, help="tiny pictures; 0: none")
    parser.add_argument("--scratch")
    arguments = parser.parse_args()
    table = []
    with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
        templates = {}
        if arguments.tiny:
            templates[f"{arguments.tiny:,} tiny pictures"] = os.path.join(folder, "tiny.sqlite")
            catalogs.make(arguments.tagger, templates[f"{arguments.tiny:,} tiny pictures"], arguments.tiny)
        if arguments.photos:
            templates["photos"] = os.path.join(folder, "photos.sqlite")
            shop = arguments.photos
            if arguments.make_shop:
                shop = os.path.join(folder, "shop")
                catalogs.run(arguments.peer_python, arguments.make_shop, "--photos", arguments.photos, "--out", shop,
                             "--count", "1000", "--size", "900x1200")
            catalogs.run(arguments.tagger, "import", shop, "--db", templates["photos"], "--quiet")
        for name, template in templates.items():
            for journal in ("wal", "delete"):
                added, alone, beside, worst = [], [], [], []
                for _ in range(arguments.rounds):
                    path = os.path.join(folder, "shop.sqlite")
                    prepare(template, path, journal)
                    start = time.perf_counter()
                    busy = measure(path, lambda: subprocess.run(
                        [arguments.tagger, "--db", path, "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
                    seconds = min(10, time.perf_counter() - start)
                    quiet = measure(path, lambda: time.sleep(seconds))
                    alone.append(percentile(quiet, 0.99) * 1000)
                    beside.append(percentile(busy, 0.99) * 1000)
                    worst.append(max(busy) * 1000)
                    added.append(beside[-1] - alone[-1])
                    for suffix in ("", "-wal", "-shm", "-journal", "-tagger.lock"):
                        if os.path.exists(path + suffix):
                            os.unlink(path + suffix)
                mode = "WAL" if journal == "wal" else "rollback journal"
                table.append(rows.row(
                    f"shop's writer, 99th percentile, {mode}, {name}",
                    f"alone {rows.spread(alone, 'ms')}, beside a run {rows.spread(beside, 'ms')}, worst {max(worst):.0f} ms",
                    f"+{rows.spread(added, 'ms')}", "at most 50 ms more", rows.median(added) < 50))
    rows.show(table, arguments)


if __name__ == "__main__":
    main()
