#!/usr/bin/env python3
"""Speed of Rondo and PyTorch on one machine, interleaved: a table in Markdown, and JSON.

  swift build -c release --package-path Benchmarks
  python3 Benchmarks/compare.py [--rounds 3] [--seconds 3] [--python python3] [--json FILE]

`--python` names an interpreter that can import torch. Every figure is the median over rounds of the
median over repetitions; PyTorch's is that of its fastest form. Peak is the rate of fused
multiply-adds in registers, measured in the same run.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys

TRAIN = [  # cell, batch, steps, hidden, layers
    *(("rnn", 50, 50, hidden, 1) for hidden in (128, 256, 512)),
    ("rnn", 128, 50, 1024, 1),
    ("rnn", 1, 25, 100, 1),
    *(("gru", 50, 50, hidden, 1) for hidden in (128, 256, 512)),
    *(("lstm", 50, 50, hidden, 1) for hidden in (128, 256, 512)),
    ("gru", 50, 50, 512, 2),
    ("lstm", 50, 50, 512, 2),
]
SAMPLE = [  # cell, batch, hidden
    ("rnn", 1, 128), ("rnn", 1, 512), ("rnn", 1, 1024), ("rnn", 64, 512),
    ("lstm", 1, 128), ("lstm", 1, 512),
]
CELLS = {"rnn": "tanh RNN", "gru": "GRU", "lstm": "LSTM"}
VOCABULARY = 65

parser = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--seconds", type=float, default=3)
parser.add_argument("--threads", type=int, default=os.cpu_count())
parser.add_argument("--python", default="python3")
parser.add_argument("--json")
parser.add_argument("--only", default="", help="rows whose names hold this")
options = parser.parse_args()
here = os.path.dirname(os.path.abspath(__file__))
ours = os.path.join(here, "..", ".build", "release", "rondo-benchmark")
peer = [options.python, os.path.join(here, "peers", "pytorch.py")]


def run(command, *arguments):
    result = subprocess.run([*command, *map(str, arguments)], check=True, capture_output=True,
                            text=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def middle(rows, key):
    return statistics.median(row[key] for row in rows)


def threads_of(count):
    return f"{count} thread{'s' if count > 1 else ''}"


def fastest(rows, key):
    """The form with the smallest median over rounds, and that median."""
    forms = {(row["form"], row["threads"]) for row in rows}
    times = {form: middle([r for r in rows if (r["form"], r["threads"]) == form], key)
             for form in forms}
    best = min(times, key=times.get)
    return times[best], f"{best[0]}, {threads_of(best[1])}"


results, peaks = [], []
cpu = platform.processor()
if os.path.exists("/proc/cpuinfo"):
    with open("/proc/cpuinfo") as file:
        cpu = next((line.split(":")[1].strip() for line in file if "model name" in line), cpu)


def add(**row):
    """Adds a row and writes all rows so far: a stopped run loses at most one row."""
    results.append(row)
    print(f"{row['name']}: {row['pytorch'] / row['rondo']:.1f}×", file=sys.stderr)
    if options.json:
        with open(options.json + ".part", "w") as file:
            json.dump({"cpu": cpu, "threads": options.threads,
                       "peakGflops": max((peak["gflops"] for peak in peaks), default=0),
                       "results": results}, file, indent=1)
        os.replace(options.json + ".part", options.json)


for cell, batch, steps, hidden, layers in TRAIN:
    name = f"{CELLS[cell]}, B {batch}, {f'T {steps}, ' if steps != 50 else ''}H {hidden}" + (
        f", {layers} layers" if layers > 1 else "")
    if options.only not in name:
        continue
    mine, theirs = [], []
    for _ in range(options.rounds):
        peaks += run([ours], "peak", options.threads, 0.5)
        mine += run([ours], "train", cell, batch, steps, hidden, layers, VOCABULARY,
                    options.threads, options.seconds)
        theirs += run(peer, "train", cell, batch, steps, hidden, layers, VOCABULARY,
                      options.threads, options.seconds * 3)
    other, form = fastest(theirs, "ms")
    add(name=name, unit="ms", rondo=middle(mine, "ms"), pytorch=other, form=form,
        gflops=middle(mine, "gflops"), torch=theirs[0]["torch"], kernels=mine[0]["kernels"])
for cell, batch, hidden in SAMPLE:
    name = f"sampling, {CELLS[cell]}, H {hidden}" + (f", {batch} streams" if batch > 1 else "")
    if options.only not in name:
        continue
    mine, theirs = [], []
    for _ in range(options.rounds):
        for threads in sorted({1, options.threads}):
            mine += run([ours], "sample", cell, batch, hidden, VOCABULARY, threads,
                        options.seconds)
            theirs += run(peer, "sample", cell, batch, hidden, VOCABULARY, threads,
                          options.seconds)
    other, form = fastest(theirs, "us")
    best = min((middle([row for row in mine if row["threads"] == threads], "us"), threads)
               for threads in sorted({row["threads"] for row in mine}))
    add(name=name, unit="us", rondo=best[0], threads=best[1], pytorch=other, form=form,
        torch=theirs[0]["torch"], kernels=mine[0]["kernels"])

peak = max((row["gflops"] for row in peaks), default=0)
first = results[0] if results else {"torch": "?", "kernels": "?"}
print(f"{cpu}, {options.threads} threads, {first['kernels']} kernels, FMA peak "
      f"{peak:.0f} GFLOP/s; PyTorch {first['torch']}\n")
print("| | Rondo | PyTorch, fastest form | ratio | of peak |")
print("|---|---:|---:|---:|---:|")
for row in results:
    unit = "µs" if row["unit"] == "us" else "ms"
    share = f"{100 * row['gflops'] / peak:.0f} %" if "gflops" in row else "–"
    own = f" ({threads_of(row['threads'])})" if "threads" in row else ""
    print(f"| {row['name']} | {row['rondo']:.3g} {unit}{own} | {row['pytorch']:.3g} {unit} ({row['form']})"
          f" | {row['pytorch'] / row['rondo']:.1f}× | {share} |")
