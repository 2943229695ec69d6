#!/usr/bin/env python3
"""Measures what a run costs as the catalog grows: nothing to do, 1% changed, and the memory of a first run.

    swift build -c release
    python3 Benchmarks/growth.py

catalogs.py makes the catalogs: with the tables of `tagger import`, and with a shop's own tables behind a view, with
an index (`shop`) and without (`plain`). The catalogs take some gigabytes in the folder --scratch.
"""
import argparse
import os
import sqlite3
import tempfile

import catalogs
import measuring

# SQL that names, for each kind of catalog: the table, the key, the number of a product, the stamp.
NAMES = {
    "imported": ("product_images", "product_id", "product_id", "stamp"),
    "shop": ("articles", "number", "CAST(substr(number, 2) AS INTEGER)", "changed_at"),
}

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
measuring.add_options(parser)
parser.add_argument("--count", type=int, default=1_000_000, help="number of products of the large catalog")
parser.add_argument("--kinds", default=",".join(catalogs.KINDS), help="kinds of catalogs, separated by commas")
parser.add_argument("--scratch", help="a folder for catalogs, some gigabytes")
arguments = parser.parse_args()
tagger, count = arguments.tagger, arguments.count


def nightly_run(path):
    return measuring.run(tagger, "--db", path)


def change(path, kind, every):
    """Gives every `every`-th product another stamp and another digest."""
    table, key, number, stamp = NAMES[kind]
    with sqlite3.connect(path) as db:
        db.execute(f"UPDATE {table} SET {stamp} = {stamp} || 'x' WHERE {number} % {every} = 7")
        # With the same digest, a run takes over the new stamp and does not classify the image.
        db.execute(f"""
            UPDATE tagger_outcomes SET digest = zeroblob(32)
            WHERE product_id IN (SELECT {key} FROM {table} WHERE {number} % {every} = 7)""")


def nothing_to_do(path, kind):
    nightly_run(path)
    runs = [nightly_run(path) for _ in range(arguments.rounds)]
    seconds, megabytes = [run.seconds for run in runs], max(run.megabytes for run in runs)
    row = measuring.row(
        f"a run with nothing to do, {count:,} products, {kind}", f"{measuring.spread(seconds, 's', 2)}, {megabytes:.0f} MB",
        f"{measuring.median(seconds):.2f} s", "under 1 s and 60 MB", measuring.median(seconds) < 1 and megabytes < 60)
    return row, measuring.median(seconds)


def one_percent_changed(path, kind, idle_seconds, folder):
    """Compares the same number of changed products in the large catalog and in a catalog of a tenth of its products."""
    tenth = count // 10
    small = os.path.join(folder, "small.sqlite")
    catalogs.make(tagger, small, tenth, kind, tagged=True)
    ratios, measured = [], []
    for _ in range(arguments.rounds):
        change(path, kind, 100)
        change(small, kind, 10)
        large_seconds, small_seconds = nightly_run(path).seconds, nightly_run(small).seconds
        measured.append(large_seconds)
        ratios.append((large_seconds - idle_seconds) / small_seconds)
    os.unlink(small)
    return measuring.row(
        f"1% changed of {count:,}, {kind}", measuring.spread(measured, "s", 2),
        f"{measuring.spread(ratios, digits=2)} times as long as 10% of {tenth:,}", "in proportion: at most 1.5",
        measuring.median(ratios) <= 1.5)


def reading_command(command, path, kind):
    runs = [measuring.run(tagger, command, "--db", path) for _ in range(min(3, arguments.rounds))]
    return measuring.row(
        f"tagger {command}, {count:,} products, {kind}", f"{max(run.megabytes for run in runs):.0f} MB",
        measuring.spread([run.seconds for run in runs], "s", 2))


def first_run(size, folder):
    path = os.path.join(folder, "new.sqlite")
    catalogs.make(tagger, path, size)
    run = measuring.run(tagger, "--db", path, "--quiet")
    os.unlink(path)
    row = measuring.row(f"a first run on {size:,} tiny images", f"{run.seconds:.1f} s", f"{run.megabytes:.0f} MB",
                        "under 150 MB", run.megabytes < 150)
    return row, run.megabytes


table = []
with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
    for kind in arguments.kinds.split(","):
        path = os.path.join(folder, f"{kind}.sqlite")
        catalogs.make(tagger, path, count, kind, tagged=True)
        row, idle_seconds = nothing_to_do(path, kind)
        table.append(row)
        if kind in NAMES:
            table.append(one_percent_changed(path, kind, idle_seconds, folder))
            table += [reading_command(command, path, kind) for command in ("status", "export")]
        os.unlink(path)
    peaks = []
    for size in (1000, count):
        row, megabytes = first_run(size, folder)
        table.append(row)
        peaks.append(megabytes)
    ratio = peaks[1] / peaks[0]
    table.append(measuring.row(f"memory, {count:,} products against 1,000", " and ".join(f"{peak:.1f} MB" for peak in peaks),
                               f"{ratio:.3f}", "within 5%", ratio <= 1.05))
measuring.show(table, arguments)
