#!/usr/bin/env python3
"""Loss of Rondo's language models on tiny-shakespeare: a table in Markdown, and JSON.

  swift build -c release
  python3 Benchmarks/quality.py --text ../shared/data/tinyshakespeare/input.txt --results quality.json

All figures are printed by `rondo`: the last tenth of the text is the validation part, read as one
stream (`rondo evaluate`) and in windows of 256 symbols. Runs in the results file are not repeated, so
the command can be stopped and called again; `--only GRU` runs some rows, and two commands can share a
results file. The number of threads affects only the minutes, which the table gives for the largest
number of threads with which a row was trained.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile

import stored

# Rows of the table: a name, and the options of `rondo train`.
ONE_MILLION = {
    "tanh RNN": "--cell rnn --layers 2 --hidden-size 560",
    "GRU": "--cell gru --layers 2 --hidden-size 330",
    "LSTM": "--cell lstm --layers 2 --hidden-size 282",
}
RECIPE = {
    "tanh RNN": "--batch-size 32 --sequence-length 64 --learning-rate 0.0015 --epochs 20 "
                "--dropout 0.2",
    "GRU": "--batch-size 32 --sequence-length 64 --learning-rate 0.003 --epochs 15 "
           "--dropout 0.2 --recurrent-dropout 0.2",
    "LSTM": "--batch-size 32 --sequence-length 64 --learning-rate 0.004 --epochs 15 "
            "--dropout 0.3 --recurrent-dropout 0.2",
}
ROWS = [(f"{cell}, about 1 M parameters", f"{size} {RECIPE[cell]}")
        for cell, size in ONE_MILLION.items()]
ROWS += [
    ("best in 30 minutes", "--cell lstm --layers 2 --hidden-size 400 --batch-size 32 "
                           "--sequence-length 64 --learning-rate 0.003 --epochs 20 "
                           "--dropout 0.4 --recurrent-dropout 0.2"),
    ("defaults, 3 minutes", "--minutes 3"),
]

parser = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--text", required=True)
parser.add_argument("--results", required=True, help="a JSON file, read and written")
parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
parser.add_argument("--threads", type=int, default=os.cpu_count())
parser.add_argument("--only", default="", help="rows whose names hold this")
parser.add_argument("--dynamic", action="store_true", help="measure dynamic evaluation too")
options = parser.parse_args()
rondo = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".build", "release", "rondo")


def lines(*arguments):
    command = [rondo, *arguments, "--threads", str(options.threads), "--format", "json", "--quiet"]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def last_tenth(folder):
    """Writes the validation part of the text to a file; the symbols of this text are bytes."""
    with open(options.text, "rb") as file:
        text = file.read()
    path = os.path.join(folder, "validation.txt")
    with open(path, "wb") as file:
        file.write(text[int(len(text) * 0.9):])
    return path


def measure(train_options, seed):
    folder = tempfile.mkdtemp()
    try:
        run = os.path.join(folder, "run")
        events = lines("train", options.text, "--out", run, "--seed", str(seed), "--no-baseline",
                       *train_options.split())
        finished = events[-1]
        best = finished["bestValidation"]
        windowed = next(event["windowed"] for event in events
                        if event["event"] == "validation" and event["step"] == best["step"])
        tail = last_tenth(folder)
        result = {
            "nats": lines("evaluate", run, tail)[-1]["nats"], "streams": best["nats"],
            "windowed": windowed, "seconds": finished["seconds"], "steps": finished["steps"],
            "threads": options.threads,
            "parameters": finished["parameters"], "stoppedBy": finished["stoppedBy"],
        }
        if options.dynamic:
            result["dynamic"] = lines("evaluate", run, tail, "--dynamic")[-1]["nats"]
        return result
    finally:
        shutil.rmtree(folder)


def baseline():
    folder = tempfile.mkdtemp()
    try:
        events = lines("train", options.text, "--out", os.path.join(folder, "run"), "--steps", "1")
        return [event for event in events if event["event"] == "baseline"]
    finally:
        shutil.rmtree(folder)


def keep(name, value):
    stored.change(options.results, {}, lambda results: results | {name: value})


if "baseline" not in stored.read(options.results, {}):
    keep("baseline", baseline())
for name, train_options in ROWS:
    if options.only not in name:
        continue
    for seed in options.seeds:
        key = f"{name} | {train_options} | seed {seed}"
        found = stored.read(options.results, {}).get(key)
        if found is None or (options.dynamic and "dynamic" not in found):
            keep(key, measure(train_options, seed))


def spread(values, digits=3):
    text = f"{statistics.mean(values):.{digits}f}"
    return text + (f" ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else "")


results = stored.read(options.results, {})
print("| model | parameters | seeds | nats per character | in windows of 256 | dynamic "
      "| minutes (threads) |")
print("|---|---:|---:|---:|---:|---:|---:|")
for event in results["baseline"]:
    name = "symbol frequencies" if event["order"] == 0 else f"Kneser–Ney {event['order']}-gram"
    print(f"| {name} | – | – | {event['nats']:.3f} | – | – | – |")
for name, train_options in ROWS:
    found = [value for key, value in results.items()
             if key.startswith(f"{name} | {train_options} | ")]
    if not found:
        continue
    dynamic = [run["dynamic"] for run in found if "dynamic" in run]
    threads = max(run["threads"] for run in found)
    minutes = [run["seconds"] / 60 for run in found if run["threads"] == threads]
    print(f"| {name}: `{train_options}` | {found[0]['parameters']:,} | {len(found)} | "
          f"{spread([run['nats'] for run in found])} | "
          f"{spread([run['windowed'] for run in found])} | "
          f"{spread(dynamic) if dynamic else '–'} | "
          f"{spread(minutes, 1)} ({threads}) |")
