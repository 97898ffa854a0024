"""Tables in Markdown of rows that series.py measured, with paired bootstrap intervals and Holm's method."""
import collections
import random
import statistics

PEER = "aeon-minirocket"
# Confirm sets on which MiniRocket is not better than the most frequent label: not in the means.
NO_SIGNAL = {"Earthquakes", "Herring"}
NEAREST = "best 1-NN of each set"
DRAWS = 10_000


def percent(value):
    return f"{100 * value:.1f}"


def printed(headings, lines):
    print("| " + " | ".join(headings) + " |\n|---" + "|---:" * (len(headings) - 1) + "|")
    for line in lines:
        print("| " + " | ".join(line) + " |")


def signed(*values):
    """Differences in points: the first, and the others in brackets."""
    first, *others = (f"{100 * value:+.1f}".replace("-", "−") for value in values)
    return first + (f" [{', '.join(others)}]" if others else "")


def accuracy(results):
    """Pooled accuracy of results by split, each the numbers of right cases and of cases."""
    return sum(right for right, _ in results.values()) / sum(cases for _, cases in results.values())


def results(rows):
    """Right cases and cases by method, set and split; printed baselines are methods as well."""
    found = collections.defaultdict(lambda: collections.defaultdict(dict))
    for row in rows:
        found[row["method"]][row["set"]][row["split"]] = (row["right"].count("1"), row["cases"])
    if "majority" in found:  # after variants and peers
        found["majority"] = found.pop("majority")
    for row in rows:
        for one in row.get("baselines") or []:
            if one["method"] != "majority":
                found[one["method"]][row["set"]][row["split"]] = (
                    round(one["accuracy"] * row["cases"]), row["cases"])
    nearest = [method for method in found if method.startswith("1-NN")]
    for name in {row["set"] for row in rows}:
        own = [found[method][name] for method in nearest if found[method][name]]
        if own:
            found[NEAREST][name] = max(own, key=accuracy)
    return found


def mean(by_set, sets, count):
    """Mean over sets; None unless all splits of all sets are there."""
    if any(len(by_set[name]) < count for name in sets) or not sets:
        return None
    return statistics.mean(accuracy(by_set[name]) for name in sets)


def differences(first, second, sets):
    """For each set the differences of right cases by split, with the number of cases."""
    return [[(first[name][split][0] - second[name][split][0], first[name][split][1])
             for split in sorted(first[name].keys() & second[name].keys())] for name in sets]


def interval(groups):
    """Mean of the sets' differences, and its 95 % bootstrap interval over splits within sets."""
    def value(group):
        return sum(difference for difference, _ in group) / sum(cases for _, cases in group)
    draw = random.Random(1)
    means = sorted(statistics.fmean(value(draw.choices(group, k=len(group))) for group in groups)
                   for _ in range(DRAWS))
    return (statistics.fmean(map(value, groups)),
            means[round(0.025 * (DRAWS - 1))], means[round(0.975 * (DRAWS - 1))])


def difference(first, second, sets, count):
    """The paired difference in points with its interval, in words."""
    if first is second:
        return "0"
    if mean(first, sets, count) is None or mean(second, sets, count) is None:
        return "–"
    groups = differences(first, second, sets)
    if count == 1:
        return signed(statistics.fmean(d / n for [(d, n)] in groups))
    return signed(*interval(groups))


def cell(by_split, count):
    if not by_split:
        return "–"
    part = f" ({len(by_split)} of {count})" if len(by_split) < count else ""
    return percent(accuracy(by_split)) + part


def seconds(rows, method):
    """Seconds of training, mean over sets and the longest fit; milliseconds of predicting one case."""
    own = [row for row in rows if row["method"] == method]
    if not own or method == "majority":
        return ["–", "–", "–"]
    groups = collections.defaultdict(list)
    for row in own:
        groups[row["set"]].append(row["trainSeconds"])
    rate = sum(row["predictSeconds"] for row in own) / sum(row["cases"] for row in own)
    return [f"{statistics.fmean(map(statistics.fmean, groups.values())):.1f}",
            f"{max(row['trainSeconds'] for row in own):.1f}", f"{1000 * rate:.1f}"]


def optional(value):
    return "–" if value is None else percent(value)


def confirm(rows, sets, count):
    """Methods by sets, the mean over sets and the difference to the peer; then parts of the splits."""
    found = results(rows)
    counted = [name for name in sets if name not in NO_SIGNAL]
    printed(["", *sets, f"mean of {len(counted)} sets", f"points above {PEER}", "training, s",
             "longest, s", "prediction, ms a case"],
            [[method, *(cell(found[method][name], count) for name in sets),
              optional(mean(found[method], counted, count)),
              difference(found[method], found[PEER], counted, count), *seconds(rows, method)]
             for method in list(found)])
    numbers = sorted({row["split"] for row in rows})
    if rows and not rows[0]["within"] and 0 in numbers and len(numbers) > 1:
        parts = [[0], numbers[1:]]
        print()
        printed(["", "own split", "points", "resamples", "points"],
                [[method] + [text for part in parts for text in of_part(found, method, part, counted)]
                 for method in list(found)])


def of_part(found, method, part, sets):
    """Mean and difference to the peer on some of the splits."""
    own, other = ({name: {split: value for split, value in found[one][name].items() if split in part}
                   for name in sets} for one in (method, PEER))
    other = own if method == PEER else other
    return optional(mean(own, sets, len(part))), difference(own, other, sets, len(part))


def design(rows, sets, count):
    """Sets by methods; means over the sets that every method has finished."""
    found = results(rows)
    methods = list(found)
    if not methods:
        return
    done = [name for name in sets if all(len(found[method][name]) == count for method in methods)]
    first = found[methods[0]]
    times = [seconds(rows, method) for method in methods]
    printed(["", *methods], [
        *([name, *(cell(found[method][name], count) for method in methods)] for name in sets),
        [f"mean of {len(done)} sets", *(optional(mean(found[method], done, count))
                                        for method in methods)],
        [f"points above {methods[0]}", *(difference(found[method], first, done, count)
                                         for method in methods)],
        ["training, s a fit", *(one[0] for one in times)],
        ["longest fit, s", *(one[1] for one in times)],
        ["prediction, ms a case", *(one[2] for one in times)]])


def holm(values):
    """P-values adjusted by Holm's step-down method."""
    adjusted, highest = [0.0] * len(values), 0.0
    for rank, k in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        highest = max(highest, min(1.0, (len(values) - rank) * values[k]))
        adjusted[k] = highest
    return adjusted


def best(row):
    """The best printed baseline; of equal ones that with the smallest p-value."""
    return max(row["baselines"], key=lambda one: (one["accuracy"], -one["pValue"]))


def worse(rows):
    """By set, the seeds with which the best baseline is ahead beyond chance: Holm over the sets of a seed."""
    found = collections.Counter()
    for seed in {row["seed"] for row in rows}:
        own = [row for row in rows if row["seed"] == seed]
        for row, p in zip(own, holm([best(row)["pValue"] for row in own])):
            if p < 0.05 and best(row)["onlySecond"] > best(row)["onlyFirst"]:
                found[row["set"]] += 1
    return found


def tested(row):
    """McNemar's p-value against the best baseline, with the sign of the model's advantage."""
    one = best(row)
    sign = (one["onlyFirst"] > one["onlySecond"]) - (one["onlyFirst"] < one["onlySecond"])
    return f"{'−=+'[sign + 1]}{one['pValue']:.2g}"


def promise(rows, sets, count):
    """The model against its best printed baseline with each seed; then against each baseline alone."""
    for method in dict.fromkeys(row["method"] for row in rows):
        own = [row for row in rows if row["method"] == method]
        found, others, failing = collections.defaultdict(list), {}, worse(own)
        for row in own:
            found[row["set"]].append(row)
            for one in row["baselines"]:
                others.setdefault(one["method"], collections.defaultdict(list))[row["set"]].append(
                    one["accuracy"])
        done = [name for name in sets if len(found[name]) == count]
        print(f"\n{method}: accuracy in percent; p of McNemar's test against the seed's best baseline "
              "(+ the model is ahead, − the baseline, = neither)\n")
        printed(["set", "accuracy", *others, "p by seed", "seeds worse beyond chance (Holm)"],
                [[name + ("" if name in done else f" ({len(found[name])} of {count} seeds)"),
                  spread([row["accuracy"] for row in found[name]]),
                  *(percent(statistics.fmean(values[name])) if values[name] else "–"
                    for values in others.values()),
                  ", ".join(map(tested, found[name])), str(failing[name])]
                 for name in sets if found[name]])
        print()
        printed(["mean accuracy", "sets", "baseline", "the model on these sets", "points"],
                means(found, others, done))
        bad = sorted(name for name in done if failing[name] >= 3)
        print(f"\nWorse beyond chance in three seeds or more: {', '.join(bad) or 'none'} "
              f"of {len(done)} sets.")


def means(found, others, done):
    """The mean of each baseline over the sets that have it, and of each set's best, beside the model's."""
    other = {name: {method: statistics.fmean(values[name]) for method, values in others.items()
                    if values[name]} for name in done}
    pairs = [(method, {name: other[name][method] for name in done if method in other[name]})
             for method in others]
    pairs.append(("best of each set", {name: max(other[name].values()) for name in done}))
    for method, values in pairs:
        if values:
            model = statistics.fmean(statistics.fmean(row["accuracy"] for row in found[name])
                                     for name in values)
            mean_of = statistics.fmean(values.values())
            yield [method, str(len(values)), percent(mean_of), percent(model),
                   signed(model - mean_of)]


def spread(values):
    deviation = f" ± {100 * statistics.stdev(values):.1f}" if len(values) > 1 else ""
    return percent(statistics.fmean(values)) + deviation


def show(command, rows, sets, count):
    {"confirm": confirm, "design": design, "promise": promise}[command](rows, sets, count)


def check():
    """Checks the statistics; raises AssertionError where one is wrong."""
    adjusted = holm([0.01, 0.04, 0.03, 0.005])
    assert [round(value, 9) for value in adjusted] == [0.03, 0.06, 0.06, 0.02], adjusted
    assert interval([[(1, 10)] * 4, [(-1, 20)] * 4]) == (0.025, 0.025, 0.025)
    middle, low, high = interval([[(0, 10), (2, 10)] * 5, [(1, 10)] * 10])
    assert low < middle == 0.1 < high and abs(high - middle - (middle - low)) < 0.01
    row = {"set": "s", "seed": 1, "baselines": [
        {"method": "a", "accuracy": 0.5, "onlyFirst": 9, "onlySecond": 0, "pValue": 0.004},
        {"method": "b", "accuracy": 0.9, "onlyFirst": 0, "onlySecond": 9, "pValue": 0.004}]}
    fair = {"set": "t", "seed": 1, "baselines": [
        {"method": "b", "accuracy": 0.7, "onlyFirst": 1, "onlySecond": 2, "pValue": 1}]}
    assert best(row)["method"] == "b" and tested(row) == "−0.004"
    assert worse([row, fair]) == {"s": 1}
    assert worse([row] + [{**fair, "set": str(k)} for k in range(20)]) == {}, "Holm over the sets"
