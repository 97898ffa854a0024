#!/usr/bin/env python3
"""Rondo's classifiers with one default recipe a kind: a table in Markdown, and JSON.

  swift build -c release
  python3 Benchmarks/classifiers.py --data FOLDER [--only WORD…] [--seeds 5] [--json FILE]

FOLDER holds the data sets in the folders that SETS names. Each row is the mean over seeds with the
deviation of a sample; for sets without a split of their own a seed is also a split. Test data are
scored once a model, by `rondo evaluate`, which makes the baselines from the training data; p is the
greatest one of McNemar's tests against the best baseline, over the seeds. Seconds are those of the
training alone. Options after `--` go to every `rondo train`.
"""
import argparse
import datetime
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile

# Accuracies to reach, in percent, by set and cell; None is any cell.
BARS = {
    ("rt-polarity", None): 79.5, ("sst2", None): 84, ("names", None): 83,
    **{(name, "rnn"): bar for name, bar in [
        ("ItalyPowerDemand", 96.5), ("synthetic_control", 98), ("GunPoint", 95), ("CBF", 97),
        ("JapaneseVowels", 97), ("BasicMotions", 97.5)]},
    **{(name, cell): bar for cell in ("gru", "lstm") for name, bar in [
        ("ItalyPowerDemand", 96.5), ("synthetic_control", 99), ("GunPoint", 98), ("CBF", 99),
        ("JapaneseVowels", 98.5), ("BasicMotions", 100)]},
}
SERIES = ["ItalyPowerDemand", "synthetic_control", "GunPoint", "CBF", "JapaneseVowels",
          "BasicMotions", "Coffee", "ECG200", "ArrowHead", "OSULeaf", "Trace", "TwoLeadECG",
          "ACSF1", "PickupGestureWiimoteZ"]
SETS = ["rt-polarity", "sst2", "names", "wisesight", "udhr", *SERIES]
CELLS = {"rnn": "tanh RNN", "gru": "GRU", "lstm": "LSTM"}

parser = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--data", required=True, help="the folder of the data sets")
parser.add_argument("--only", nargs="+", default=[], help="sets whose names hold one of these")
parser.add_argument("--cells", nargs="+", default=list(CELLS), choices=CELLS)
parser.add_argument("--seeds", type=int, default=5)
parser.add_argument("--json")
parser.add_argument("--rondo", default=os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", ".build", "release", "rondo"))
parser.add_argument("train", nargs="*", help="options for every rondo train, after --")
arguments = sys.argv[1:]
border = arguments.index("--") if "--" in arguments else len(arguments)
options = parser.parse_args(arguments[:border])
extra = arguments[border + 1:]


def at(*parts):
    return os.path.join(options.data, *parts)


def lines(path, encoding="utf-8"):
    # Only a line feed ends a line: some of these texts hold other line separators.
    with open(path, encoding=encoding, newline="\n") as file:
        return [line.rstrip("\r\n") for line in file if line.strip()]


def write(path, cases):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("text\tlabel\n")
        file.writelines(f"{text}\t{label}\n" for text, label in cases)
    return path


def split(cases, share, seed):
    """A stratified part of the cases for testing, and the others."""
    draw = random.Random(seed)
    chosen = set()
    for label in sorted({label for _, label in cases}):
        members = [index for index, case in enumerate(cases) if case[1] == label]
        draw.shuffle(members)
        chosen.update(members[:round(len(members) * share)])
    parts = ([], [])
    for index, case in enumerate(cases):
        parts[index in chosen].append(case)
    return parts


def drawn(cases, share, seed, folder):
    train, test = split(cases, share, seed)
    return ([write(os.path.join(folder, "train.tsv"), train)],
            [write(os.path.join(folder, "test.tsv"), test)])


def reviews(seed, folder):
    cases = [(text.strip(), label) for label in ("neg", "pos")
             for text in lines(at("rt-polarity", f"rt-polarity.{label}"), "windows-1252")]
    return drawn(cases, 0.1, seed, folder)


def names(seed, folder):
    root = at("names-nationality", "names")
    pairs = {(name.strip(), file[:-4]) for file in sorted(os.listdir(root))
             for name in lines(os.path.join(root, file))}
    return drawn(sorted(pairs), 0.15, seed, folder)


def languages(seed, folder):
    """The same lines of the declaration in all languages are for testing: they are translations."""
    root = at("udhr-language-id")
    parts = ([], [])
    for file in sorted(os.listdir(root)):
        for number, line in enumerate(lines(os.path.join(root, file))):
            parts[number % 6 == seed % 6].append((line.strip().replace("\t", " "), file[:-4]))
    return ([write(os.path.join(folder, "train.tsv"), parts[0])],
            [write(os.path.join(folder, "test.tsv"), parts[1])])


def fixed(name, *reading):
    def files(seed, folder):
        return ([at(name, "train.tsv"), "--validation", at(name, "dev.tsv" if name == "sst2"
                                                           else "valid.tsv"), *reading],
                [at(name, "test.tsv"), *reading])
    return files


COLUMNS = {"sst2": ("--header", "no", "--text-column", "1", "--label-column", "2"),
           "wisesight-thai": ("--header", "no", "--text-column", "2", "--label-column", "1")}
TEXTS = {"rt-polarity": reviews, "names": names, "udhr": languages,
         "sst2": fixed("sst2", *COLUMNS["sst2"]),
         "wisesight": fixed("wisesight-thai", *COLUMNS["wisesight-thai"])}


def rondo(*words):
    result = subprocess.run([options.rondo, *words, "--format", "json", "--quiet"],
                            capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"rondo {' '.join(words)}: {result.stderr.strip()}")
    return [json.loads(line) for line in result.stdout.splitlines()]


def last(events, kind):
    return [event for event in events if event["event"] == kind][-1]


def measured(name, cell, seed):
    """One model, trained and scored."""
    with tempfile.TemporaryDirectory() as folder:
        if name in TEXTS:
            task = "text-classifier"
            training, test = TEXTS[name](seed, folder)
        else:
            task = "series-classifier"
            training, test = [at("ucr", name)], [at("ucr", name)]
        run = os.path.join(folder, "run")
        events = rondo("train", task, *training, "--out", run, "--cell", cell, "--seed", str(seed),
                       "--no-baseline", *extra)
        scores = last(rondo("evaluate", run, *test), "evaluation")
    finished = last(events, "finished")
    best = next((one for one in scores["baselines"] or [] if one["best"]), None)
    return {"set": name, "cell": cell, "seed": seed, "seconds": finished["seconds"],
            "parameters": finished["parameters"], "steps": finished["steps"],
            **{key: scores[key] for key in (
                "cases", "accuracy", "macroF1", "logLoss", "calibrationError", "baselines")},
            "best": best}


def spread(values):
    values = list(values)
    deviation = statistics.stdev(values) if len(values) > 1 else 0
    return statistics.mean(values), deviation


def percent(values):
    mean, deviation = spread(100 * value for value in values)
    return f"{mean:.1f} ± {deviation:.1f}"


def summary(rows):
    name, cell = rows[0]["set"], rows[0]["cell"]
    accuracy = 100 * statistics.mean(row["accuracy"] for row in rows)
    bar = BARS.get((name, cell), BARS.get((name, None)))
    methods = {}
    for row in rows:
        for one in row["baselines"] or []:
            key = one["method"] + (", learned window" if "learned" in (one["settings"] or "") else "")
            methods.setdefault(key, []).append(one["accuracy"])
    methods.pop("majority", None)
    best = max(methods, key=lambda method: statistics.mean(methods[method]), default=None)
    worst = max((row["best"]["mcNemar"]["pValue"] for row in rows if row["best"]), default=None)
    return {"set": name, "cell": cell, "seeds": len(rows), "accuracy": accuracy, "bar": bar,
            "isReached": None if bar is None else accuracy >= bar,
            "cells": [
                name, CELLS[cell], percent(row["accuracy"] for row in rows),
                percent(row["macroF1"] for row in rows),
                f"{statistics.mean(row['logLoss'] for row in rows):.3f}",
                "–" if best is None else f"{best} {percent(methods[best])}",
                "–" if worst is None else "< 0.0001" if worst < 1e-4 else f"{worst:.4f}",
                "–" if bar is None else f"{bar}{' ✓' if accuracy >= bar else ' missed'}",
                f"{statistics.mean(row['seconds'] for row in rows):.1f}"]}


chosen = [name for name in SETS
          if not options.only or any(word in name for word in options.only)]
print("| set | model | accuracy | macro F1 | log-loss | best baseline | p at most | bar | seconds |")
print("|---|---|---|---|---|---|---|---|---|")
rows, summaries = [], []
for name in chosen:
    for cell in options.cells:
        own = []
        for seed in range(1, options.seeds + 1):
            own.append(measured(name, cell, seed))
            print(f"{name} {cell} {seed}: {own[-1]['accuracy']:.4f}", file=sys.stderr)
        rows += own
        summaries.append(summary(own))
        print("| " + " | ".join(summaries[-1]["cells"]) + " |", flush=True)
print(f"\n{datetime.date.today()}, {platform.machine()}, {os.cpu_count()} cores, "
      f"{options.seeds} seeds{', ' + ' '.join(extra) if extra else ''}.")
if options.json:
    with open(options.json, "w", encoding="utf-8") as file:
        json.dump({"rows": rows, "summaries": summaries}, file, indent=1, ensure_ascii=False)
