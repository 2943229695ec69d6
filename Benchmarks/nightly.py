#!/usr/bin/env python3
"""Times import and nightly run side by side with the same work in Python and with a C program that only decodes.

    swift build && swift build -c release
    python3 Benchmarks/nightly.py SHOP... [--peers FOLDER] [--model NAME]
    python3 Benchmarks/nightly.py --make-shop make_shop.py --photos PHOTOS --data DATA --peers FOLDER --peer-python PYTHON

SHOP is a folder with products.csv and its images. The second form makes the four shops of Benchmarks/run: 1,000
photos 900×1200, the same with camera noise, the same at 450×600, and 20,000 images 28×28.

Each round runs, for each shop, one after the other, forwards in even rounds and backwards in odd rounds:

- import and nightly run of each build;
- with --peers, the same by each engine of FOLDER/peer_pipeline.py (`load` and `run`);
- where a C compiler and libdeflate are installed, inflate_floor.c, which only inflates and unfilters the same images from memory;
- with --halves, two runs with `--jobs 1` over the halves of the shop at the same time, and one run with `--jobs 2`.

Prints a table for each shop: the median of the seconds (lowest to highest), and the median of the ratios to tagger in
the same round. Without --peers the script needs Python 3 and nothing else.
"""
import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time

import catalogs
import images
import measuring

here = os.path.dirname(os.path.abspath(__file__))
FLOORS = {"floor": "unfiltering as tagger does", "floor, row by row": "unfiltering row by row"}


def parsed_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shops", nargs="*", metavar="SHOP")
    parser.add_argument("--rounds", type=int, default=5, help="number of measurements of each figure")
    parser.add_argument("--builds", default=".build/debug/tagger,.build/release/tagger",
                        help="programs, separated by commas; all others are compared with the first")
    parser.add_argument("--peers", help="the folder with peer_pipeline.py")
    parser.add_argument("--peer-python", default=sys.executable, help="a Python with the packages of the peers")
    parser.add_argument("--engines", default="pillow,opencv,pyvips", help="engines of peer_pipeline.py, separated by commas")
    parser.add_argument("--model", help="the model (default: the program's)")
    parser.add_argument("--halves", action="store_true", help="compare --jobs 2 with two runs of one job each")
    parser.add_argument("--make-shop", help="make_shop.py, which makes a shop from labeled photos")
    parser.add_argument("--photos", help="labeled photos, as make_shop.py takes them")
    parser.add_argument("--data", help="the folder with Fashion-MNIST's IDX files")
    parser.add_argument("--scratch", help="a folder for shops and catalogs")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON, for Benchmarks/run")
    return parser.parse_args()


arguments = parsed_arguments()
builds = arguments.builds.split(",")


# What is measured. Each function returns figures by name.


def tagger(build, shop, folder):
    catalog = os.path.join(folder, "shop.sqlite")
    model = ["--model", arguments.model] if arguments.model else []
    imported = measuring.run(build, "import", shop, "--db", catalog, "--quiet")
    first = measuring.run(build, "--db", catalog, "--json", *model)
    second = measuring.run(build, "--db", catalog, "--json", *model)
    return {"import": imported.seconds, "run": first.seconds, "megabytes": first.megabytes, "nothing to do": second.seconds}


def peer(engine, shop, folder):
    script, catalog = os.path.join(arguments.peers, "peer_pipeline.py"), os.path.join(folder, "peer.sqlite")
    imported = measuring.run(arguments.peer_python, script, "load", "--shop", shop, "--db", catalog, allowed=[0]).seconds
    # The script prints its own time, without the start of the interpreter, which occurs once in a night.
    line = measuring.run(arguments.peer_python, script, "run", "--db", catalog, "--engine", engine, allowed=[0]).output
    return {"import": imported, "run": float(line.split(" images ")[1].split(" s ")[0])}


def compiled_floor(folder):
    """Returns the path of the compiled inflate_floor.c, or None without a C compiler or libdeflate."""
    program = os.path.join(folder, "inflate_floor")
    command = ["cc", "-O3", "-std=gnu2x", "-pthread", "-o", program, os.path.join(here, "inflate_floor.c"),
               os.path.join(here, "../Sources/CPNGReader/png_filters.c"), "-l:libdeflate.so.0"]
    try:
        subprocess.run(command, check=True, capture_output=True)
        return program
    except (OSError, subprocess.CalledProcessError):
        return None


def floor(program, shop, *options):
    line = measuring.run(program, os.path.join(shop, "images"), os.cpu_count(), *options).output
    return {"run": float(line.split(", ")[2].split(" ")[0])}


def make_part(shop, folder, number, header, rows):
    """Makes a shop of some products of another shop and imports it. Returns the catalog."""
    root, catalog = os.path.join(folder, f"part{number}"), os.path.join(folder, f"part{number}.sqlite")
    os.makedirs(root)
    with open(os.path.join(root, "products.csv"), "w", newline="", encoding="utf8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    for row in rows:
        os.makedirs(os.path.dirname(os.path.join(root, row[2])), exist_ok=True)
        shutil.copyfile(os.path.join(shop, row[2]), os.path.join(root, row[2]))
    measuring.run(builds[0], "import", root, "--db", catalog, "--quiet")
    return catalog


def halves(shop, folder):
    """Measures one run with two jobs, and two runs at the same time with one job each over the halves of the shop."""
    with open(os.path.join(shop, "products.csv"), newline="", encoding="utf8") as file:
        header, *rows = csv.reader(file)
    whole, *parts = [make_part(shop, folder, number, header, part)
                     for number, part in enumerate((rows, rows[0::2], rows[1::2]))]
    # A named model is not adjusted to class priors, which each half would estimate for itself.
    options = ["--model", arguments.model or "shop", "--json"]
    two_jobs = measuring.run(builds[0], "--db", whole, "--jobs", "2", *options).seconds
    start = time.perf_counter()
    both = [subprocess.Popen([builds[0], "--db", part, "--jobs", "1", *options], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL) for part in parts]
    for process in both:
        process.wait()
    return {"two jobs": two_jobs, "two halves": time.perf_counter() - start}


def measure(shop, program):
    """Returns the figures of each round for each program."""
    work = {build: (lambda folder, build=build: tagger(build, shop, folder)) for build in builds}
    if arguments.peers:
        for engine in arguments.engines.split(","):
            work[engine] = lambda folder, engine=engine: peer(engine, shop, folder)
    if program:
        work["floor"] = lambda folder: floor(program, shop)
        work["floor, row by row"] = lambda folder: floor(program, shop, "plain")
    if arguments.halves:
        work["halves"] = lambda folder: halves(shop, folder)
    rounds = {name: [] for name in work}
    for number in range(arguments.rounds):
        for name in work if number % 2 == 0 else reversed(work):
            with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
                rounds[name].append(work[name](folder))
    return rounds


# How the figures are shown.


def seconds_of(figures, *parts):
    return [sum(figure[part] for part in parts) for figure in figures]


def ratios(theirs, ours, *parts):
    return [a / b for a, b in zip(seconds_of(theirs, *parts), seconds_of(ours, *parts))]


def show(shop, rounds):
    """Prints the table of one shop."""
    spread = lambda values: measuring.spread(values, digits=2)
    ours = rounds[builds[0]]
    count = sum(1 for _ in open(os.path.join(shop, "products.csv"), encoding="utf8")) - 1
    print(f"\n{shop}: {count} products, {arguments.rounds} rounds, {os.cpu_count()} cores; median (lowest to highest)\n")
    print("| program | import, s | run, s | run, ratio to tagger | import and run, ratio to tagger |")
    print("| --- | --- | --- | --- | --- |")
    for name, figures in rounds.items():
        if name == "halves":
            continue
        cells = [name, "", spread(seconds_of(figures, "run")), spread(ratios(figures, ours, "run")), ""]
        if "import" in figures[0]:
            cells[1] = spread(seconds_of(figures, "import"))
            cells[4] = spread(ratios(figures, ours, "import", "run"))
        print(f"| {' | '.join(cells)} |")
    for build in builds:
        print(f"\n{build}: peak memory {max(f['megabytes'] for f in rounds[build]):.0f} MB; a run with nothing to do "
              f"{measuring.spread(seconds_of(rounds[build], 'nothing to do'), 's', 3)}")
    if arguments.halves:
        values = [f["two halves"] / f["two jobs"] for f in rounds["halves"]]
        print(f"\nTwo halves with --jobs 1 at the same time take {spread(values)} times as long as one run with --jobs 2")
    sys.stdout.flush()


def peer_rows(name, rounds, targets):
    """Returns rows that compare one shop with the fastest peer.

    targets: how many times as fast as the peer import and run together, and the run alone, must be; None for no row.
    """
    ours = rounds[builds[0]]
    found = []
    for parts, label, target in ((("import", "run"), "import and run", targets[0]), (("run",), "run", targets[1])):
        if target is None or not arguments.peers:
            continue
        fastest = min(arguments.engines.split(","), key=lambda engine: measuring.median(seconds_of(rounds[engine], *parts)))
        values = ratios(rounds[fastest], ours, *parts)
        measured = (f"{measuring.spread(seconds_of(ours, *parts), 's', 2)}; {fastest} "
                    f"{measuring.spread(seconds_of(rounds[fastest], *parts), 's', 2)}")
        found.append(measuring.row(f"{label}, {name}", measured, f"{measuring.spread(values, digits=2)} times as fast",
                                   f"at least {target}", measuring.median(values) >= target))
    return found


def floor_rows(name, rounds):
    """Returns rows that compare the run with the C program that only decodes."""
    ours = rounds[builds[0]]
    found = []
    for kind, note in FLOORS.items():
        values = ratios(ours, rounds[kind], "run")
        found.append(measuring.row(
            f"run, {name}, against inflating and unfiltering alone, {note}",
            f"{measuring.spread(seconds_of(ours, 'run'), 's', 2)}; {measuring.spread(seconds_of(rounds[kind], 'run'), 's', 2)}",
            f"{measuring.spread(values, digits=2)} times as long", "at most 1.2", measuring.median(values) <= 1.2))
    return found


def made_shops(folder):
    """Yields name, folder and targets of the four shops of Benchmarks/run."""
    for name, options, targets in (
            ("1,000 photos 900×1200", ["--size", "900x1200"], (2.3, 2.5)),
            ("the same with noise", ["--size", "900x1200", "--noise", "4"], (None, 1.6)),
            ("1,000 photos 450×600", ["--size", "450x600"], (None, 3)),
            ("20,000 images 28×28", None, (None, 8))):
        shop = os.path.join(folder, name.replace(" ", "-").replace("×", "x").replace(",", ""))
        if options is None:
            make_small_images(shop)
        else:
            catalogs.make_photo_shop(arguments.peer_python, arguments.make_shop, arguments.photos, shop, 1000, *options)
        yield name, shop, targets
        shutil.rmtree(shop)


def make_small_images(folder):
    """Makes a shop of 20,000 different images 28×28, black on white."""
    pixels = images.training_pixels(arguments.data)
    os.makedirs(os.path.join(folder, "images"))
    with open(os.path.join(folder, "products.csv"), "w", newline="", encoding="utf8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["sku", "title", "image"])
        for number in range(20_000):
            inverted = bytes(255 - pixel for pixel in pixels[number * 784:(number + 1) * 784])
            with open(os.path.join(folder, "images", f"{number}.png"), "wb") as png:
                png.write(images.png(inverted, 28, 28))
            table.writerow([f"S{number}", f"Image {number}", f"images/{number}.png"])


def measured_rows(folder, program):
    """Returns the rows of the four shops. The halves and the C program are measured for the first shop only."""
    table = []
    for name, shop, targets in made_shops(folder):
        is_first = not table
        arguments.halves = is_first
        rounds = measure(shop, program)
        ours = rounds[builds[0]]
        table += peer_rows(name, rounds, targets)
        if is_first and program:
            table += floor_rows(name, rounds)
        if len(builds) > 1:
            values = ratios(ours, rounds[builds[1]], "run")
            table.append(measuring.row(
                f"debug build, {name}", "", f"{measuring.spread(values, digits=2)} times as long as the release build",
                "at most 1.15", measuring.median(values) <= 1.15))
        if is_first:
            values = [f["two jobs"] / f["two halves"] for f in rounds["halves"]]
            table.append(measuring.row(
                "two jobs, against two halves with one job each", "", f"{measuring.spread(values, digits=2)} times as long",
                "at most 1.0, within noise", measuring.median(values) <= 1.03))
        table.append(measuring.row(f"peak memory, {name}", "", f"{max(f['megabytes'] for f in ours):.0f} MB"))
    return table


with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
    program = compiled_floor(folder)
    for shop in arguments.shops:
        show(shop, measure(shop, program))
    if arguments.make_shop:
        measuring.show(measured_rows(folder, program), arguments)
