#!/usr/bin/env python3
"""A classifier of aeon on one split of series, as one line of JSON: labels, seconds, version.

  rocket.py minirocket|multirocket TRAIN TEST SEED THREADS

TRAIN and TEST are files of one problem, .ts or the archive's text. Shorter series are padded with zeros at
the end. A fit on random series comes first, so that the seconds do not include compiling; they include
neither start-up nor reading.
"""
import json
import os
import sys
import time
import warnings

kind, training, test, seed, threads = sys.argv[1:]
for name in ("OMP", "MKL", "OPENBLAS", "NUMBA"):
    os.environ[f"{name}_NUM_THREADS"] = threads
warnings.filterwarnings("ignore")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import aeon  # noqa: E402
import numpy as np  # noqa: E402
from aeon.classification.convolution_based import (  # noqa: E402
    MiniRocketClassifier, MultiRocketClassifier)

import splits  # noqa: E402

CLASSIFIERS = {"minirocket": MiniRocketClassifier, "multirocket": MultiRocketClassifier}


def classifier():
    return CLASSIFIERS[kind](random_state=int(seed), n_jobs=int(threads))


def read(file):
    header, cases = splits.lines(file)
    return ([splits.values(header, line) for line in cases],
            np.array([splits.label(header, line) for line in cases]))


def padded(cases, length):
    result = np.zeros((len(cases), len(cases[0]), length))
    for k, channels in enumerate(cases):
        for c, channel in enumerate(channels):
            result[k, c, :len(channel)] = channel
    return result


x, y = read(training)
z, _ = read(test)
# MultiRocket needs ten steps: the kernels are nine long, also on the differences.
longest = max(10, *(len(channel) for case in x + z for channel in case))
x, z = padded(x, longest), padded(z, longest)
shape = (8, x.shape[1], longest)
draw = np.random.default_rng(0)
classifier().fit(draw.normal(size=shape), np.array(["a", "b"] * 4)).predict(draw.normal(size=shape))

begin = time.perf_counter()
fitted = classifier().fit(x, y)
middle = time.perf_counter()
found = fitted.predict(z)
end = time.perf_counter()
print(json.dumps({"labels": [str(label) for label in found], "trainSeconds": round(middle - begin, 4),
                  "predictSeconds": round(end - middle, 4), "version": aeon.__version__}))
