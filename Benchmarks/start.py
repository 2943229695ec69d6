#!/usr/bin/env python3
"""Measures how long the program takes to start.

    swift build -c release --static-swift-stdlib --product tagger --scratch-path .build/static
    python3 Benchmarks/start.py --tagger .build/static/release/tagger
"""
import argparse
import os

import measuring

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
measuring.add_options(parser)
arguments = parser.parse_args()
folder = os.path.join(root, "sample_catalog", "images")
image = os.path.join(folder, min(name for name in os.listdir(folder) if name.endswith(".png")))
table = []
for words, maximum in ((["--help"], 10), (["predict", image], 30)):
    runs = [measuring.run(arguments.tagger, *words) for _ in range(max(20, arguments.rounds))]
    milliseconds = [1000 * run.seconds for run in runs]
    name = "tagger " + " ".join(os.path.basename(word) for word in words)
    table.append(measuring.row(
        name, f"{max(run.megabytes for run in runs):.0f} MB", measuring.spread(milliseconds, "ms"),
        f"under {maximum} ms", measuring.median(milliseconds) < maximum))
measuring.show(table, arguments)
