#!/usr/bin/env python3
"""Accuracy of Rondo's classifiers with the default recipe of each kind: a table in Markdown.

  swift build -c release
  python3 Benchmarks/classifiers.py --data FOLDER --results classifiers.json [--only WORD…]

FOLDER contains the data sets in the folders that SETS names. Each row is the mean over seeds with the
sample standard deviation; a set without a split of its own has a different split for each seed. Each model
is scored once on the test data: series by `rondo train`, which scores the _TEST file at the end; texts
by `rondo evaluate`. Both compute the baselines from the training data; p is the largest p-value of
McNemar's test against the best baseline over the seeds. If the test parts of the seeds share no case,
a line below the table has the exact test on all of them together. Seconds are training time, including
trials of epochs and seeds, without scoring and baselines. With --results the row of each model is
written to that file as soon as it is complete, and rows in the file are not trained again; two commands
can share the file, and --table trains nothing.
Options after `--` are passed to every `rondo train`.
"""
import argparse
import datetime
import json
import math
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile

import stored

# Target accuracies in percent, by set and cell; None is any cell.
BARS = {
    ("rt-polarity", None): 79.5, ("sst2", None): 84, ("names", None): 83,
    **{(name, "rnn"): bar for name, bar in [
        ("ItalyPowerDemand", 96.5), ("synthetic_control", 98), ("GunPoint", 95), ("CBF", 97),
        ("JapaneseVowels", 97), ("BasicMotions", 97.5)]},
    **{(name, cell): bar for cell in ("gru", "lstm") for name, bar in [
        ("ItalyPowerDemand", 96.5), ("synthetic_control", 99), ("GunPoint", 98), ("CBF", 99),
        ("JapaneseVowels", 98.5), ("BasicMotions", 100)]},
    # The better readout of a plain NumPy LSTM of 64 units, three seeds.
    **{(name, "lstm"): bar for name, bar in [
        ("Coffee", 91.7), ("ECG200", 86.7), ("ArrowHead", 50.3)]},
}
# Sets whose target is to beat the best baseline by McNemar's test with every seed.
BASELINE_IS_BAR = {"wisesight", "udhr"}
# Sets whose test parts share no case with up to six seeds.
DISJOINT = {"udhr"}
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
parser.add_argument("--results", help="a JSON file of rows, read and added to")
parser.add_argument("--table", action="store_true", help="print what stands in --results alone")
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
    # Only a line feed ends a line: some of these texts contain other line separators.
    with open(path, encoding=encoding, newline="\n") as file:
        return [line.rstrip("\r\n") for line in file if line.strip()]


def write(path, cases):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("text\tlabel\n")
        file.writelines(f"{text}\t{label}\n" for text, label in cases)
    return path


def split(cases, share, seed):
    """Splits off a stratified part of the cases for testing."""
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
    """Tests on the same lines of the declaration in all languages, as they are translations."""
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


def only(events, kind):
    found = [event for event in events if event["event"] == kind]
    if len(found) != 1:
        sys.exit(f"{len(found)} lines of the event {kind} instead of one")
    return found[0]


def measured(name, cell, seed):
    """Trains one model and scores it once."""
    with tempfile.TemporaryDirectory() as folder:
        run = os.path.join(folder, "run")
        recipe = ["--out", run, "--cell", cell, "--seed", str(seed), *extra]
        if name in TEXTS:
            training, test = TEXTS[name](seed, folder)
            events = rondo("train", "text-classifier", *training, *recipe)
            scores = only(rondo("evaluate", run, *test), "evaluation")
        else:
            events = rondo("train", "series-classifier", at("ucr", name), *recipe)
            scores = only(events, "evaluation")
    finished = only(events, "finished")
    trials = sum(event["seconds"] for event in events if event["event"] == "trials")
    return {"set": name, "cell": cell, "seed": seed, "options": extra,
            "seconds": trials + finished["seconds"],
            "parameters": finished["parameters"], "steps": finished["steps"],
            **{key: scores[key] for key in (
                "cases", "accuracy", "macroF1", "logLoss", "calibrationError", "baselines")}}


def spread(values):
    values = list(values)
    deviation = statistics.stdev(values) if len(values) > 1 else 0
    return statistics.mean(values), deviation


def percent(values):
    mean, deviation = spread(100 * value for value in values)
    return f"{mean:.1f} ± {deviation:.1f}"


def accuracies(rows):
    """Accuracies of each baseline, by name."""
    methods = {}
    for row in rows:
        for one in row["baselines"] or []:
            window = ", learned window" if "learned" in (one["settings"] or "") else ""
            methods.setdefault(one["method"] + window, []).append(one["accuracy"])
    methods.pop("majority", None)
    return methods


def together(rows):
    """McNemar's exact test against each seed's best baseline, over the test parts of all seeds."""
    tests = [one["mcNemar"] for row in rows for one in row["baselines"] or [] if one["best"]]
    ours, theirs = (sum(test[key] for test in tests) for key in ("onlyFirst", "onlySecond"))
    tail = sum(math.comb(ours + theirs, count) for count in range(min(ours, theirs) + 1))
    p = min(1, 2 * tail / 2 ** (ours + theirs))
    return (f"{rows[0]['set']}, {CELLS[rows[0]['cell']]}: {ours} cases only the model gets right, "
            f"{theirs} only the best baseline; p = {p:.2g}")


def line(rows):
    """A row of the table."""
    name, cell = rows[0]["set"], rows[0]["cell"]
    accuracy, deviation = spread(100 * row["accuracy"] for row in rows)
    methods = accuracies(rows)
    best = max(methods, key=lambda method: statistics.mean(methods[method]), default=None)
    tests = [one["mcNemar"] for row in rows for one in row["baselines"] or [] if one["best"]]
    worst = max((test["pValue"] for test in tests), default=None)
    bar = BARS.get((name, cell), BARS.get((name, None)))
    if name in BASELINE_IS_BAR:
        isReached = bool(tests) and worst < 0.05 and all(
            test["onlyFirst"] > test["onlySecond"] for test in tests)
        bar = "best baseline, p < 0.05"
    else:
        isReached = bar is not None and accuracy >= bar
    return [
        name, CELLS[cell], f"{accuracy:.1f} ± {deviation:.1f}",
        percent(row["macroF1"] for row in rows),
        f"{statistics.mean(row['logLoss'] for row in rows):.3f}",
        "–" if best is None else f"{best} {percent(methods[best])}",
        percent(methods["1-NN DTW"]) if "1-NN DTW" in methods else "–",
        "–" if worst is None else "< 0.0001" if worst < 1e-4 else f"{worst:.4f}",
        "–" if bar is None else f"{bar}{' ✓' if isReached else ' missed'}",
        f"{statistics.mean(row['seconds'] for row in rows):.1f}"]


HEADINGS = ["set", "model", "accuracy", "macro F1", "log-loss", "best baseline", "1-NN DTW",
            "p at most", "bar", "seconds"]
notes = []
print("| " + " | ".join(HEADINGS) + " |\n" + "|---" * len(HEADINGS) + "|")
for name in [name for name in SETS
             if not options.only or any(word in name for word in options.only)]:
    for cell in options.cells:
        own = []
        for seed in range(1, options.seeds + 1):
            key = (name, cell, seed, extra)
            row = next((row for row in stored.read(options.results, []) if key == (
                row["set"], row["cell"], row["seed"], row["options"])), None)
            if row is None and not options.table:
                row = measured(name, cell, seed)
                stored.change(options.results, [], lambda rows: rows + [row])
                print(f"{name} {cell} {seed}: {row['accuracy']:.4f}", file=sys.stderr)
            own += [row] if row else []
        if own:
            cells = line(own)
            if len(own) < options.seeds:
                cells[1] += f" ({len(own)} of {options.seeds} seeds)"
            print("| " + " | ".join(cells) + " |", flush=True)
            notes += [together(own)] if name in DISJOINT else []
for note in notes:
    print("\n" + note)
print(f"\n{datetime.date.today()}, {platform.machine()}, {os.cpu_count()} cores, "
      f"{options.seeds} seeds{', ' + ' '.join(extra) if extra else ''}.")
