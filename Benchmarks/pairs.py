#!/usr/bin/env python3
"""Speed of two builds of Rondo, measured in ABBA order: a table in Markdown, and JSON.

  python3 Benchmarks/pairs.py OLD NEW --text FILE [--pairs 30] [--only WORDS] [--json FILE]

OLD and NEW are folders with `rondo` and `rondo-benchmark` (`.build/release`). A row is measured in
pairs of runs, every second pair in reverse order; the figure of a run is the benchmark's median of a
step, or the CPU time of a whole command. The ratio is NEW / OLD; its interval is a 95 % bootstrap
interval of the median over pairs. FILE is repeated to the size that a row needs.
"""
import argparse
import json
import math
import os
import random
import resource
import statistics
import subprocess
import tempfile

parser = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("old")
parser.add_argument("new")
parser.add_argument("--text", required=True, help="a text in UTF-8")
parser.add_argument("--pairs", type=int, default=30)
parser.add_argument("--seconds", type=float, default=0.4, help="of a benchmark in one run")
parser.add_argument("--megabytes", type=int, default=100, help="of the text that is tokenised")
parser.add_argument("--only", default="", help="rows whose names hold this")
parser.add_argument("--json")
options = parser.parse_args()
builds = (os.path.abspath(options.old), os.path.abspath(options.new))
work = tempfile.mkdtemp(prefix="rondo-pairs-")
threads = os.cpu_count()


def text(megabytes):
    """Writes a file with the text, repeated to this size."""
    path = os.path.join(work, f"text-{megabytes}.txt")
    if not os.path.exists(path):
        with open(options.text, encoding="utf-8") as file:
            unit = file.read() + "\n"
        size = len(unit.encode())
        with open(path, "w", encoding="utf-8") as file:
            for _ in range(math.ceil(megabytes * 1e6 / size)):
                file.write(unit)
    return path


def benchmark(key, *words):
    def run(build):
        command = [os.path.join(build, "rondo-benchmark"), *map(str, words), str(options.seconds)]
        line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return json.loads(line)[key]
    return run


def command(*words, repeat=1, setup=None):
    """CPU seconds of a command; `{out}` is a new folder, `{model}` that of `setup`."""
    models = {}

    def run(build):
        rondo = os.path.join(build, "rondo")
        if setup and not models:
            models["model"] = os.path.join(work, "model-" + str(len(os.listdir(work))))
            subprocess.run([rondo, *setup, "--out", models["model"], "--quiet"], check=True,
                           capture_output=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        for _ in range(repeat):
            with tempfile.TemporaryDirectory(dir=work) as out:
                filled = [word.format(out=os.path.join(out, "run"), **models) for word in words]
                subprocess.run([rondo, *filled], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return run


TRAIN = [
    *((cell, 50, 50, hidden, 1) for cell in ("rnn", "gru", "lstm") for hidden in (128, 256, 512)),
    ("rnn", 1, 25, 100, 1), ("gru", 50, 50, 512, 2), ("lstm", 50, 50, 512, 2),
]
SAMPLE = [("rnn", 1, 128), ("rnn", 1, 512), ("rnn", 64, 512), ("lstm", 1, 128), ("lstm", 1, 512)]

cases = os.path.join(work, "cases.csv")
with open(cases, "w", encoding="utf-8") as file:
    file.write("text,label\n")
    for number in range(600):
        word = ("red", "green", "blue")[number % 3]
        file.write(f"the {word} house number {number % 97} stands there,{word}\n")

rows = [(f"train {cell}, B {batch}, T {steps}, H {hidden}" + (f", {layers} layers" * (layers > 1)),
         benchmark("ms", "train", cell, batch, steps, hidden, layers, 65, threads))
        for cell, batch, steps, hidden, layers in TRAIN]
rows += [(f"sample {cell}, {batch} streams, H {hidden}",
          benchmark("us", "sample", cell, batch, hidden, 65, 1)) for cell, batch, hidden in SAMPLE]
rows += [
    ("start-up (rondo --version, 20 times)", command("--version", repeat=20)),
    (f"tokenise {options.megabytes} MB", command(
        "train", text(options.megabytes), "--steps", "1", "--hidden-size", "8", "--layers", "1",
        "--no-baseline", "--no-cache", "--validation-fraction", "0", "--out", "{out}", "--quiet")),
    ("count n-grams of 4 MB", command(
        "train", text(4), "--steps", "1", "--hidden-size", "8", "--layers", "1", "--no-cache",
        "--out", "{out}", "--quiet")),
    ("predict one at a time (600 texts)", command(
        "predict", "{model}", cases, "--threads", "1",
        setup=("train", "text-classifier", cases, "--epochs", "1", "--hidden-size", "64"))),
]


def interval(values, rounds=4000):
    draw = random.Random(1)
    medians = sorted(statistics.median(draw.choices(values, k=len(values))) for _ in range(rounds))
    return medians[int(0.025 * rounds)], medians[int(0.975 * rounds) - 1]


results = []
print("| | OLD | NEW | ratio of medians | 95 % |")
print("|---|---:|---:|---:|---:|")
for name, run in rows:
    if options.only not in name:
        continue
    for build in builds:
        run(build)  # warm
    ratios, times = [], ([], [])
    for pair in range(options.pairs):
        order = (0, 1) if pair % 2 == 0 else (1, 0)
        found = {side: run(builds[side]) for side in order}
        ratios.append(found[1] / found[0])
        for side in (0, 1):
            times[side].append(found[side])
    low, high = interval(ratios)
    ratio = statistics.median(ratios)
    results.append({"name": name, "old": statistics.median(times[0]),
                    "new": statistics.median(times[1]), "ratio": ratio, "low": low, "high": high,
                    "pairs": options.pairs})
    print(f"| {name} | {statistics.median(times[0]):.4g} | {statistics.median(times[1]):.4g} "
          f"| {ratio:.3f} | {low:.3f}–{high:.3f} |", flush=True)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=1)
if results:
    mean = math.exp(statistics.fmean(math.log(row["ratio"]) for row in results))
    print(f"\nGeometric mean of {len(results)} rows: {mean:.3f}; "
          f"{sum(row['high'] < 1.05 for row in results)} have their interval below 1.05.")
