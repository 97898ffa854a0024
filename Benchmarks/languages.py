#!/usr/bin/env python3
"""Loss of language models in five scripts, in bits per byte: a table in Markdown, and JSON.

  swift build -c release
  python3 Benchmarks/languages.py --data ../shared/data --results languages.json

The last tenth of each text's symbols is the validation part. In brackets beside each network is the best
n-gram on the same symbols, and before both `xz -9e`, the growth of the compressed text by the last tenth
of its bytes. All networks are trained on 8 million symbols, whatever the unit, with seed 1; smaller
texts get more dropout. A sample of each model must not contain U+FFFD, except for models of bytes,
which can be cut inside a character. Runs in the results file are not repeated, and two commands can
share the file.
"""
import argparse
import json
import os
import shutil
import subprocess
import tempfile

import stored

UNITS = ["grapheme", "scalar", "byte", "bpe"]
# Options of all runs.
RECIPE = ("--cell lstm --layers 2 --hidden-size 282 --embedding-size 128 --batch-size 32 "
          "--sequence-length 64 --steps 4000 --learning-rate 0.004")
# Dropout of the largest and of the smallest text, and of the others.
DROPOUT = {"Thai": "--dropout 0.1", "Japanese": "--dropout 0.4 --recurrent-dropout 0.2"}
USUAL_DROPOUT = "--dropout 0.2 --recurrent-dropout 0.2"


def thai(folder):
    """The messages of a labelled set, one per line."""
    with open(os.path.join(folder, "wisesight-thai", "train.tsv"), encoding="utf-8") as file:
        lines = file.read().split("\n")
    return "\n".join(line.split("\t", 1)[1] for line in lines if "\t" in line).encode()


def whole(*path):
    def read(folder):
        with open(os.path.join(folder, *path), "rb") as file:
            return file.read()
    return read


TEXTS = {
    "Chinese": whole("chinese-tang-poems", "poetry.txt"),
    "Japanese": whole("japanese-aozora", "jpn.txt"),
    "Arabic": whole("arabic-diacritized", "val.txt"),
    "Thai": thai,
    "Russian": whole("russian-war-and-peace", "war_and_peace.txt"),
}

parser = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--data", required=True, help="the folder of the data sets")
parser.add_argument("--results", required=True, help="a JSON file, read and written")
parser.add_argument("--only", default="", help="texts and units whose names hold this")
parser.add_argument("--threads", default="2")
options = parser.parse_args()
rondo = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".build", "release", "rondo")


def keep(name, value):
    stored.change(options.results, {}, lambda results: results | {name: value})


def lines(*arguments):
    command = [rondo, *arguments, "--threads", options.threads, "--format", "json", "--quiet"]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def compressed(data):
    return len(subprocess.run(["xz", "-9e", "-c"], input=data, check=True,
                              capture_output=True).stdout)


def recipe(name):
    return f"{RECIPE} {DROPOUT.get(name, USUAL_DROPOUT)}"


def measure(data, name, unit):
    folder = tempfile.mkdtemp()
    try:
        path = os.path.join(folder, "text.txt")
        run = os.path.join(folder, "run")
        with open(path, "wb") as file:
            file.write(data)
        events = lines("train", path, "--out", run, "--unit", unit, "--seed", "1",
                       *recipe(name).split())
        baseline = min((event["bitsPerByte"] for event in events if event["event"] == "baseline"))
        finished = events[-1]
        sample = lines("sample", run, "--length", "1000", "--seed", "1")[-1]["text"]
        if unit != "byte" and "\ufffd" in sample and "\ufffd".encode() not in data:
            raise SystemExit(f"a sample of {unit} units holds U+FFFD: {sample!r}")
        return {
            "bitsPerByte": finished["bestValidation"]["bitsPerByte"], "baseline": baseline,
            "parameters": finished["parameters"], "seconds": finished["seconds"],
        }
    finally:
        shutil.rmtree(folder)


texts = {name: read(options.data) for name, read in TEXTS.items()}
for name, data in texts.items():
    if not any(options.only in f"{name} {unit}" for unit in UNITS):
        continue
    if f"{name} xz" not in stored.read(options.results, {}):
        cut = len(data) - len(data) // 10
        keep(f"{name} xz", 8 * (compressed(data) - compressed(data[:cut])) / (len(data) - cut))
    for unit in UNITS:
        key = f"{name} | {unit} | {recipe(name)}"
        if options.only in f"{name} {unit}" and key not in stored.read(options.results, {}):
            keep(key, measure(data, name, unit))

results = stored.read(options.results, {})
print("| bits per byte | MB | `xz -9e` | " + " | ".join(UNITS) + " | minutes |")
print("|---|---:|---:|" + "---:|" * len(UNITS) + "---:|")
for name, data in texts.items():
    if f"{name} xz" not in results:
        continue
    found = [results.get(f"{name} | {unit} | {recipe(name)}") for unit in UNITS]
    cells = [f"{row['bitsPerByte']:.3f} ({row['baseline']:.3f})" if row else "–" for row in found]
    minutes = [row["seconds"] / 60 for row in found if row]
    span = f"{min(minutes):.0f} to {max(minutes):.0f}" if minutes else "–"
    print(f"| {name} | {len(data) / 1e6:.1f} | {results[f'{name} xz']:.3f} | "
          + " | ".join(cells) + f" | {span} |")
