#!/usr/bin/env python3
"""Times training and inference of the same networks in tagger, Keras, PyTorch and ONNX Runtime, side by side.

    swift build
    pip install tensorflow-cpu torch onnx onnxruntime numpy
    python3 Benchmarks/network.py --data DATA --peers PEERS

DATA is the folder with Fashion-MNIST's IDX files. PEERS is a folder with `keras_study.py` (the study's network in
Keras; prints the seconds of each epoch) and `torch_nets.py` (the same networks in PyTorch; prints the seconds of each
epoch and the images per second of inference). `onnxruntime_peer.py`, in this folder, measures ONNX Runtime.

All programs alternate within each round, so other work on the machine affects all of them. Prints the median of each
program over the rounds, and the ratio to tagger in the same round, median (lowest to highest); above 1, tagger is
faster.
"""
import argparse
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

import images
import measuring

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--data", required=True, help="the folder with Fashion-MNIST's IDX files")
parser.add_argument("--peers", required=True, help="the folder with keras_study.py and torch_nets.py")
parser.add_argument("--tagger", default=".build/debug/tagger", help="the built program")
parser.add_argument("--rounds", type=int, default=5, help="number of measurements of each figure")
parser.add_argument("--work", default="dense,residual", help="dense, residual, or both, separated by a comma")
arguments = parser.parse_args()
here = os.path.dirname(os.path.abspath(__file__))


def run(*command):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {result.returncode}:\n{result.stderr[-2000:]}")
    return result.stdout


def python(script, *options):
    return run(sys.executable, script, *options)


def train(data, folder, name, *options):
    """Trains a network. Returns the seconds of the fastest epoch."""
    history = os.path.join(folder, "history.csv")
    run(arguments.tagger, "train", "--data", data, "--out", os.path.join(folder, name), "--history", history, *options)
    with open(history) as lines:
        return min(float(line.rsplit(",", 1)[1]) for line in lines.readlines()[1:])


def infer(model):
    """Returns the images per second of inference."""
    return json.loads(run(arguments.tagger, "evaluate", "--model", model, "--data", arguments.data, "--json"))[
        "images_per_second"]


def fastest_epoch(output):
    return min(float(seconds) for seconds in re.findall(r"epoch \d+ .* ([\d.]+) s", output))


def images_per_second(output):
    return float(re.search(r"inference batch 64: (\d+) images/s", output)[1])


def write_subset(folder, count):
    """Writes a dataset of the first `count` training and test images."""
    for name, header in [("train-images-idx3-ubyte", 16), ("train-labels-idx1-ubyte", 8),
                         ("t10k-images-idx3-ubyte", 16), ("t10k-labels-idx1-ubyte", 8)]:
        content = images.idx_file(arguments.data, name)
        size = 784 if header == 16 else 1
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content[:4] + struct.pack(">I", count) + content[8:header + count * size])


peers = arguments.peers
times = {}  # (work, program): the seconds of each round
for number in range(arguments.rounds):
    def note(work, program, seconds):
        times.setdefault((work, program), []).append(seconds)

    with tempfile.TemporaryDirectory() as folder:
        if "dense" in arguments.work:
            epoch = "an epoch of 784-256-10, batch 32, Adam, 48,000 images"
            inference = "inference of 784-256-10, batch 64, per million images"
            note(epoch, "tagger", train(arguments.data, folder, "dense.safetensors", "--epochs", "3"))
            keras = python(f"{peers}/keras_study.py", "--data", arguments.data, "--epochs", "3")
            note(epoch, "Keras", fastest_epoch(keras))
            torch = [python(f"{peers}/torch_nets.py", "--data", arguments.data, "--net", "dense", "--fused", "--epochs", "3",
                            "--threads", threads) for threads in (1, 2)]
            note(epoch, "PyTorch, fused Adam, best of 1 and 2 threads", min(map(fastest_epoch, torch)))
            note(inference, "tagger", 1e6 / infer(os.path.join(folder, "dense.safetensors")))
            note(inference, "PyTorch, 2 threads", 1e6 / images_per_second(torch[1]))
            onnx = python(f"{here}/onnxruntime_peer.py", "--net", "dense")
            note(inference, "ONNX Runtime, 2 threads", 1e6 / images_per_second(onnx))
        if "residual" in arguments.work:
            count = 6400
            epoch = f"{count:,} images of the residual network, batch 128, Adam"
            inference = "inference of the residual network, batch 64, per 1,000 images"
            write_subset(folder, count)
            seconds = train(
                folder, folder, "residual.safetensors", "--architecture", "residual", "--batch-size", "128",
                "--validation-split", "0", "--epochs", "2")
            note(epoch, "tagger", seconds)
            torch = python(f"{peers}/torch_nets.py", "--data", arguments.data, "--net", "residual", "--batch", "128",
                           "--images", count, "--epochs", "2")
            note(epoch, "PyTorch, 2 threads", fastest_epoch(torch))
            note(inference, "tagger", 1e3 / infer(os.path.join(folder, "residual.safetensors")))
            note(inference, "PyTorch, 2 threads", 1e3 / images_per_second(torch))
            onnx = python(f"{here}/onnxruntime_peer.py", "--net", "residual")
            note(inference, "ONNX Runtime, 2 threads", 1e3 / images_per_second(onnx))
    print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr)

print(f"{arguments.rounds} rounds, {os.cpu_count()} cores\n")
print("| work | program | seconds | ratio to tagger |\n| --- | --- | --- | --- |")
for (work, program), seconds in times.items():
    ratios = [a / b for a, b in zip(seconds, times[work, "tagger"])]
    ratio = "" if program == "tagger" else measuring.spread(ratios, digits=2)
    print(f"| {work} | {program} | {measuring.median(seconds):.3f} | {ratio} |")
