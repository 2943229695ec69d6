#!/usr/bin/env python3
"""Times `tagger learn` with 1,000 decisions against the same training steps in PyTorch, two threads, alternating.

    swift build -c release
    python3 Benchmarks/learn.py --photos PHOTOS --make-shop make_shop.py --data DATA --peer-python PYTHON

The script makes a shop of 1,000 photos, tags it, and decides every product with its category in truth.csv. In each
round a copy of the catalog learns. The time of the program is the time of the whole command, which also measures
audits and writes the model; the time of the peer is the time of its training steps alone (learn_peer.py). The machine
should have two cores; on a machine with more, `taskset -c 0,1` limits the benchmark to two.
"""
import argparse
import json
import os
import shutil
import sys
import tempfile

import catalogs
import measuring

here = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
measuring.add_options(parser)
parser.add_argument("--data", required=True, help="the folder with Fashion-MNIST's IDX files")
parser.add_argument("--photos", required=True, help="labeled photos, as make_shop.py takes them")
parser.add_argument("--make-shop", required=True, help="make_shop.py, which makes a shop from labeled photos")
parser.add_argument("--peer-python", default=sys.executable, help="a Python with PyTorch and the packages of make_shop.py")
parser.add_argument("--decisions", type=int, default=1000, help="number of decisions")
parser.add_argument("--scratch", help="a folder for shops and catalogs")
arguments = parser.parse_args()


def steps(examples):
    """Returns the number of training steps that the program makes for a number of examples."""
    return int(900 * (max(examples, 1) / 1000) ** 0.25)


with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
    shop, path, copy = (os.path.join(folder, name) for name in ("shop", "shop.sqlite", "copy.sqlite"))
    catalogs.make_photo_shop(
        arguments.peer_python, arguments.make_shop, arguments.photos, shop, arguments.decisions, "--size", "450x600")
    catalogs.run(arguments.tagger, "import", shop, "--db", path, "--quiet")
    measuring.run(arguments.tagger, "--db", path, "--quiet")
    catalogs.run(arguments.tagger, "review", "apply", os.path.join(shop, "truth.csv"), "--db", path)
    ours, theirs = [], []
    for _ in range(arguments.rounds):
        shutil.copyfile(path, copy)
        run = measuring.run(arguments.tagger, "learn", "--db", copy, "--data", arguments.data, "--json")
        ours.append(run.seconds)
        result = json.loads(run.output)
        # Every product is decided, so every product is an audit, and a third is the holdout. If the candidate model is better, the
        # program trains a second model with all decisions.
        trainings = [steps(result["decisions"] - result["held"])]
        if result["outcome"] == "learned":
            trainings.append(steps(result["decisions"]))
        peer = measuring.run(
            arguments.peer_python, os.path.join(here, "learn_peer.py"), "--data", arguments.data, "--model",
            os.path.join(here, "..", "Sources", "CPretrained", "networks", "shop.safetensors"),
            "--steps", ",".join(map(str, trainings)))
        theirs.append(float(peer.output.split()[2]))
    ratios = [a / b for a, b in zip(theirs, ours)]
    measuring.show([measuring.row(
        f"tagger learn, {arguments.decisions:,} decisions ({sum(trainings)} steps), against PyTorch, two threads",
        f"{measuring.spread(ours, 's')} against {measuring.spread(theirs, 's')}",
        f"{measuring.spread(ratios, digits=2)} times as fast", "as fast", measuring.median(ratios) >= 1)], arguments)
