#!/usr/bin/env python3
"""Makes the training steps of `tagger learn` in PyTorch: the same network, batches, frozen layers and optimiser.

    pip install torch numpy
    python3 Benchmarks/learn_peer.py --model Sources/CPretrained/networks/shop.safetensors --data DATA --steps 813,900

Each step augments 64 examples and 32 Fashion-MNIST images in torch: mirror, shift, scale, aspect ratio, rotation;
examples also get intensity jitter, sharpness and random erasing. Two thirds of the Fashion-MNIST images are combined
with a second image, scaled down and placed below, which is less work than the program's synthesis of worn garments.
The layers up to the last pooling run in inference mode; the others are trained with SGD with Nesterov momentum, a
cosine schedule, label smoothing, and a moving average of the weights. Fashion-MNIST's test images stand for the
decided products; the work is the same. Prints one line: steps and seconds.
"""
import argparse
import json
import math
import struct
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import images

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--model", required=True, help="the model file (safetensors)")
parser.add_argument("--data", required=True, help="the folder with Fashion-MNIST's IDX files")
parser.add_argument("--steps", required=True, help="number of steps of each training, separated by commas")
parser.add_argument("--examples", type=int, default=1000)
parser.add_argument("--threads", type=int, default=2)
arguments = parser.parse_args()
torch.set_num_threads(arguments.threads)
torch.manual_seed(0)


def idx_tensor(name):
    content = images.idx_file(arguments.data, name)
    dimensions = content[3]
    shape = struct.unpack(f">{dimensions}I", content[4:4 + 4 * dimensions])
    return torch.from_numpy(np.frombuffer(content[4 + 4 * dimensions:], np.uint8).reshape(shape).copy())


class Residual(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return x + self.body(x)


def network(path, classes):
    """Returns the layers with their weights: those that stay fixed, and those that are trained."""
    with open(path, "rb") as file:
        content = file.read()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + length])

    def tensor(name):
        begin, end = header[name]["data_offsets"]
        values = np.frombuffer(content[8 + length + begin:8 + length + end], "<f4")
        return torch.from_numpy(values.reshape(header[name]["shape"]).copy())

    number = {"convolution": 0, "batch_normalisation": 0}

    def build(descriptions, channels):
        layers = []
        for description in descriptions:
            kind, options = next(iter(description.items()))
            if kind == "convolution":
                number["convolution"] += 1
                layer = nn.Conv2d(channels, options["channels"], 3, padding=1, bias=False)
                layer.weight.data = tensor(f"convolution{number['convolution']}.weight").permute(3, 2, 0, 1).contiguous()
                channels = options["channels"]
            elif kind == "batchNormalisation":
                number["batch_normalisation"] += 1
                name = f"batch_normalisation{number['batch_normalisation']}"
                layer = nn.BatchNorm2d(channels)
                layer.weight.data, layer.bias.data = tensor(f"{name}.weight"), tensor(f"{name}.bias")
                layer.running_mean.data, layer.running_var.data = tensor(f"{name}.running_mean"), tensor(f"{name}.running_variance")
            elif kind == "relu":
                layer = nn.ReLU(inplace=False)
            elif kind == "maximumPooling":
                layer = nn.MaxPool2d(options["size"])
            elif kind == "residual":
                body, channels = build(options["_0"], channels)
                layer = Residual(nn.Sequential(*body))
            elif kind == "globalAveragePooling":
                layer = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
            elif kind == "dense":
                layer = nn.Linear(channels, classes)
                layer.weight.data[:options["units"]] = tensor("dense1.weight").T
            layers.append(layer)
        return layers, channels

    layers, _ = build(json.loads(header["__metadata__"]["architecture"])["layers"], 1)
    last = max(index for index, layer in enumerate(layers) if isinstance(layer, nn.MaxPool2d))
    return nn.Sequential(*layers[:last + 1]), nn.Sequential(*layers[last + 1:])


def transformed(x, scale, aspect, degrees, shift):
    """Mirrors, scales, stretches, rotates and shifts each image at random."""
    count = len(x)
    uniform = lambda low, high: torch.empty(count).uniform_(low, high)
    size, stretch = uniform(*scale), torch.exp(uniform(-math.log(aspect), math.log(aspect)) / 2)
    angle = uniform(-degrees, degrees) * math.pi / 180
    flip = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    theta = torch.empty(count, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = flip * angle.cos() / (size * stretch), -angle.sin() / size
    theta[:, 1, 0], theta[:, 1, 1] = angle.sin() / size, angle.cos() * stretch / size
    theta[:, 0, 2], theta[:, 1, 2] = uniform(-shift / 14, shift / 14), uniform(-shift / 14, shift / 14)
    return F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), mode="bilinear", align_corners=False)


blur = torch.tensor([[1., 2, 1], [2, 4, 2], [1, 2, 1]])[None, None] / 16
columns = torch.arange(28)  # also the numbers of rows


def augmented_examples(x):
    x = transformed(x, (0.8, 1.2), 1.25, 8, 2)
    count = len(x)
    x = x.clamp_min(1e-6) ** torch.exp(torch.empty(count, 1, 1, 1).uniform_(-0.3, 0.3))
    x = (x + torch.empty(count, 1, 1, 1).uniform_(-0.3, 0.3) * (x - F.conv2d(x, blur, padding=1))).clamp(0, 1)
    left, top = torch.randint(0, 20, (count, 1)), torch.randint(0, 20, (count, 1))
    width, height = torch.randint(4, 14, (count, 1)), torch.randint(4, 14, (count, 1))
    rows_inside, columns_inside = (columns >= top) & (columns < top + height), (columns >= left) & (columns < left + width)
    inside = rows_inside[:, :, None] & columns_inside[:, None, :] & (torch.rand(count) < 0.4)[:, None, None]
    return torch.where(inside[:, None], torch.rand(count, 1, 1, 1), x)


def augmented_replay_images(x, others):
    x = transformed(x, (0.85, 1.06), 1.2, 5, 1)
    worn = torch.rand(len(x)) < 0.65
    figure = torch.maximum(F.interpolate(x, scale_factor=0.5, mode="area").repeat(1, 1, 2, 1)[:, :, :, :14],
                           F.interpolate(others, scale_factor=0.5, mode="area").repeat(1, 1, 2, 1))
    return torch.where(worn[:, None, None, None], F.pad(figure, (7, 7)), x)


def train(steps, examples, example_labels, replay, replay_labels):
    features, head = network(arguments.model, 11)
    features.eval()
    head.train()
    optimiser = torch.optim.SGD(head.parameters(), lr=0.03, momentum=0.9, nesterov=True)
    parameters = list(head.parameters())
    average = [parameter.detach().clone() for parameter in parameters]
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
    warm_up = max(1, steps // 10)
    for step in range(steps):
        factor = (step + 1) / warm_up if step < warm_up else 0.5 + 0.5 * math.cos(math.pi * (step - warm_up) / (steps - warm_up))
        for group in optimiser.param_groups:
            group["lr"] = 0.03 * factor
        chosen, replayed = torch.randint(0, len(examples), (64,)), torch.randint(0, len(replay), (64,))
        with torch.no_grad():
            pixels = replay[replayed].float().div_(255)[:, None]
            x = features(torch.cat([augmented_examples(examples[chosen].float().div_(255)[:, None]),
                                    augmented_replay_images(pixels[:32], pixels[32:])]))
        loss = loss_of(head(x), torch.cat([example_labels[chosen], replay_labels[replayed[:32]]]))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, parameters, 0.02)
        if not math.isfinite(loss.item()):
            raise SystemExit("the loss is not finite")


replay, replay_labels = idx_tensor("train-images-idx3-ubyte"), idx_tensor("train-labels-idx1-ubyte").long()
examples = idx_tensor("t10k-images-idx3-ubyte")[:arguments.examples]
example_labels = idx_tensor("t10k-labels-idx1-ubyte").long()[:arguments.examples]
train(5, examples, example_labels, replay, replay_labels)
steps = [int(word) for word in arguments.steps.split(",")]
start = time.perf_counter()
for count in steps:
    train(count, examples, example_labels, replay, replay_labels)
print(f"{sum(steps)} steps {time.perf_counter() - start:.2f} s, torch {torch.__version__}, {arguments.threads} threads")
