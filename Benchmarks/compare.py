#!/usr/bin/env python3
"""Rondo beside PyTorch, in one run on one machine, interleaved: a table in Markdown, and JSON.

  swift build -c release --package-path Benchmarks
  python3 Benchmarks/compare.py [--rounds 3] [--seconds 3] [--python python3] [--json FILE]

`--python` names an interpreter that can import torch. Every figure is the median over rounds of the
median over repetitions; PyTorch's is that of its fastest form. Peak is the rate of fused
multiply-adds that the machine reaches in registers, measured in the same run.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess

TRAIN = [  # name, batch, steps, hidden
    ("tanh RNN, B 50, H 128", 50, 50, 128),
    ("tanh RNN, B 50, H 256", 50, 50, 256),
    ("tanh RNN, B 50, H 512", 50, 50, 512),
    ("tanh RNN, B 128, H 1024", 128, 50, 1024),
    ("tanh RNN, B 1, T 25, H 100", 1, 25, 100),
]
SAMPLE = [  # name, batch, hidden
    ("sampling, B 1, H 128", 1, 128),
    ("sampling, B 1, H 512", 1, 512),
    ("sampling, B 1, H 1024", 1, 1024),
    ("sampling, 64 streams, H 512", 64, 512),
]
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
ours = os.path.join(here, ".build", "release", "rondo-benchmark")
peer = [options.python, os.path.join(here, "peers", "pytorch.py")]


def run(command, *arguments):
    result = subprocess.run([*command, *map(str, arguments)], check=True, capture_output=True,
                            text=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def middle(rows, key):
    return statistics.median(row[key] for row in rows)


def fastest(rows, key):
    """The form with the least median over rounds, and that median."""
    forms = {(row["form"], row["threads"]) for row in rows}
    times = {form: middle([r for r in rows if (r["form"], r["threads"]) == form], key)
             for form in forms}
    best = min(times, key=times.get)
    return times[best], f"{best[0]}, {best[1]} threads"


results, peaks = [], []
for name, batch, steps, hidden in TRAIN:
    if options.only not in name:
        continue
    mine, theirs = [], []
    for _ in range(options.rounds):
        peaks += run([ours], "peak", options.threads, 0.5)
        mine += run([ours], "train", batch, steps, hidden, VOCABULARY, options.threads,
                    options.seconds)
        theirs += run(peer, "train", batch, steps, hidden, VOCABULARY, options.threads,
                      options.seconds * 3)
    other, form = fastest(theirs, "ms")
    results.append({"name": name, "unit": "ms", "rondo": middle(mine, "ms"), "pytorch": other,
                    "form": form, "gflops": middle(mine, "gflops"),
                    "torch": theirs[0]["torch"], "kernels": mine[0]["kernels"]})
for name, batch, hidden in SAMPLE:
    if options.only not in name:
        continue
    mine, theirs = [], []
    for _ in range(options.rounds):
        mine += run([ours], "sample", batch, hidden, VOCABULARY, options.seconds)
        for threads in sorted({1, options.threads}):
            theirs += run(peer, "sample", batch, hidden, VOCABULARY, threads, options.seconds)
    other, form = fastest(theirs, "us")
    results.append({"name": name, "unit": "us", "rondo": middle(mine, "us"), "pytorch": other,
                    "form": form, "torch": theirs[0]["torch"], "kernels": mine[0]["kernels"]})

peak = max((row["gflops"] for row in peaks), default=0)
cpu = platform.processor()
if os.path.exists("/proc/cpuinfo"):
    with open("/proc/cpuinfo") as file:
        cpu = next((line.split(":")[1].strip() for line in file if "model name" in line), cpu)
first = results[0] if results else {"torch": "?", "kernels": "?"}
print(f"{cpu}, {options.threads} threads, {first['kernels']} kernels, FMA peak "
      f"{peak:.0f} GFLOP/s; PyTorch {first['torch']}\n")
print("| | Rondo | PyTorch, fastest form | ratio | of peak |")
print("|---|---:|---:|---:|---:|")
for row in results:
    unit = "µs" if row["unit"] == "us" else "ms"
    share = f"{100 * row['gflops'] / peak:.0f} %" if "gflops" in row else "–"
    print(f"| {row['name']} | {row['rondo']:.3g} {unit} | {row['pytorch']:.3g} {unit} ({row['form']})"
          f" | {row['pytorch'] / row['rondo']:.1f}× | {share} |")
if options.json:
    with open(options.json, "w") as file:
        json.dump({"cpu": cpu, "threads": options.threads, "peakGflops": peak,
                   "results": results}, file, indent=1)
