#!/usr/bin/env python3
"""Instructions of fixed small runs, which do not depend on the machine's mood: `valgrind --tool=callgrind`, one thread.

    swift build -c release && python3 Benchmarks/instructions.py

Counted are a run on sample_catalog, a run on 40 pictures of noise of 300×400 made here, and a run with nothing to do on 20,000
products.
"""
import argparse, os, random, re, shutil, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import catalogs, rows

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
rows.add_options(parser)
arguments = parser.parse_args()
tagger = os.path.abspath(arguments.tagger)


def instructions(*words):
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", tagger, *words], capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)", result.stderr)
        if not found:
            sys.exit(f"callgrind of {' '.join(words)} failed:\n{result.stderr[-2000:]}")
        return int(found[1])


def noise_shop(folder):
    """products.csv and 40 pictures that nothing compresses."""
    generator = random.Random(7)
    with open(os.path.join(folder, "products.csv"), "w") as table:
        table.write("sku,title,image\n")
        for number in range(40):
            with open(os.path.join(folder, f"{number}.png"), "wb") as file:
                file.write(catalogs.png(generator.randbytes(300 * 400), 300, 400, b"%d" % number))
            table.write(f"N{number},Noise {number},{number}.png\n")


if not shutil.which("valgrind"):
    sys.exit("valgrind is not installed")
table = []
with tempfile.TemporaryDirectory() as folder:
    # Valgrind does not understand all of Swift's debugging information.
    bare = os.path.join(folder, "tagger")
    if subprocess.run(["strip", "--strip-debug", "-o", bare, tagger]).returncode == 0:
        tagger = bare
    noise = os.path.join(folder, "noise")
    os.mkdir(noise)
    noise_shop(noise)
    for name, shop in (("sample_catalog", os.path.join(root, "sample_catalog")), ("40 pictures of noise, 300×400", noise)):
        path = os.path.join(folder, f"{len(table)}.sqlite")
        catalogs.run(tagger, "import", shop, "--db", path, "--quiet")
        count = instructions("--db", path, "--jobs", "1", "--quiet", "--model", "shop")
        table.append(rows.row(f"instructions: a run on {name}", "one thread", f"{count / 1e6:,.0f} million"))
    path = os.path.join(folder, "idle.sqlite")
    catalogs.make(tagger, path, 20_000, tagged=True)
    table.append(rows.row("instructions: nothing to do, 20,000 products", "",
                          f"{instructions('--db', path, '--json') / 1e6:,.0f} million"))
rows.show(table, arguments)
