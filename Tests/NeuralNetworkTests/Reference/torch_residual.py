#!/usr/bin/env python3
"""Writes torch_residual.csv: the loss of each of 100 training steps of a small residual network, computed by PyTorch in
double precision, and in the last line the loss over all images after these steps, with running statistics. Three
trainings:

    adam      in the form of Keras
    nesterov  SGD with momentum 0.9, learning rate 0.02 with a warm-up of 15 steps and linear decay, weight decay 0.01 on
              weights only, label smoothing 0.1
    adamw     learning rate 0.003 with a warm-up of 10 steps and cosine decay, weight decay 0.1 on weights only, label
              smoothing 0.05; the last line is for the moving average of weights and running statistics, decay 0.9

    pip install torch numpy
    python3 torch_residual.py > torch_residual.csv

Images, labels and initial weights are computed by formulas that `ResidualReferenceTests.swift` has too, so no data is
needed.
"""
import math

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



def network():
    return nn.Sequential(
        convolution(1, 6, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2),
        convolution(6, 10, stride=2, padding=1), nn.BatchNorm2d(10), nn.ReLU(),
        Residual(convolution(10, 10, padding=1), nn.BatchNorm2d(10), nn.ReLU(),
                 convolution(10, 10, padding=1), nn.BatchNorm2d(10)),
        nn.ReLU(), nn.AvgPool2d(2), convolution(10, 12, padding=1), nn.BatchNorm2d(12), nn.ReLU(),
        nn.Flatten(), nn.Linear(12 * 3 * 3, 10))


def initialise(model):
    """Sets weights by a formula, in the order of the program's parameters: [3, 3, inputs, outputs] for a convolution,
    [inputs, units] for a dense layer, and four vectors with the usual initial values for batch normalisation."""
    start = 0  # the index of a tensor's first parameter among all

    def values(*shape):
        nonlocal start
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


class KerasAdam:
    """Adam in the form of Keras: epsilon is added before the bias of v is corrected."""

    def __init__(self, model, weight_decay=0):
        self.parameters, self.weight_decay, self.steps = list(model.parameters()), weight_decay, 0
        self.moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p in self.parameters]

    @torch.no_grad()
    def step(self, rate):
        self.steps += 1
        corrected = rate * (1 - 0.999**self.steps) ** 0.5 / (1 - 0.9**self.steps)
        for p, (m, v) in zip(self.parameters, self.moments):
            if p.dim() > 1:
                p *= 1 - rate * self.weight_decay
            m += (p.grad - m) * 0.1
            v += (p.grad**2 - v) * 0.001
            p -= m * corrected / (v**0.5 + 1e-7)


class Nesterov:
    def __init__(self, model):
        weights = [p for p in model.parameters() if p.dim() > 1]
        others = [p for p in model.parameters() if p.dim() == 1]
        self.rule = torch.optim.SGD(
            [{"params": weights, "weight_decay": 0.01}, {"params": others, "weight_decay": 0}],
            lr=0, momentum=0.9, nesterov=True)

    def step(self, rate):
        for group in self.rule.param_groups:
            group["lr"] = rate
        self.rule.step()


def train(rule_of, rate_of, smoothing=0.0, averaging=None):
    model = network()
    initialise(model)
    rule, losses = rule_of(model), []
    average = {name: value.clone() for name, value in model.state_dict().items()}
    for step in range(STEPS):
        batch = (step * BATCH + np.arange(BATCH)) % IMAGES
        loss = F.cross_entropy(model(x[batch]), y[batch], label_smoothing=smoothing)
        model.zero_grad()
        loss.backward()
        rule.step(rate_of(step))
        losses.append(loss.item())
        decay = min(averaging or 0, (1 + step) / (10 + step))
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                average[name] += (value - average[name]) * (1 - decay)
    model.load_state_dict(average)
    model.eval()
    with torch.no_grad():
        return losses + [F.cross_entropy(model(x), y).item()]


def linear(step):
    return (step + 1) / 15 if step < 15 else (STEPS - step) / (STEPS - 15)


def cosine(step):
    return (step + 1) / 10 if step < 10 else (1 + math.cos(math.pi * (step - 10) / (STEPS - 10))) / 2


columns = [
    train(KerasAdam, lambda step: 0.001),
    train(Nesterov, lambda step: 0.02 * linear(step), smoothing=0.1),
    train(lambda model: KerasAdam(model, weight_decay=0.1), lambda step: 0.003 * cosine(step), smoothing=0.05,
          averaging=0.9),
]
print("step,adam,nesterov,adamw")
for step, losses in enumerate(zip(*columns)):
    print(",".join([str(step) if step < STEPS else "all"] + [f"{loss:.10g}" for loss in losses]))
