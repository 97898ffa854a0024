#!/usr/bin/env python3
"""Training speed of classifiers in Rondo and PyTorch, interleaved: a table in Markdown.

  swift build -c release
  python3 Benchmarks/classify.py --data FOLDER [--rounds 3] [--threads 2]

A tanh RNN on the words of SST-2's sentences and a GRU on JapaneseVowels: both are bidirectional with
64 units and the maximum over time, and train with cross-entropy, gradient clipping and Adam. Figures
are time steps per second of training, without padding; medians over the rounds. PyTorch's batches
are of similar lengths too, and the faster of two forms counts: packed sequences, and padded ones,
whose reverse direction starts in the padding, so that predictions depend on it. The Python
interpreter must be able to import torch.
"""
import argparse
import collections
import json
import os
import random
import statistics
import subprocess
import tempfile
import time

import torch
from torch import nn

parser = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--data", required=True, help="the folder of the data sets")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--threads", type=int, default=os.cpu_count())
parser.add_argument("--rondo", default=os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", ".build", "release", "rondo"))
options = parser.parse_args()
torch.set_num_threads(options.threads)


def sentences():
    """Training sentences of SST-2 as word ids, and the number of words."""
    cases = []
    with open(os.path.join(options.data, "sst2", "train.tsv"), encoding="utf-8") as file:
        for line in file:
            text, label = line.rstrip("\n").split("\t")
            cases.append((text.split(), int(label)))
    counts = collections.Counter(word for words, _ in cases for word in words)
    known = {word: 1 + number for number, word in enumerate(
        word for word, count in counts.items() if count > 1)}
    return [(torch.tensor([known.get(word, 0) for word in words]), label)
            for words, label in cases], 1 + len(known)


def vowels():
    """The series of JapaneseVowels, [time, channel] each."""
    path = os.path.join(options.data, "ucr", "JapaneseVowels", "JapaneseVowels_TRAIN.ts")
    cases, isData = [], False
    with open(path, encoding="utf-8") as file:
        for line in file:
            if isData and line.strip():
                *channels, label = line.strip().split(":")
                values = torch.tensor([[float(value) for value in channel.split(",")]
                                       for channel in channels])
                cases.append((values.T.contiguous(), int(label) - 1))
            isData = isData or line.lower().startswith("@data")
    return cases


class Network(nn.Module):
    def __init__(self, cell, symbols, size, labels, dropout):
        super().__init__()
        self.embedding = nn.Embedding(symbols, size) if symbols else None
        self.rnn = {"rnn": nn.RNN, "gru": nn.GRU}[cell](size, 64, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(128, labels)

    def forward(self, x, lengths, mask, isPacked):
        x = x if self.embedding is None else self.embedding(x)
        if isPacked:
            packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
            outputs, _ = nn.utils.rnn.pad_packed_sequence(self.rnn(packed)[0])
        else:
            outputs, _ = self.rnn(x)
        largest = outputs.masked_fill(mask, -torch.inf).amax(0)
        return self.output(self.dropout(largest))


def batches(cases, size, draw):
    """Batches of similar lengths in random order, padded, with masks of the padding."""
    order = list(range(len(cases)))
    draw.shuffle(order)
    for first in range(0, len(order), 16 * size):
        window = sorted(order[first:first + 16 * size], key=lambda case: len(cases[case][0]))
        for start in range(0, len(window), size):
            own = [cases[case] for case in window[start:start + size]]
            lengths = torch.tensor([len(x) for x, _ in own])
            mask = torch.arange(int(lengths.max()))[:, None] >= lengths[None]
            yield (nn.utils.rnn.pad_sequence([x for x, _ in own]), lengths, mask[..., None],
                   torch.tensor([label for _, label in own]))


def pytorch(task, isPacked):
    torch.manual_seed(1)
    draw, network = random.Random(1), Network(*task["network"])
    adam, loss = torch.optim.Adam(network.parameters(), lr=0.003), nn.CrossEntropyLoss()
    steps = seconds = passes = 0
    while seconds < 6:
        for x, lengths, mask, labels in batches(task["cases"], task["batch"], draw):
            begin = time.perf_counter()
            adam.zero_grad()
            loss(network(x, lengths, mask, isPacked), labels).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1)
            adam.step()
            if passes:
                seconds += time.perf_counter() - begin
                steps += int(lengths.sum())
        passes += 1
    return steps / seconds


def rondo(task):
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run(
            [options.rondo, "train", *task["command"], "--out", os.path.join(folder, "run"),
             "--threads", str(options.threads), "--readout", "max", "--patience", "0",
             "--ensemble", "1",
             "--no-baseline", "--quiet", "--format", "json"],
            check=True, capture_output=True, text=True)
    events = [json.loads(line) for line in result.stdout.splitlines()]
    return next(one["symbolsPerSecond"] for one in events if one["event"] == "finished")


text, vocabulary = sentences()
series = vowels()
TASKS = {
    "tanh RNN, SST-2, B 32": {
        "cases": text, "batch": 32, "network": ("rnn", vocabulary, 100, 2, 0.5),
        "command": ["text-classifier", os.path.join(options.data, "sst2", "train.tsv"),
                    *"--header no --text-column 1 --label-column 2 --cell rnn --unit word "
                    "--embedding-dropout 0 --epochs 6".split()]},
    "GRU, JapaneseVowels, B 16": {
        "cases": series, "batch": 16,
        "network": ("gru", 0, series[0][0].shape[1], 1 + max(label for _, label in series), 0),
        "command": ["series-classifier",
                    os.path.join(options.data, "ucr", "JapaneseVowels", "JapaneseVowels_TRAIN.ts"),
                    *"--cell gru --samples-per-step 1 --epochs 150".split()]},
}
print("| training | Rondo | PyTorch, faster form | ratio |\n|---|---:|---:|---:|")
for name, task in TASKS.items():
    ours, theirs = [], {"packed": [], "padded": []}
    for _ in range(options.rounds):
        ours.append(rondo(task))
        for form, values in theirs.items():
            values.append(pytorch(task, form == "packed"))
    medians = {form: statistics.median(values) for form, values in theirs.items()}
    form = max(medians, key=medians.get)
    own = statistics.median(ours)
    print(f"| {name} | {own / 1e3:.0f} k steps/s | {medians[form] / 1e3:.0f} k steps/s ({form}; "
          f"{' and '.join(f'{key} {value / 1e3:.0f}' for key, value in medians.items())}) "
          f"| {own / medians[form]:.1f}× |", flush=True)
print(f"\n{options.threads} threads, PyTorch {torch.__version__}, medians of {options.rounds} rounds.")
