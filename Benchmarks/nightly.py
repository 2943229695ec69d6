#!/usr/bin/env python3
"""Times the nightly run on a shop, and the debug build against the release build in the same rounds.

    swift build && swift build -c release
    python3 Benchmarks/nightly.py SHOP             # SHOP: a folder with products.csv and its pictures

Prints a table: seconds of the run alone (import not included), products per second, peak memory, and the seconds of a second
run that finds nothing to do; then the ratio of debug to release, with its spread over the rounds. Needs Python 3 and nothing
else.
"""
import argparse, json, os, resource, statistics, subprocess, sys, tempfile, time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("shop")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--builds", default=".build/debug/tagger,.build/release/tagger")
arguments = parser.parse_args()


def run(*command):
    """Seconds, peak memory in MB, and what the program printed as JSON."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024, json.loads(output) if output else {}


builds = arguments.builds.split(",")
seconds = {build: [] for build in builds}
memory = {build: 0.0 for build in builds}
again = {build: [] for build in builds}
products = 0
for number in range(arguments.rounds):
    for build in builds if number % 2 == 0 else reversed(builds):
        with tempfile.TemporaryDirectory() as folder:
            catalog = os.path.join(folder, "shop.sqlite")
            run(build, "import", arguments.shop, "--db", catalog, "--quiet")
            took, peak, result = run(build, "--db", catalog, "--json")
            products = result["considered"]
            seconds[build].append(took)
            memory[build] = max(memory[build], peak)
            again[build].append(run(build, "--db", catalog, "--json")[0])

print(f"{products} products, {arguments.rounds} rounds, {os.cpu_count()} cores; median (lowest to highest)")
for build in builds:
    s = seconds[build]
    print(f"{build:24} {statistics.median(s):6.2f} s ({min(s):.2f} to {max(s):.2f})  {products / statistics.median(s):6.0f}/s  "
          f"{memory[build]:5.0f} MB  nothing to do: {statistics.median(again[build]):.3f} s (at most {max(again[build]):.3f})")
if len(builds) == 2:
    ratios = [a / b for a, b in zip(*seconds.values())]
    print(f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
