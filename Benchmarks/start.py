#!/usr/bin/env python3
"""How long the program takes to begin.

    swift build -c release --static-swift-stdlib --product tagger --scratch-path .build/static
    python3 Benchmarks/start.py --tagger .build/static/release/tagger
"""
import argparse, os, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import rows

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
rows.add_options(parser)
arguments = parser.parse_args()
images = os.path.join(root, "sample_catalog", "images")
picture = os.path.join(images, sorted(name for name in os.listdir(images) if name.endswith(".png"))[0])
table = []
for words, limit in ((["--help"], 10), (["predict", picture], 30)):
    times = [rows.timed(arguments.tagger, *words) for _ in range(max(20, arguments.rounds))]
    milliseconds = [1000 * run[0] for run in times]
    name = "tagger " + " ".join(os.path.basename(word) for word in words)
    table.append(rows.row(name, f"{max(run[1] for run in times):.0f} MB", rows.spread(milliseconds, "ms"),
                          f"under {limit} ms", rows.median(milliseconds) < limit))
rows.show(table, arguments)
