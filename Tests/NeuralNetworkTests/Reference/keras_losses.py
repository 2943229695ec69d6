#!/usr/bin/env python3
"""Writes keras_losses.csv: the loss of each of 100 training steps, computed by Keras in double precision.

    pip install tensorflow-cpu
    python3 keras_losses.py > keras_losses.csv

Images, labels and initial weights are computed by formulas that `TrainingReferenceTests.swift` has too, so no data is
needed.
"""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

IMAGES, BATCH, STEPS = 160, 16, 100

i, j = np.arange(IMAGES)[:, None], np.arange(784)[None, :]
labels = np.arange(IMAGES) * 7 % 10
pixels = j * (labels[:, None] + 3) % 97 + (i * 31 + j * 7) % 59
x = (pixels / 255).reshape(IMAGES, 28, 28)

keras.backend.set_floatx("float64")
model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(24, activation="relu"),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")

start = 0  # the index of a tensor's first parameter among all
weights = []
for tensor in model.get_weights():
    k = np.arange(start, start + tensor.size)
    value = (k * 2654435761 % 2**32 // 2**8) / 2**24 - 0.5
    weights.append((value * 0.3).reshape(tensor.shape))
    start += tensor.size
model.set_weights(weights)

print("step,loss")
for step in range(STEPS):
    batch = (step * BATCH + np.arange(BATCH)) % IMAGES
    model.reset_metrics()  # otherwise the result is the mean over all steps so far
    loss = model.train_on_batch(x[batch], labels[batch])
    print(f"{step},{float(loss):.10g}")
