"""Problems of the UCR archive as lists of lines, and seeded stratified splits of their cases.

Cases stay lines of text, so that every program that reads a split gets the archive's own digits. Draws
depend only on the set's name, the number of the split and the position of a case: cases are taken in the
order of the SHA-256 of these, which is the same with every version of Python.
"""
import collections
import hashlib
import os
import re

FOLDS = 5

# `header` is the lines of a .ts file up to @data, or None for the archive's text, whose lines begin with
# the label. `training` and `test` are lists of lines, one a case; `test` is None where it was not read.
Problem = collections.namedtuple("Problem", "name header training test")


def path(folder, name, part):
    """The file of a part: .ts, .txt or without an extension."""
    for extension in (".ts", ".txt", ""):
        file = os.path.join(folder, name, f"{name}_{part}{extension}")
        if os.path.exists(file):
            return file
    raise FileNotFoundError(f"no file {name}_{part} in {os.path.join(folder, name)}")


def lines(file):
    """Header and cases of a file; comments are left out."""
    with open(file, encoding="utf-8", errors="surrogateescape", newline="\n") as opened:
        found = [line.strip() for line in opened if line.strip()]
    if not file.endswith(".ts"):
        return None, found
    start = next(k for k, line in enumerate(found) if line.lower().startswith("@data"))
    return [line for line in found[:start + 1] if line.startswith("@")], found[start + 1:]


def load(folder, name, with_test):
    """Reads a problem; without `with_test` its test part is not even opened."""
    header, training = lines(path(folder, name, "TRAIN"))
    test = lines(path(folder, name, "TEST"))[1] if with_test else None
    return Problem(name, header, training, test)


def write(problem, cases, folder, part):
    """Writes cases in the format of their problem and returns the file's path."""
    extension = ".txt" if problem.header is None else ".ts"
    file = os.path.join(folder, f"{problem.name}_{part}{extension}")
    with open(file, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as opened:
        opened.writelines(line + "\n" for line in (problem.header or []) + cases)
    return file


def spelled(label):
    """One spelling of a label: numbers as Python prints them (1, 1.0 and 1e0 are the same)."""
    try:
        return repr(float(label))
    except ValueError:
        return label.strip()


def label(header, line):
    """The label of a case."""
    return spelled(re.split(r"[\s,]+", line)[0] if header is None else line.rsplit(":", 1)[1])


def labels(problem, cases):
    return [label(problem.header, line) for line in cases]


def values(header, line):
    """The channels of a case, each a list of numbers."""
    if header is None:
        return [[float(value) for value in re.split(r"[\s,]+", line)[1:]]]
    return [[float(value) for value in channel.split(",")]
            for channel in line.rsplit(":", 1)[0].split(":")]


def drawn(positions, *key):
    """The positions in a random order that depends on the key alone."""
    text = " ".join(map(str, key))
    return sorted(positions, key=lambda k: hashlib.sha256(f"{text} {k}".encode()).digest())


def by_label(problem, cases):
    """Positions of the cases of each label, labels in sorted order."""
    members = collections.defaultdict(list)
    for position, one in enumerate(labels(problem, cases)):
        members[one].append(position)
    return sorted(members.items())


def parted(cases, chosen):
    """The cases outside and inside `chosen`, both in the order of `cases`."""
    return ([case for k, case in enumerate(cases) if k not in chosen],
            [case for k, case in enumerate(cases) if k in chosen])


def resample(problem, number):
    """Training and test cases of a resample; number 0 is the archive's own split.

    Both parts are pooled; the new training part has as many cases of each label as the archive's.
    """
    if number == 0:
        return problem.training, problem.test
    pool = problem.training + problem.test
    wanted = collections.Counter(labels(problem, problem.training))
    chosen = set()
    for one, positions in by_label(problem, pool):
        chosen.update(drawn(positions, problem.name, number, one)[:wanted[one]])
    test, training = parted(pool, chosen)
    return training, test


def fold(problem, number):
    """Training and test cases of a fold within the training part.

    Numbers 0 to 4 are the folds of the first repeat, 5 to 9 those of the second, and so on. The cases of
    a label are dealt out to the folds in turn, each label from where the one before it ended; a label
    with a single case is never tested.
    """
    repeat, place = divmod(number, FOLDS)
    chosen, start = set(), 0
    for one, positions in by_label(problem, problem.training):
        if len(positions) == 1:
            continue
        for k, position in enumerate(drawn(positions, problem.name, "repeat", repeat, one)):
            if (start + k) % FOLDS == place:
                chosen.add(position)
        start += len(positions)
    return parted(problem.training, chosen)


def check():
    """Checks resamples and folds of a made-up problem; raises AssertionError where one is wrong."""
    def case(number, header):
        one = "abbccc"[number % 6]
        return f"{number},1.5:0.25,{number}:{one}" if header else f"{ord(one)} {number} 1.5"

    for header in (None, ["@classLabel true a b c", "@data"]):
        cases = [case(number, header) for number in range(60)]
        problem = Problem("made-up", header, cases[:23], cases[23:])
        wanted = collections.Counter(labels(problem, problem.training))
        assert resample(problem, 0) == (problem.training, problem.test)
        for number in range(1, 11):
            training, test = resample(problem, number)
            assert len(training) == 23 and len(test) == 37, "sizes of a resample"
            assert collections.Counter(labels(problem, training)) == wanted, "labels of a resample"
            assert sorted(training + test) == sorted(cases), "each case stands in one part"
            assert (training, test) == resample(problem, number), "the same draw again"
            assert training != resample(problem, number + 1)[0], "another draw for another number"
        for repeat in range(3):
            parts = [fold(problem, repeat * FOLDS + place) for place in range(FOLDS)]
            tested = [line for _, test in parts for line in test]
            assert sorted(tested) == sorted(problem.training), "each case is tested once a repeat"
            sizes = [len(test) for _, test in parts]
            assert max(sizes) - min(sizes) <= 1, "sizes of folds"
            for training, test in parts:
                assert sorted(training + test) == sorted(problem.training), "disjoint parts"
                counts = collections.Counter(labels(problem, test))
                assert all(abs(counts[one] - wanted[one] / FOLDS) < 1 for one in wanted), "strata"
        assert fold(problem, 0) == fold(problem, 0) and fold(problem, 0) != fold(problem, 5)
        single = problem._replace(training=cases[:7] + [case(0, header).replace("a", "z").replace(
            str(ord("a")), "122")])
        assert all("122.0" not in labels(single, test) and "z" not in labels(single, test)
                   for _, test in (fold(single, place) for place in range(FOLDS))), "single case"
    assert spelled("1") == spelled("1.0000e+00") != spelled("-1") and spelled(" up") == "up"
    assert values(None, "1  2 3.5") == [[2, 3.5]] and values([""], "1,2:3:x") == [[1, 2], [3]]
    pinned = drawn(range(8), "made-up", 1, "a")
    assert pinned == PINNED, f"the draws of this version are {pinned}"


# The draw that `check` expects: stored rows stay comparable as long as it holds.
PINNED = [4, 6, 5, 3, 7, 0, 1, 2]
