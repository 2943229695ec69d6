#!/usr/bin/env python3
"""Times import and nightly run on shops, side by side with the same job in Python and with the decoder's floor.

    swift build && swift build -c release
    python3 Benchmarks/nightly.py SHOP... [--peers FOLDER] [--model NAME]
    python3 Benchmarks/nightly.py --make-shop make_shop.py --photos PHOTOS --data DATA --peers FOLDER --peer-python PYTHON

SHOP is a folder with products.csv and its pictures; the second form makes the four that Benchmarks/run asks for: 1,000 photos of
900×1200, the same with camera noise, the same at 450×600, and 20,000 pictures of 28×28. In each round and for each shop, one after
the other, in turn forwards and backwards: import and nightly run by each build; with --peers the same by each engine of
FOLDER/peer_pipeline.py (`load` and `run`); and, with a C compiler, inflate_floor.c, which only inflates and unfilters the same
pictures from memory. Prints a table for each shop: seconds as median (lowest to highest), and how many times tagger's, as the median
of the rounds' ratios. With --halves two runs over the halves with `--jobs 1`, started together, are compared to one with `--jobs 2`.
Without --peers it needs Python 3 and nothing else.
"""
import argparse, csv, gzip, json, os, shutil, statistics, struct, subprocess, sys, tempfile, time, zlib
import rows

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("shops", nargs="*", metavar="SHOP")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--builds", default=".build/debug/tagger,.build/release/tagger", help="the first is compared to all else")
parser.add_argument("--peers", help="the folder with peer_pipeline.py")
parser.add_argument("--peer-python", default=sys.executable, help="has the peers' packages")
parser.add_argument("--engines", default="pillow,opencv,pyvips")
parser.add_argument("--model", help="the network that tags (default: the program's)")
parser.add_argument("--halves", action="store_true")
parser.add_argument("--make-shop", help="make_shop.py, which turns labelled photos into shops")
parser.add_argument("--photos", help="labelled photos, as make_shop.py takes them")
parser.add_argument("--data", help="Fashion-MNIST's IDX files")
parser.add_argument("--scratch", help="a folder for shops and catalogs")
parser.add_argument("--json", action="store_true", help="print the rows as JSON, for Benchmarks/run")
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
    imported = run(arguments.peer_python, script, "load", "--shop", shop, "--db", catalog)[0]
    # Its own clock: without the start of the interpreter, which a night's run has once.
    line = run(arguments.peer_python, script, "run", "--db", catalog, "--engine", engine)[2]
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


def small_pictures(folder):
    """A shop of 20,000 distinct pictures of 28×28, black on white."""
    with gzip.open(os.path.join(arguments.data, "train-images-idx3-ubyte.gz")) as file:
        images = file.read()[16:]
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    os.makedirs(os.path.join(folder, "images"))
    with open(os.path.join(folder, "products.csv"), "w", newline="", encoding="utf8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["sku", "title", "image"])
        for number in range(20_000):
            pixels = bytes(255 - pixel for pixel in images[number * 784:(number + 1) * 784])
            lines = b"".join(b"\0" + pixels[y * 28:y * 28 + 28] for y in range(28))
            with open(os.path.join(folder, "images", f"{number}.png"), "wb") as png:
                png.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0))
                          + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))
            table.writerow([f"S{number}", f"Picture {number}", f"images/{number}.png"])


def measure(shop, program):
    """What each program took, round by round."""
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
            with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
                rounds[name].append(work[name](folder))
    return rounds


def ratios(theirs, ours, *parts):
    return [sum(t[part] for part in parts) / sum(o[part] for part in parts) for t, o in zip(theirs, ours)]


def show(shop, rounds):
    ours = rounds[builds[0]]
    count = sum(1 for _ in open(os.path.join(shop, "products.csv"), encoding="utf8")) - 1
    print(f"\n{shop}: {count} products, {arguments.rounds} rounds, {os.cpu_count()} cores; median (lowest to highest)\n")
    print("| by | import, s | run, s | run, times tagger's | both, times tagger's |")
    print("| --- | --- | --- | --- | --- |")
    for name, figures in rounds.items():
        if name == "halves":
            continue
        seconds = rows.spread([f["run"] for f in figures], digits=2)
        times = rows.spread(ratios(figures, ours, "run"), digits=2)
        if "import" in figures[0]:
            both = rows.spread(ratios(figures, ours, "import", "run"), digits=2)
            print(f"| {name} | {rows.spread([f['import'] for f in figures], digits=2)} | {seconds} | {times} | {both} |")
        else:
            print(f"| {name} |  | {seconds} | {times} |  |")
    for build in builds:
        print(f"\n{build}: at most {max(f['memory'] for f in rounds[build]):.0f} MB; with nothing to do "
              f"{rows.spread([f['again'] for f in rounds[build]], digits=3)} s")
    if arguments.halves:
        values = [f["two halves"] / f["two jobs"] for f in rounds["halves"]]
        print(f"\nTwo halves with --jobs 1 at the same time take {rows.spread(values, digits=2)} times as long as --jobs 2")
    sys.stdout.flush()


def summary(name, rounds, least):
    """Rows for one shop. `least`: how many times faster than the fastest peer import and run together, and the run, have to be."""
    ours = rounds[builds[0]]
    found = []
    for parts, label, target in ((("import", "run"), "import and run", least[0]), (("run",), "run", least[1])):
        if target and arguments.peers:
            fastest = min(arguments.engines.split(","), key=lambda e: rows.median(sum(f[p] for p in parts) for f in rounds[e]))
            values = ratios(rounds[fastest], ours, *parts)
            measured = (f"{rows.spread([sum(f[p] for p in parts) for f in ours], 's', 2)}; {fastest} "
                        f"{rows.spread([sum(f[p] for p in parts) for f in rounds[fastest]], 's', 2)}")
            found.append(rows.row(f"{label}, {name}", measured, f"{rows.spread(values, digits=2)} times as fast",
                                  f"at least {target}", rows.median(values) >= target))
    return found


def made_shops(folder):
    """The four shops, with what is asked of each."""
    for name, options, least in (
            ("1,000 photos 900×1200", ["--size", "900x1200"], (2.3, 2.5)),
            ("the same with noise", ["--size", "900x1200", "--noise", "4"], (None, 1.6)),
            ("1,000 photos 450×600", ["--size", "450x600"], (None, 3)),
            ("20,000 pictures 28×28", None, (None, 8))):
        shop = os.path.join(folder, name.replace(" ", "-").replace("×", "x").replace(",", ""))
        if options is None:
            small_pictures(shop)
        else:
            subprocess.run([arguments.peer_python, arguments.make_shop, "--photos", arguments.photos, "--out", shop,
                            "--count", "1000", *options], check=True, stdout=subprocess.DEVNULL)
        yield name, shop, least
        shutil.rmtree(shop)


with tempfile.TemporaryDirectory(dir=arguments.scratch) as tools:
    program = compiled_floor(tools)
    for shop in arguments.shops:
        show(shop, measure(shop, program))
    if arguments.make_shop:
        table = []
        for name, shop, least in made_shops(tools):
            is_first = not table
            arguments.halves = is_first
            rounds = measure(shop, program)
            table += summary(name, rounds, least)
            ours = rounds[builds[0]]
            if is_first and program:
                for kind, note in (("floor", "unfiltering as tagger does"), ("floor, row by row", "unfiltering row by row")):
                    values = ratios(ours, rounds[kind], "run")
                    table.append(rows.row(
                        f"run, {name}, against inflating and unfiltering alone, {note}",
                        f"{rows.spread([f['run'] for f in ours], 's', 2)}; {rows.spread([f['run'] for f in rounds[kind]], 's', 2)}",
                        f"{rows.spread(values, digits=2)} times its time", "at most 1.2", rows.median(values) <= 1.2))
            if len(builds) > 1:
                values = ratios(ours, rounds[builds[1]], "run")
                table.append(rows.row(f"debug build, {name}", "", f"{rows.spread(values, digits=2)} times release's time",
                                      "at most 1.15", rows.median(values) <= 1.15))
            if is_first:
                values = [f["two jobs"] / f["two halves"] for f in rounds["halves"]]
                table.append(rows.row("two jobs, against two halves with one job each", "",
                                      f"{rows.spread(values, digits=2)} times their time", "at most 1.0, within noise",
                                      rows.median(values) <= 1.03))
            table.append(rows.row(f"peak memory, {name}", "", f"{max(f['memory'] for f in ours):.0f} MB"))
        rows.show(table, arguments)
