#!/usr/bin/env python3
"""What a run costs as the catalog grows: nothing to do, 1% changed, and memory from 1,000 products on.

    swift build -c release && python3 Benchmarks/growth.py

Catalogs are made by catalogs.py: as `tagger import` makes them, and a shop's own tables behind a view with an index (`shop`) and
without any (`plain`). Takes some gigabytes under --scratch.
"""
import argparse, os, shutil, sqlite3, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import catalogs, rows

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
rows.add_options(parser)
parser.add_argument("--count", type=int, default=1_000_000)
parser.add_argument("--kinds", default="imported,shop,plain")
parser.add_argument("--scratch")
arguments = parser.parse_args()
tagger, count = arguments.tagger, arguments.count
table = []


def idle(path, *options):
    return rows.timed(tagger, "--db", path, *options)


def change_one_percent(path, kind):
    """Other pictures, spread over the whole catalog."""
    with sqlite3.connect(path) as db:
        tables = ("product_images", "product_id", "stamp") if kind == "imported" else (
            "articles", "CAST(substr(number, 2) AS INTEGER)", "changed_at")
        db.execute("UPDATE {0} SET {2} = {2} || 'x' WHERE {1} % 100 = 7".format(*tables))
        # The content must differ, or nothing but the stamp is taken over.
        db.execute("UPDATE tagger_outcomes SET digest = zeroblob(32) WHERE product_id IN (SELECT {0} FROM {1} WHERE {2} % 100 = 7)".format(
            *(("product_id", "product_images", "product_id") if kind == "imported" else (
                "number", "articles", "CAST(substr(number, 2) AS INTEGER)"))))


with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
    small = os.path.join(folder, "small.sqlite")
    for kind in arguments.kinds.split(","):
        path = os.path.join(folder, f"{kind}.sqlite")
        catalogs.make(tagger, path, count, kind, tagged=True)
        idle(path)
        runs = [idle(path) for _ in range(arguments.rounds)]
        seconds, memory = [run[0] for run in runs], max(run[1] for run in runs)
        table.append(rows.row(
            f"a run with nothing to do, {count:,} products, {kind}", f"{rows.spread(seconds, 's', 2)}, {memory:.0f} MB",
            f"{rows.median(seconds):.2f} s", "under 1 s and 60 MB", rows.median(seconds) < 1 and memory < 60))
        if kind != "plain":
            # The same number of changed products, in a catalog of ten times as many, says what they cost by themselves.
            tenth = count // 10
            catalogs.make(tagger, small, tenth, kind, tagged=True)
            ratios, measured = [], []
            for _ in range(arguments.rounds):
                change_one_percent(path, kind)
                with sqlite3.connect(small) as db:
                    db.execute("UPDATE product_images SET stamp = stamp || 'x' WHERE product_id % 10 = 7" if kind == "imported"
                               else "UPDATE articles SET changed_at = changed_at || 'x' WHERE number LIKE '%7'")
                    db.execute("UPDATE tagger_outcomes SET digest = zeroblob(32)")
                large_seconds, small_seconds = idle(path)[0], idle(small)[0]
                measured.append(large_seconds)
                ratios.append((large_seconds - rows.median(seconds)) / small_seconds)
            table.append(rows.row(
                f"1% changed of {count:,}, {kind}", rows.spread(measured, "s", 2),
                f"{rows.spread(ratios, digits=2)} times as many of {tenth:,}", "in proportion: at most 1.5", rows.median(ratios) <= 1.5))
            os.unlink(small)
            for command in ("status", "export"):
                took = [rows.timed(tagger, command, "--db", path) for _ in range(min(3, arguments.rounds))]
                table.append(rows.row(
                    f"tagger {command}, {count:,} products, {kind}", f"{max(t[1] for t in took):.0f} MB",
                    rows.spread([t[0] for t in took], "s", 2)))
        os.unlink(path)
    peaks = {}
    for size in (1000, count):
        path = os.path.join(folder, "new.sqlite")
        catalogs.make(tagger, path, size)
        seconds, memory, _ = rows.timed(tagger, "--db", path, "--quiet", "--model", "shop")
        peaks[size] = memory
        table.append(rows.row(f"a first run on {size:,} tiny pictures", f"{seconds:.1f} s", f"{memory:.0f} MB",
                              "under 150 MB", memory < 150))
        os.unlink(path)
    ratio = peaks[count] / peaks[1000]
    table.append(rows.row(f"memory, {count:,} products against 1,000", " and ".join(f"{p:.1f} MB" for p in peaks.values()),
                          f"{ratio:.3f}", "within 5%", ratio <= 1.05))
rows.show(table, arguments)
