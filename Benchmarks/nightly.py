#!/usr/bin/env python3
"""Times import and nightly run on shops, side by side with the same job in Python and with the decoder's floor.

    swift build && swift build -c release
    python3 Benchmarks/nightly.py SHOP... [--peers FOLDER] [--model NAME]

SHOP is a folder with products.csv and its pictures. In each round and for each shop, one after the other, in turn forwards and
backwards: import and nightly run by each build; with --peers the same by each engine of FOLDER/peer_pipeline.py (`load` and
`run`; its Python is --python); and, with a C compiler, inflate_floor.c, which only inflates and unfilters the same pictures from
memory. Prints a table for each shop: seconds as median (lowest to highest), and how many times tagger's, as the median of the
rounds' ratios. Two runs over the halves with `--jobs 1`, started together, are compared to one with `--jobs 2`, with --halves.
Without --peers it needs Python 3 and nothing else.
"""
import argparse, csv, json, os, shutil, statistics, subprocess, sys, tempfile, time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("shops", nargs="+", metavar="SHOP")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--builds", default=".build/debug/tagger,.build/release/tagger", help="the first is compared to all else")
parser.add_argument("--peers", help="the folder with peer_pipeline.py")
parser.add_argument("--python", default=sys.executable, help="has the peers' packages")
parser.add_argument("--engines", default="pillow,opencv,pyvips")
parser.add_argument("--model", help="the network that tags (default: the program's)")
parser.add_argument("--halves", action="store_true")
parser.add_argument("--json", help="also write all figures to this file")
arguments = parser.parse_args()
here = os.path.dirname(os.path.abspath(__file__))
builds = arguments.builds.split(",")


def run(*command):
    """Seconds, peak memory in MB, and what the program printed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024, output


def tag(build, catalog, *options):
    model = ["--model", arguments.model] if arguments.model else []
    return run(build, "--db", catalog, "--json", *model, *options)


def tagger(build, shop, folder):
    catalog = os.path.join(folder, "shop.sqlite")
    imported = run(build, "import", shop, "--db", catalog, "--quiet")[0]
    seconds, memory, _ = tag(build, catalog)
    again = tag(build, catalog)[0]
    return {"import": imported, "run": seconds, "memory": memory, "again": again}


def peer(engine, shop, folder):
    script, catalog = os.path.join(arguments.peers, "peer_pipeline.py"), os.path.join(folder, "peer.sqlite")
    imported = run(arguments.python, script, "load", "--shop", shop, "--db", catalog)[0]
    # Its own clock: without the start of the interpreter, which a night's run has once.
    line = run(arguments.python, script, "run", "--db", catalog, "--engine", engine)[2]
    return {"import": imported, "run": float(line.split(" images ")[1].split(" s ")[0])}


def compiled_floor(folder):
    program = os.path.join(folder, "inflate_floor")
    command = ["cc", "-O3", "-std=gnu2x", "-pthread", "-o", program, os.path.join(here, "inflate_floor.c"),
               os.path.join(here, "../Sources/CPNGReader/rows.c"), "-l:libdeflate.so.0"]
    try:
        subprocess.run(command, check=True, capture_output=True)
        return program
    except (OSError, subprocess.CalledProcessError):
        return None


def floor(program, shop, *options):
    line = run(program, os.path.join(shop, "images"), str(os.cpu_count()), *options)[2]
    return {"run": float(line.split(", ")[2].split(" ")[0])}


def halves(build, shop, folder):
    """Seconds of one run with two jobs, and of two runs with one job each over the halves of the shop at the same time."""
    with open(os.path.join(shop, "products.csv"), newline="", encoding="utf8") as file:
        rows = list(csv.reader(file))
    catalogs = []
    for number, part in enumerate((rows[1:], rows[1::2], rows[2::2])):
        root = os.path.join(folder, f"part{number}")
        os.makedirs(root)
        with open(os.path.join(root, "products.csv"), "w", newline="", encoding="utf8") as file:
            csv.writer(file, lineterminator="\n").writerows([rows[0]] + part)
        for row in part:
            os.makedirs(os.path.dirname(os.path.join(root, row[2])), exist_ok=True)
            shutil.copyfile(os.path.join(shop, row[2]), os.path.join(root, row[2]))
        catalogs.append(os.path.join(folder, f"part{number}.sqlite"))
        run(build, "import", root, "--db", catalogs[-1], "--quiet")
    model = arguments.model or "shop"  # named, so that no run ends with a second look for the sake of frequencies
    whole = run(build, "--db", catalogs[0], "--jobs", "2", "--model", model, "--json")[0]
    start = time.perf_counter()
    both = [subprocess.Popen([build, "--db", c, "--jobs", "1", "--model", model, "--json"], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL) for c in catalogs[1:]]
    for process in both:
        process.wait()
    return {"two jobs": whole, "two halves": time.perf_counter() - start}


def spread(values, digits=2):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


everything = {}
with tempfile.TemporaryDirectory() as tools:
    program = compiled_floor(tools)
    for shop in arguments.shops:
        work = {build: (lambda folder, build=build: tagger(build, shop, folder)) for build in builds}
        if arguments.peers:
            for engine in arguments.engines.split(","):
                work[engine] = lambda folder, engine=engine: peer(engine, shop, folder)
        if program:
            work["floor"] = lambda folder: floor(program, shop)
            work["floor, row by row"] = lambda folder: floor(program, shop, "plain")
        if arguments.halves:
            work["halves"] = lambda folder: halves(builds[0], shop, folder)
        rounds = {name: [] for name in work}
        for number in range(arguments.rounds):
            for name in work if number % 2 == 0 else reversed(work):
                with tempfile.TemporaryDirectory() as folder:
                    rounds[name].append(work[name](folder))
        everything[shop] = rounds

        ours = rounds[builds[0]]
        count = sum(1 for _ in open(os.path.join(shop, "products.csv"), encoding="utf8")) - 1
        print(f"\n{shop}: {count} products, {arguments.rounds} rounds, {os.cpu_count()} cores; median (lowest to highest)\n")
        print("| by | import, s | run, s | run, times tagger's | both, times tagger's |")
        print("| --- | --- | --- | --- | --- |")
        for name, figures in rounds.items():
            if name == "halves":
                continue
            ratios = [theirs["run"] / own["run"] for theirs, own in zip(figures, ours)]
            if "import" in figures[0]:
                both = [(t["import"] + t["run"]) / (o["import"] + o["run"]) for t, o in zip(figures, ours)]
                print(f"| {name} | {spread([f['import'] for f in figures])} | {spread([f['run'] for f in figures])} | "
                      f"{spread(ratios)} | {spread(both)} |")
            else:
                print(f"| {name} |  | {spread([f['run'] for f in figures])} | {spread(ratios)} |  |")
        for build in builds:
            print(f"\n{build}: at most {max(f['memory'] for f in rounds[build]):.0f} MB; with nothing to do "
                  f"{spread([f['again'] for f in rounds[build]], 3)} s")
        if arguments.halves:
            ratios = [f["two halves"] / f["two jobs"] for f in rounds["halves"]]
            print(f"\nTwo halves with --jobs 1 at the same time take {spread(ratios)} times as long as --jobs 2")
        sys.stdout.flush()
if arguments.json:
    with open(arguments.json, "w", encoding="utf8") as file:
        json.dump(everything, file, indent=1)
