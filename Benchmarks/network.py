#!/usr/bin/env python3
"""Times training and inference of the same networks in tagger, Keras, PyTorch and ONNX Runtime, side by side.

    swift build
    pip install tensorflow-cpu torch onnx onnxruntime numpy
    python3 Benchmarks/network.py --data DATA --peers PEERS

DATA is the folder with Fashion-MNIST's IDX files. PEERS is one with `keras_study.py` (the study in Keras; prints the seconds of
each epoch) and `torch_nets.py` (the same networks in PyTorch; prints the seconds of each epoch and the images per second of
inference). ONNX Runtime is timed by `onnxruntime_peer.py`, beside this script.

All take their turns in each round, so that a busy moment of the machine meets all of them. Prints a table: the median of each
over the rounds, and the ratio to tagger in the same round, median and lowest to highest; above 1, tagger is faster.
"""
import argparse, gzip, json, os, re, statistics, struct, subprocess, sys, tempfile

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--data", required=True)
parser.add_argument("--peers", required=True)
parser.add_argument("--tagger", default=".build/debug/tagger")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--work", default="dense,residual", help="dense, residual, or both with a comma")
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
    """Seconds of the fastest epoch."""
    history = os.path.join(folder, "history.csv")
    run(arguments.tagger, "train", "--data", data, "--out", os.path.join(folder, name), "--history", history, *options)
    with open(history) as lines:
        return min(float(line.rsplit(",", 1)[1]) for line in lines.readlines()[1:])


def infer(model):
    """Images per second."""
    return json.loads(run(arguments.tagger, "evaluate", "--model", model, "--data", arguments.data, "--json"))[
        "images_per_second"]


def fastest_epoch(output):
    return min(float(seconds) for seconds in re.findall(r"epoch \d+ .* ([\d.]+) s", output))


def images_per_second(output):
    return float(re.search(r"inference batch 64: (\d+) images/s", output)[1])


def subset(folder, count):
    """A dataset with the first training images alone."""
    for name, header in [("train-images-idx3-ubyte", 16), ("train-labels-idx1-ubyte", 8),
                         ("t10k-images-idx3-ubyte", 16), ("t10k-labels-idx1-ubyte", 8)]:
        path = os.path.join(arguments.data, name)
        with open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz") as file:
            content = file.read()
        size = 784 if header == 16 else 1
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content[:4] + struct.pack(">I", count) + content[8:header + count * size])


peers = arguments.peers
times = {}  # (work, who) to what was measured in each round; seconds
for number in range(arguments.rounds):
    def note(work, who, seconds):
        times.setdefault((work, who), []).append(seconds)

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
            subset(folder, count)
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
print("| work | by | seconds | times tagger's |\n| --- | --- | --- | --- |")
for (work, who), seconds in times.items():
    ratios = [a / b for a, b in zip(seconds, times[work, "tagger"])]
    ratio = "" if who == "tagger" else f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    print(f"| {work} | {who} | {statistics.median(seconds):.3f} | {ratio} |")
