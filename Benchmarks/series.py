#!/usr/bin/env python3
"""Accuracy of Rondo's series classifiers beside aeon's, on seeded splits: tables in Markdown.

  python3 Benchmarks/series.py design  --data FOLDER --results FILE.json [--repeats 2] [--folds 0,1]
  python3 Benchmarks/series.py confirm --data FOLDER --results FILE.json
  python3 Benchmarks/series.py promise --data FOLDER --results FILE.json [--with-confirm]
  python3 Benchmarks/series.py --self-test

design   cross-validation within the training parts of the design sets: five stratified folds a repeat.
         Test parts are not opened.
confirm  the confirm sets, on the archive's own split (number 0) and ten stratified resamples of it; the
         mean leaves out Earthquakes and Herring, on which MiniRocket does not beat the majority class.
promise  all classification sets on the archive's split, five seeds: the trained model against each
         baseline that `rondo train` prints for the test part, with McNemar's test.

FOLDER/ucr/NAME contains each set; splits.py draws resamples and folds, and every program reads the same
files. `--variant NAME='--flag value'`, given once a variant, replaces the variants of Rondo; for a variant
in --network-only, the networks of the same model are scored alone as well. The seed of a split is its number
+ 1, for Rondo and for aeon. Training seconds of Rondo are those of the whole command `rondo train` without
a test part (promise: with it); prediction seconds those of `rondo predict`; aeon's include neither start-up
nor compiling.
`--within-training` replaces the splits of confirm and promise by folds of the training part; design sets
need it with confirm. With --results each row is stored when it is complete, and a stopped command
continues; a row counts as stored when set, split, seed, method and flags are the same. A row that fails is
reported and left out, and the exit status is 1. --table only prints stored rows.

Intervals are percentiles of 10,000 bootstrap means: splits are drawn with replacement within each set, and
the sets' mean differences are averaged. Splits of a set share cases, so the intervals tell how much the
figures depend on the splits, not how another collection of sets would differ.
"""
import argparse
import collections
import datetime
import hashlib
import json
import os
import platform
import shlex
import signal
import subprocess
import sys
import tempfile
import time

import splits
import stored
import tables

DESIGN = ["ACSF1", "ArrowHead", "BasicMotions", "Beef", "CBF", "Coffee", "Cricket_X", "ECG200", "FISH",
          "FaceFour", "GunPoint", "Ham", "ItalyPowerDemand", "JapaneseVowels", "Lighting7", "OSULeaf",
          "PickupGestureWiimoteZ", "Symbols", "Trace", "TwoLeadECG", "synthetic_control"]
CONFIRM = ["DiatomSizeReduction", "Earthquakes", "Haptics", "Herring", "Lighting2",
           "SonyAIBORobotSurfaceII"]
VARIANTS = {"confirm": {"default": "", "pure RNN": "--pure-rnn", "quick": "--quick"},
            "design": {"default": ""}, "promise": {"default": ""}}
PEERS = {"aeon-minirocket": "minirocket", "aeon-multirocket": "multirocket"}
NETWORK = ", network only"
# A split on disk: the problem, the paths of its parts, the labels of the test cases, a folder to work in.
Files = collections.namedtuple("Files", "problem training test truth folder")
here = os.path.dirname(os.path.abspath(__file__))


class Failed(Exception):
    """A command that failed, or an answer that cannot be right."""


def numbers(text):
    """A list of numbers: 0,3 or 0-10."""
    found = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def variant(text):
    name, equals, flags = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text} instead of NAME='--flag value'")
    return name.strip(), flags.strip()


def shared():
    """The options of all commands, of those with peers, and of those with test parts."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", required=True, help="the folder of the data sets")
    common.add_argument("--results", help="a JSON file of rows, read and added to")
    common.add_argument("--sets", nargs="+", help="names of sets (default: those of the command)")
    common.add_argument("--variant", action="append", type=variant, metavar="NAME=FLAGS",
                        help="a variant of Rondo by its training options; may be given several times")
    common.add_argument("--network-only", nargs="*", metavar="NAME",
                        help="variants whose networks are scored alone as well")
    common.add_argument("--threads", type=int, default=os.cpu_count())
    common.add_argument("--table", action="store_true", help="print what stands in --results alone")
    common.add_argument("--rondo", default=os.path.join(here, "..", ".build", "release", "rondo"))
    peers = argparse.ArgumentParser(add_help=False)
    peers.add_argument("--python", default=sys.executable, help="an interpreter with aeon")
    peers.add_argument("--peers", nargs="*", choices=PEERS, default=["aeon-minirocket"])
    within = argparse.ArgumentParser(add_help=False)
    within.add_argument("--within-training", action="store_true",
                        help="folds of the training part instead of resamples and test parts")
    return common, peers, within


def parsed():
    """The options of the command line."""
    common, peers, within = shared()
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--self-test", action="store_true",
                        help="check resamples, folds and statistics")
    commands = parser.add_subparsers(dest="command")
    confirm = commands.add_parser("confirm", parents=[common, peers, within])
    confirm.add_argument("--splits", type=numbers, default=numbers("0-10"),
                         help="numbers of splits, such as 0-10 (default) or 0,1")
    design = commands.add_parser("design", parents=[common, peers])
    design.add_argument("--repeats", type=int, default=2)
    design.add_argument("--folds", type=numbers, default=numbers("0-4"),
                        help="folds of each repeat, such as 0,1 (default: all five)")
    promise = commands.add_parser("promise", parents=[common, within])
    promise.add_argument("--seeds", type=int, default=5)
    promise.add_argument("--with-confirm", action="store_true", help="with the confirm sets")
    options = parser.parse_args()
    if options.self_test:
        return options
    if options.command is None:
        parser.error("one of design, confirm and promise is needed")
    refused = complete(options)
    if refused:
        parser.error(refused)
    return options


def complete(options):
    """Fills in what depends on the command; returns a reason where the sets are not for it."""
    options.variants = dict(options.variant or VARIANTS[options.command].items())
    names = options.network_only
    if names is None:
        names = ["default"] if options.command == "confirm" and "default" in options.variants else []
    options.network_only = names
    options.within = options.command == "design" or options.within_training
    if options.command == "promise":
        options.peers = []
        if names:
            return "promise scores whole models: --network-only is for confirm and design"
    usual = {"design": DESIGN, "confirm": DESIGN if options.within else CONFIRM,
             "promise": sorted(DESIGN + CONFIRM) if getattr(options, "with_confirm", False) else DESIGN}
    options.sets = options.sets or usual[options.command]
    unknown = [name for name in names if name not in options.variants]
    if unknown:
        return f"--network-only {unknown[0]} is not the name of a variant"
    confirmed = [name for name in options.sets if name in CONFIRM]
    if confirmed and options.within:
        return f"{confirmed[0]} is a confirm set: it is not for design"
    if confirmed and options.command == "promise" and not options.with_confirm:
        return f"{confirmed[0]} is a confirm set: add --with-confirm"
    designed = [name for name in options.sets if name in DESIGN]
    if designed and options.command == "confirm" and not options.within:
        return f"{designed[0]} is a design set: add --within-training"
    return None


def called(command):
    """Runs a command that prints lines of JSON; returns them and the seconds it took."""
    begin = time.perf_counter()
    result = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if result.returncode != 0:
        reason = (result.stderr.strip().splitlines() or ["no message"])[-1]
        raise Failed(f"{' '.join(command)}: status {result.returncode}: {reason}")
    return [json.loads(line) for line in result.stdout.splitlines()], seconds


def rondo(*words):
    return called([options.rondo, *words, "--threads", str(options.threads), "--format", "json",
                   "--quiet"])


def only(events, kind):
    found = [event for event in events if event["event"] == kind]
    if len(found) != 1:
        raise Failed(f"{len(found)} lines of the event {kind} instead of one")
    return found[0]


def trained(name, files, seed):
    """Trains a variant; returns its run, the events and the seconds."""
    run = os.path.join(files.folder, "run")
    return run, *rondo("train", "series-classifier", files.training, "--out", run, "--overwrite", "--seed",
                       str(seed), *shlex.split(options.variants[name]))


def baselines(evaluation):
    """The printed baselines: accuracies and McNemar's test of the model (first) against each."""
    if evaluation["baselines"] is None:
        raise Failed(f"no baselines: {evaluation.get('warning')}")
    found = []
    for one in evaluation["baselines"]:
        window = ", learned window" if "learned" in (one["settings"] or "") else ""
        found.append({"method": one["method"] + window, "accuracy": one["accuracy"],
                      **{key: one["mcNemar"][key] for key in ("onlyFirst", "onlySecond", "pValue")}})
    return found


def marks(found, truth):
    """A digit a case: 1 where the label is right."""
    if len(found) != len(truth):
        raise Failed(f"{len(found)} answers for {len(truth)} cases")
    return "".join(str(int(splits.spelled(one) == other)) for one, other in zip(found, truth))


def scored(run, files, extra, with_baselines):
    """Scores a model: `rondo evaluate` for the baselines, `rondo predict` for each case and the time."""
    quick = [] if with_baselines else ["--no-baseline"]
    evaluation = only(rondo("evaluate", run, files.test, *extra, *quick)[0], "evaluation")
    answers, seconds = rondo("predict", run, files.test, *extra)
    right = marks([answer["label"] for answer in answers], files.truth)
    if abs(right.count("1") / len(right) - evaluation["accuracy"]) > 1e-9:
        raise Failed(f"{run}: the labels of predict are not those that evaluate counts")
    return {"right": right, "predictSeconds": round(seconds, 4), "logLoss": evaluation["logLoss"],
            "baselines": baselines(evaluation) if with_baselines else None}


def of_variant(name, files, seed):
    """Trains a variant without the test part in sight and scores it, also its networks alone."""
    run, events, seconds = trained(name, files, seed)
    more = {"trainSeconds": round(seconds, 3),
            "parameters": only(events, "finished")["parameters"]}
    is_first = name == next(iter(options.variants))
    yield name, {**scored(run, files, [], is_first and options.command == "confirm"), **more}
    if name in options.network_only:
        yield name + NETWORK, {**scored(run, files, ["--network-only"], False), **more}


def of_promise(name, files, seed):
    """Trains a variant with the test part beside the training part, as users do."""
    os.rename(files.test, os.path.join(os.path.dirname(files.training),
                                       os.path.basename(files.test)))
    run, events, seconds = trained(name, files, seed)
    evaluation = only(events, "evaluation")
    if evaluation["cases"] != len(files.truth):
        raise Failed(f"{evaluation['cases']} cases scored instead of {len(files.truth)}")
    yield name, {"accuracy": evaluation["accuracy"], "cases": evaluation["cases"],
                 "baselines": baselines(evaluation), "trainSeconds": round(seconds, 3),
                 "parameters": only(events, "finished")["parameters"]}


def of_peer(name, files, seed):
    answer = called([options.python, os.path.join(here, "peers", "rocket.py"), PEERS[name],
                     files.training, files.test, str(seed), str(options.threads)])[0][0]
    yield name, {"right": marks(answer["labels"], files.truth), "version": answer["version"],
                 "trainSeconds": answer["trainSeconds"], "predictSeconds": answer["predictSeconds"]}


def of_majority(name, files, seed):
    """The most frequent label of the training part; of several, the first in sorted order."""
    counts = collections.Counter(splits.labels(files.problem, splits.lines(files.training)[1]))
    most = min(counts, key=lambda label: (-counts[label], label))
    yield name, {"right": marks([most] * len(files.truth), files.truth), "trainSeconds": 0,
                 "predictSeconds": 0}


def units():
    """What is measured on each split: a function, and the methods whose rows it yields."""
    for name in options.variants:
        if options.command == "promise":
            yield of_promise, [name]
        else:
            yield of_variant, [name] + ([name + NETWORK] if name in options.network_only else [])
    yield from ((of_peer, [name]) for name in options.peers)
    if options.command != "promise":
        yield of_majority, ["majority"]


def jobs():
    """The splits to measure: set, number of the split, seed."""
    for name in options.sets:
        if options.command == "promise":
            yield from ((name, 0, seed) for seed in range(1, options.seeds + 1))
        elif options.command == "design":
            yield from ((name, repeat * splits.FOLDS + fold, repeat * splits.FOLDS + fold + 1)
                        for repeat in range(options.repeats) for fold in options.folds)
        else:
            yield from ((name, number, number + 1) for number in options.splits)


def key(name, split, seed, method):
    """What a row is a measurement of."""
    flags = options.variants.get(method.removesuffix(NETWORK), "")
    return {"command": options.command, "within": options.within, "set": name, "split": split,
            "seed": seed, "method": method, "flags": flags}


def place(row):
    return tuple(row[part] for part in ("command", "within", "set", "split", "seed", "method", "flags"))


def digest(file):
    with open(file, "rb") as opened:
        return hashlib.sha256(opened.read()).hexdigest()[:12]


def measured(job, measure, methods, build):
    """Measures on one split in a temporary folder; returns the rows."""
    name, split, seed = job
    problem = splits.load(os.path.join(options.data, "ucr"), name, with_test=not options.within)
    training, test = (splits.fold if options.within else splits.resample)(problem, split)
    with tempfile.TemporaryDirectory() as folder:
        parts = [os.path.join(folder, part) for part in ("training", "test")]
        for part in parts:
            os.mkdir(part)
        files = Files(problem, splits.write(problem, training, parts[0], "TRAIN"),
                      splits.write(problem, test, parts[1], "TEST"),
                      splits.labels(problem, test), folder)
        rows = []
        for method, values in measure(methods[0], files, seed):
            if "right" in values:
                values["cases"] = len(values["right"])
                values["accuracy"] = values["right"].count("1") / len(values["right"])
            if "parameters" in values:
                values["build"] = build
            rows.append({**key(name, split, seed, method), **values,
                         "trainingCases": len(training), "threads": options.threads})
    return rows


def main():
    """Measures what is not stored yet; returns the wanted rows and the number of failures."""
    rows, failures, wanted = {}, 0, []
    build = None if options.table else digest(options.rondo)
    for job in jobs():
        rows.update((place(row), row) for row in stored.read(options.results, []))
        for measure, methods in units():
            places = [place(key(*job, method)) for method in methods]
            if not options.table and any(one not in rows for one in places):
                try:
                    new = measured(job, measure, methods, build)
                except (Failed, OSError) as error:
                    failures += 1
                    print(f"{job[0]} {job[1]} {methods[0]}: {error}", file=sys.stderr)
                    continue
                new = [row for row in new if place(row) not in rows]
                rows.update((place(row), row) for row in new)
                stored.change(options.results, [], lambda old: old + [
                    row for row in new if place(row) not in map(place, old)])
                for row in new:
                    print(f"{job[0]} {job[1]} seed {job[2]} {row['method']}: {row['accuracy']:.4f}, "
                          f"{row['trainSeconds']:.1f} s", file=sys.stderr, flush=True)
            wanted += [rows[one] for one in places if one in rows]
    return wanted, failures


options = parsed()
if options.self_test:
    splits.check()
    tables.check()
    print("Resamples, folds and statistics are right.")
    sys.exit(0)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # temporary folders are removed
found, failed = main()
count = len(list(jobs())) // len(options.sets)
tables.show(options.command, found, options.sets, count)
builds = sorted({row["build"] for row in found if "build" in row})
threads = sorted({row["threads"] for row in found})
print(f"\n{datetime.date.today()}, {platform.machine()}, {os.cpu_count()} cores, threads: "
      f"{', '.join(map(str, threads))}; SHA-256 of rondo: {', '.join(builds)}.")
for name, flags in options.variants.items():
    print(f"{name}: `rondo train series-classifier{' ' + flags if flags else ''}`")
sys.exit(1 if failed else 0)
