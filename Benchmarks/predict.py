#!/usr/bin/env python3
"""Prediction time of classifiers in Rondo and PyTorch, one case at a time: microseconds per case.

  python3 Benchmarks/predict.py CHECKPOINT FILE [--count 500] [--threads 1]

CHECKPOINT is a classifier of series; FILE has one case per line, as `rondo predict` reads it. Rondo
reads each line from standard input and answers on standard output, so its figure includes parsing,
two pipes and printing; PyTorch runs the same network with the same weights on prepared tensors. Their
probabilities must agree. The Python interpreter must be able to import torch and safetensors.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import torch
from safetensors.torch import load_file

parser = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("checkpoint")
parser.add_argument("file")
parser.add_argument("--count", type=int, default=500)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--rondo", default=os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", ".build", "release", "rondo"))
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.set_grad_enabled(False)
if hasattr(os, "sched_setaffinity"):  # both on the same cores, so that no core has to be woken up
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:options.threads])

model = json.loads(subprocess.run(
    [options.rondo, "inspect", options.checkpoint, "--format", "json"], check=True,
    capture_output=True, text=True).stdout)
if model["task"] != "series-classifier" or model["labels"] is None:
    sys.exit("only classifiers of series are compared")
shape, details = model["architecture"], model["input"]
path = options.checkpoint
weights = load_file(os.path.join(path, "model.safetensors") if os.path.isdir(path) else path)
hidden, layers = shape["hiddenSize"], shape["layers"]
two = shape["isBidirectional"]

with open(options.file, encoding="utf-8") as file:
    cases = [line.rstrip("\n") for line in file][:options.count]


def series(line):
    scaling, samples = details["scaling"], details["samplesPerStep"]
    if details["marksMissing"] or details.get("timeUnit") or scaling["kind"] == "case":
        sys.exit("series with marks, stamps or scaling by case are not compared")
    channels = [[float(value) for value in part.replace(",", " ").split()]
                for part in line.split(":")]
    x = torch.tensor(channels).T.double()
    if scaling["kind"] == "set":
        x = (x - torch.tensor(scaling["means"]).double()) / torch.tensor(
            scaling["deviations"]).double()
    rest = -len(x) % samples
    x = torch.cat([x, torch.zeros(rest, x.shape[1]).double()]).float()
    return x.reshape(1, -1, samples * x.shape[1])


class Network(torch.nn.Module):
    """One network of the ensemble; the names of its weights start with `prefix`."""

    def __init__(self, prefix):
        super().__init__()
        own = {name[len(prefix):]: value for name, value in weights.items()
               if name.startswith(prefix)}
        kind = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[shape["cell"]]
        self.rnn = kind(own["rnn.weight_ih_l0"].shape[1], hidden, layers, batch_first=True,
                        bidirectional=two)
        self.rnn.load_state_dict({name[4:]: value for name, value in own.items()
                                  if name.startswith("rnn.")})
        self.output = torch.nn.Linear(*reversed(own["output.weight"].shape))
        self.output.load_state_dict({key: own[f"output.{key}"] for key in ("weight", "bias")})

    def forward(self, x):
        outputs, _ = self.rnn(x)
        parts = ["last", "max", "mean"] if shape["readout"] == "concat" else [shape["readout"]]
        if parts == ["attention"]:
            sys.exit("attention is not compared")
        found = {
            "last": lambda: torch.cat([outputs[:, -1, :hidden], outputs[:, 0, hidden:]], 1),
            "max": lambda: outputs.amax(1), "mean": lambda: outputs.mean(1)}
        return self.output(torch.cat([found[part]() for part in parts], 1))


class Ensemble(torch.nn.Module):
    def __init__(self):
        super().__init__()
        count = shape.get("members", 1)
        self.networks = torch.nn.ModuleList(
            Network("" if count == 1 else f"members.{k}.") for k in range(count))

    def forward(self, x):
        return torch.softmax(sum(network(x) for network in self.networks) / len(self.networks), 1)


def percentile(values):
    return statistics.median(values) * 1e6


rondo = subprocess.Popen(
    [options.rondo, "predict", options.checkpoint, "--format", "json", "--threads",
     str(options.threads), "--top", "1000"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
ours, answers = [], []
for case in cases:
    line = (case + "\n").encode()
    begin = time.perf_counter()
    rondo.stdin.write(line)
    rondo.stdin.flush()
    answer = rondo.stdout.readline()
    ours.append(time.perf_counter() - begin)
    answers.append(json.loads(answer))
rondo.stdin.close()
rondo.wait()

network, theirs, difference = Ensemble().eval(), [], 0
inputs = [series(case) for case in cases]
for x in inputs[:20]:
    network(x)
for x, answer in zip(inputs, answers):
    begin = time.perf_counter()
    probabilities = network(x)
    theirs.append(time.perf_counter() - begin)
    for one in answer["top"]:
        place = model["labels"].index(one["label"])
        difference = max(difference, abs(one["probability"] - probabilities[0, place].item()))
assert difference < 1e-4, difference
print(json.dumps({
    "model": f"{shape.get('members', 1)} x {shape['cell']} {layers} x {hidden}{', both directions' if two else ''}",
    "cases": len(cases), "rondoMicroseconds": round(percentile(ours), 1),
    "pytorchMicroseconds": round(percentile(theirs), 1),
    "ratio": round(percentile(theirs) / percentile(ours), 1),
    "greatestDifference": difference, "torch": torch.__version__, "threads": options.threads}))
