#!/usr/bin/env python3
"""Makes torch_residual.csv: the loss of each of 100 training steps of a small residual network, as PyTorch has it in
double precision, and in a last line the loss over all images after them, with running statistics.

    pip install torch numpy
    python3 torch_residual.py > torch_residual.csv

Images, labels and initial weights follow from formulas that `ResidualReferenceTests.swift` has too, so no data is needed.
"""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

IMAGES, BATCH, STEPS = 160, 16, 100
torch.set_default_dtype(torch.float64)

i, j = np.arange(IMAGES)[:, None], np.arange(784)[None, :]
labels = np.arange(IMAGES) * 7 % 10
pixels = j * (labels[:, None] + 3) % 97 + (i * 31 + j * 7) % 59
x = torch.from_numpy((pixels / 255).reshape(IMAGES, 1, 28, 28))
y = torch.from_numpy(labels)


class Residual(nn.Module):
    def __init__(self, *body):
        super().__init__()
        self.body = nn.Sequential(*body)

    def forward(self, x):
        return x + self.body(x)


def convolution(inputs, outputs, **options):
    return nn.Conv2d(inputs, outputs, 3, bias=False, **options)


model = nn.Sequential(
    convolution(1, 6, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2),
    convolution(6, 10, stride=2, padding=1), nn.BatchNorm2d(10), nn.ReLU(),
    Residual(convolution(10, 10, padding=1), nn.BatchNorm2d(10), nn.ReLU(),
             convolution(10, 10, padding=1), nn.BatchNorm2d(10)),
    nn.ReLU(), nn.AvgPool2d(2), convolution(10, 12, padding=1), nn.BatchNorm2d(12), nn.ReLU(),
    nn.Flatten(), nn.Linear(12 * 3 * 3, 10))

# Weights by formula, in the order of the program's parameters: a convolution's is [3, 3, inputs, outputs], a dense layer's
# [inputs, units], and batch normalisation has four vectors, which start as always.
start = 0  # the index of a tensor's first parameter among all


def values(*shape):
    global start
    k = np.arange(start, start + int(np.prod(shape)))
    start += len(k)
    return torch.from_numpy(((k * 2654435761 % 2**32 // 2**8) / 2**24 - 0.5).reshape(shape) * 0.6)


with torch.no_grad():
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            layer.weight.copy_(values(3, 3, layer.in_channels, layer.out_channels).permute(3, 2, 0, 1))
        elif isinstance(layer, nn.Linear):
            layer.weight.copy_(values(layer.in_features, layer.out_features).T)
            layer.bias.copy_(values(layer.out_features))
        elif isinstance(layer, nn.BatchNorm2d):
            start += 4 * layer.num_features


# Adam as Keras has it: epsilon is added before the bias of v is corrected.
moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p in model.parameters()]
print("step,loss")
for step in range(STEPS):
    batch = (step * BATCH + np.arange(BATCH)) % IMAGES
    loss = F.cross_entropy(model(x[batch]), y[batch])
    model.zero_grad()
    loss.backward()
    rate = 0.001 * (1 - 0.999 ** (step + 1)) ** 0.5 / (1 - 0.9 ** (step + 1))
    with torch.no_grad():
        for p, (m, v) in zip(model.parameters(), moments):
            m += (p.grad - m) * 0.1
            v += (p.grad**2 - v) * 0.001
            p -= m * rate / (v**0.5 + 1e-7)
    print(f"{step},{loss.item():.10g}")
model.eval()
with torch.no_grad():
    print(f"all,{F.cross_entropy(model(x), y).item():.10g}")
