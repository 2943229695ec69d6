#!/usr/bin/env python3
"""Measures the images per second of inference in ONNX Runtime, batch 64, two threads, for the networks of `network.py`.

    pip install torch onnx onnxruntime numpy
    python3 Benchmarks/onnxruntime_peer.py --net dense|residual

The weights are random, because the time does not depend on them. The network is exported for inference, so that ONNX
Runtime can fold batch normalisation into the convolutions.
"""
import argparse
import io
import time

import numpy
import onnxruntime
import torch
from torch import nn

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--net", choices=["dense", "residual"], required=True)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--batch", type=int, default=64)
arguments = parser.parse_args()


def convolution(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(convolution(channels, channels), convolution(channels, channels))

    def forward(self, x):
        return x + self.body(x)


if arguments.net == "dense":
    network = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
else:
    network = nn.Sequential(
        convolution(1, 32), convolution(32, 32), nn.MaxPool2d(2), convolution(32, 64), Residual(64), nn.MaxPool2d(2),
        convolution(64, 128), Residual(128), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))
file = io.BytesIO()
torch.onnx.export(
    network.eval(), torch.zeros(arguments.batch, 1, 28, 28), file, input_names=["images"], dynamo=False)

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = arguments.threads
session = onnxruntime.InferenceSession(file.getvalue(), options, providers=["CPUExecutionProvider"])
images = numpy.random.rand(arguments.batch, 1, 28, 28).astype("float32")
batches = 600 if arguments.net == "dense" else 40
for _ in range(5):
    session.run(None, {"images": images})
start = time.perf_counter()
for _ in range(batches):
    session.run(None, {"images": images})
print(f"inference batch {arguments.batch}: {batches * arguments.batch / (time.perf_counter() - start):.0f} images/s")
