#!/usr/bin/env python3
"""Counts the instructions of small runs with `valgrind --tool=callgrind` and one thread.

    swift build -c release
    python3 Benchmarks/instructions.py

The number of instructions does not depend on the load of the machine. The runs: sample_catalog; 40 images of noise,
300×400; and a run with nothing to do on 20,000 products.
"""
import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

import catalogs
import images
import measuring

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
measuring.add_options(parser)
arguments = parser.parse_args()


def instructions(tagger, *words):
    """Returns the number of instructions that callgrind counts for a command."""
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", tagger, *words], capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)", result.stderr)
        if not found:
            sys.exit(f"callgrind of {' '.join(words)} failed:\n{result.stderr[-2000:]}")
        return int(found[1])


def millions(count):
    return f"{count / 1e6:,.0f} million"


def make_noise_shop(folder):
    """Writes products.csv and 40 images that do not compress."""
    os.mkdir(folder)
    generator = random.Random(7)
    with open(os.path.join(folder, "products.csv"), "w") as table:
        table.write("sku,title,image\n")
        for number in range(40):
            with open(os.path.join(folder, f"{number}.png"), "wb") as file:
                file.write(images.png(generator.randbytes(300 * 400), 300, 400, b"%d" % number))
            table.write(f"N{number},Noise {number},{number}.png\n")


if not shutil.which("valgrind"):
    sys.exit("valgrind is not installed. On Debian: sudo apt-get install valgrind")
table = []
with tempfile.TemporaryDirectory() as folder:
    tagger = os.path.abspath(arguments.tagger)
    # Valgrind cannot read some of Swift's debugging information.
    stripped = os.path.join(folder, "tagger")
    if subprocess.run(["strip", "--strip-debug", "-o", stripped, tagger]).returncode == 0:
        tagger = stripped
    noise = os.path.join(folder, "noise")
    make_noise_shop(noise)
    for name, shop in (("sample_catalog", os.path.join(root, "sample_catalog")), ("40 images of noise, 300×400", noise)):
        path = os.path.join(folder, f"{len(table)}.sqlite")
        catalogs.run(tagger, "import", shop, "--db", path, "--quiet")
        count = instructions(tagger, "--db", path, "--jobs", "1", "--quiet", "--model", "shop")
        table.append(measuring.row(f"instructions: a run on {name}", "one thread", millions(count)))
    path = os.path.join(folder, "idle.sqlite")
    catalogs.make(tagger, path, 20_000, tagged=True)
    table.append(measuring.row(
        "instructions: nothing to do, 20,000 products", "", millions(instructions(tagger, "--db", path, "--json"))))
measuring.show(table, arguments)
