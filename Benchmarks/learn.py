#!/usr/bin/env python3
"""Times `tagger learn` on 1,000 decisions against the same steps in PyTorch, two threads, in turns.

    swift build -c release
    python3 Benchmarks/learn.py --photos PHOTOS --make-shop make_shop.py --data DATA --peer-python PYTHON

A shop of 1,000 photos is made, tagged, and decided as its truth.csv says; then a copy of the catalog learns in each round. The
program's time is that of the whole command, with the decisions' audits measured and the network written; the peer's is that of its
steps alone (learn_peer.py). The machine should have two cores, or `taskset -c 0,1` should leave two.
"""
import argparse, csv, json, os, shutil, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import catalogs, rows

here = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
rows.add_options(parser)
parser.add_argument("--data", required=True)
parser.add_argument("--photos", required=True)
parser.add_argument("--make-shop", required=True)
parser.add_argument("--peer-python", default=sys.executable)
parser.add_argument("--decisions", type=int, default=1000)
parser.add_argument("--scratch")
arguments = parser.parse_args()


def steps(examples):
    """As the program has it for so many examples."""
    return int(900 * (max(examples, 1) / 1000) ** 0.25)


with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
    shop, path, copy = (os.path.join(folder, name) for name in ("shop", "shop.sqlite", "copy.sqlite"))
    catalogs.run(arguments.peer_python, arguments.make_shop, "--photos", arguments.photos, "--out", shop,
                 "--count", str(arguments.decisions), "--size", "450x600")
    catalogs.run(arguments.tagger, "import", shop, "--db", path, "--quiet")
    rows.timed(arguments.tagger, "--db", path, "--quiet")
    catalogs.run(arguments.tagger, "review", "apply", os.path.join(shop, "truth.csv"), "--db", path)
    ours, theirs = [], []
    for _ in range(arguments.rounds):
        shutil.copyfile(path, copy)
        seconds, memory, output = rows.timed(arguments.tagger, "learn", "--db", copy, "--data", arguments.data, "--json")
        result = json.loads(output)
        # All are decided, so all are audits: a third is held back; a challenger that is better is followed by a twin that
        # learns from all.
        done = [steps(result["decisions"] - result["held"])]
        if result["outcome"] == "learned":
            done.append(steps(result["decisions"]))
        ours.append(seconds)
        _, _, output = rows.timed(
            arguments.peer_python, os.path.join(here, "learn_peer.py"), "--data", arguments.data, "--model",
            os.path.join(here, "..", "Sources", "CPretrained", "networks", "shop.safetensors"), "--steps", ",".join(map(str, done)))
        theirs.append(float(output.split()[2]))
    ratios = [a / b for a, b in zip(theirs, ours)]
    rows.show([rows.row(
        f"tagger learn, {arguments.decisions:,} decisions ({sum(done)} steps), against PyTorch, two threads",
        f"{rows.spread(ours, 's')} against {rows.spread(theirs, 's')}", f"{rows.spread(ratios, digits=2)} times as fast",
        "as fast", rows.median(ratios) >= 1)], arguments)
