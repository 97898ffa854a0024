"""Records how aeon 1.6.0 reads the files that Rondo wrote into ../Golden/aeon, and lets aeon write some.

    RONDO_WRITE_GOLDEN=1 swift test --filter AeonGoldenTests    # the files by Rondo
    python aeon_reference.py                                    # aeon_reads.json, by_aeon_*.ts

aeon_reads.json has, for each file, the bits of every value in hexadecimal as [case][channel][step],
and the labels as aeon gives them. The data of the files that aeon writes are made up here.
"""

import json
import os
import struct

import numpy as np
from aeon.datasets import load_from_arff_file, load_from_ts_file, load_from_tsv_file
from aeon.datasets import save_to_ts_file

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Golden", "aeon")
READERS = {".ts": load_from_ts_file, ".arff": load_from_arff_file, ".tsv": load_from_tsv_file}


def bits(value):
    return "nan" if np.isnan(value) else struct.pack(">d", float(value)).hex()


def write_with_aeon():
    channels = [
        np.array([[0.1, -2.5e-7, np.nan], [1e22, -0.0, 5e-324]]),
        np.array([[1 / 3], [np.pi]]),
    ]
    labels = np.array(["Up", "Down"])
    settings = {"path": FOLDER, "header": "Made by aeon's own writer."}
    save_to_ts_file(
        channels, labels, label_type="classification", problem_name="by_aeon_classes", **settings
    )
    save_to_ts_file(channels, problem_name="by_aeon_unlabelled", **settings)
    series = np.array([[1.0, 2.0, 3.0], [-1.5, 0.0, 1.7976931348623157e308]])
    save_to_ts_file(
        series, np.array([0.25, -3.0]), label_type="regression", problem_name="by_aeon_targets",
        **settings,
    )


def main():
    write_with_aeon()
    record = {}
    for name in sorted(os.listdir(FOLDER)):
        ending = os.path.splitext(name)[1]
        if ending in READERS and not name.startswith("by_aeon"):
            cases, targets = READERS[ending](os.path.join(FOLDER, name))
            values = [[[bits(v) for v in channel] for channel in np.atleast_2d(c)] for c in cases]
            record[name] = {"targets": [str(t) for t in targets], "values": values}
    with open(os.path.join(FOLDER, "aeon_reads.json"), "w") as file:
        json.dump(record, file, sort_keys=True, separators=(",", ":"))
        file.write("\n")


main()
