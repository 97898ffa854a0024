"""Writes ../Golden/seqeval.txt: what seqeval 1.2.2 counts in 1,000 random pairs of tag sequences.

    python seqeval_reference.py

A case is a line: scheme, true tags, predicted tags, counts by default, counts in strict mode,
separated by tabs. "|" ends a sentence but the last. Counts are `type:right/found/gold`, by type.
They come from seqeval's own lists of entities, and the script checks that precision, recall and F1
of seqeval's metrics follow from them, of each type and micro-averaged. Many sequences are invalid
in their scheme. Random numbers are those of Python's Mersenne twister with the seed 1.
"""

import os
import random
import warnings

from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import IOB1, IOB2, IOBES, Entities

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Golden", "seqeval.txt")
SCHEMES = {"IOB1": (IOB1, "BI"), "IOB2": (IOB2, "BI"), "BIOES": (IOBES, "BIES")}


def sentence(random, prefixes, types, length):
    tags = []
    for _ in range(length):
        if tags and tags[-1] != "O" and random.random() < 0.45:
            tags.append(random.choice(prefixes) + tags[-1][1:])
        elif random.random() < 0.35:
            tags.append("O")
        else:
            kind = random.choice(types)
            tags.append(random.choice(prefixes) + ("-" + kind if kind else ""))
    return tags


def changed(random, tags, prefixes, types):
    """The tags with some others in their place."""
    other = sentence(random, prefixes, types, len(tags))
    share = random.choice([0, 0.2, 0.5, 1])
    return [b if random.random() < share else a for a, b in zip(tags, other)]


def default_entities(sentences):
    return {(i, *entity) for i, tags in enumerate(sentences) for entity in get_entities(tags)}


def strict_entities(sentences, scheme):
    return {(i, e.tag, e.start, e.end)
            for i, found in enumerate(Entities(sentences, scheme).entities) for e in found}


def counts(truth, predicted):
    types = sorted({entity[1] for entity in truth | predicted})
    rows = []
    for kind in types:
        a = {entity for entity in truth if entity[1] == kind}
        b = {entity for entity in predicted if entity[1] == kind}
        rows.append((kind, len(a & b), len(b), len(a)))
    return rows


def ratios(right, found, gold):
    precision, recall = right / found if found else 0, right / gold if gold else 0
    return precision, recall, 2 * right / (found + gold) if found + gold else 0


def check(rows, truth, predicted, **settings):
    """Holds the counts to seqeval's metrics."""
    for average in [None, "micro"]:
        found = [metric(truth, predicted, average=average, zero_division=0, **settings)
                 for metric in (precision_score, recall_score, f1_score)]
        if average is None:
            expected = [ratios(*row[1:]) for row in rows]
            found = list(zip(*[list(values) for values in found]))
        else:
            expected = [ratios(*[sum(row[i] for row in rows) for i in (1, 2, 3)])]
            found = [found]
        assert len(found) == len(expected), (truth, predicted)
        for a, b in zip(found, expected):
            assert all(abs(x - y) < 1e-12 for x, y in zip(a, b)), (truth, predicted, a, b)


def text(rows):
    return " ".join(f"{kind}:{right}/{found}/{gold}" for kind, right, found, gold in rows) or "-"


def main():
    warnings.simplefilter("ignore")
    generator = random.Random(1)
    lines = []
    for index in range(1000):
        name = list(SCHEMES)[index % 3]
        scheme, prefixes = SCHEMES[name]
        types = generator.choice([["A"], ["A", "B"], ["A", "B"], ["A", "B-C", "d"], ["A", ""]])
        lengths = [generator.randint(1, 12) for _ in range(generator.choice([1, 1, 2, 3]))]
        truth = [sentence(generator, prefixes, types, length) for length in lengths]
        predicted = [changed(generator, tags, prefixes, types) for tags in truth]
        default = counts(default_entities(truth), default_entities(predicted))
        strict = counts(strict_entities(truth, scheme), strict_entities(predicted, scheme))
        check(default, truth, predicted)
        check(strict, truth, predicted, mode="strict", scheme=scheme)
        sides = [" | ".join(" ".join(tags) for tags in side) for side in (truth, predicted)]
        lines.append("\t".join([name, *sides, text(default), text(strict)]))
    with open(FILE, "w", newline="\n") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
