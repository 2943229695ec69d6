#!/usr/bin/env python3
"""Measures what decisions improve: a simulated person decides what `tagger review` lists, and the undecided products are
scored.

    swift build
    python3 Benchmarks/decisions.py SHOP --data DATA

SHOP is a folder with products.csv, its images and truth.csv (sku,category); the program does not read truth.csv. DATA
is the folder with Fashion-MNIST's IDX files; without it the program learns from the decisions alone. Each round takes
the first 50 products of `tagger review --format csv`, decides them with the categories of truth.csv (`review apply`),
learns and tags. Columns:

products, accuracy  undecided products; of those of the ten categories, the share with the right category
classes             the mean of the accuracies of the categories
cov95, cov97        the largest share of products that can be tagged, in order of confidence, with this precision
none                how well confidence separates the ten categories from `none` (area under the ROC curve)
ece                 expected calibration error of the confidence, 15 bins
tagged              the share of products that are tagged; right: the precision of these
verified            the share of products that are tagged and verified; right: the precision of these
watched wrong       with --watch: of the products of a file, the share that is tagged with a wrong category
learn s             seconds of the last `tagger learn`

With --redraws N the audits are drawn anew N times from the scores of the last model. The table shows how often a
precision is certified, and how often the precision of the tags is below the certified one. The certificate is
computed here in Python, from the same papers as the program's.
"""
import argparse
import csv
import io
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time


def parsed_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shop")
    parser.add_argument("--data", help="the folder with Fashion-MNIST's IDX files")
    parser.add_argument("--tagger", default=".build/debug/tagger", help="the built program")
    parser.add_argument("--decisions", default="0,200,1000", help="numbers of decisions after which to score (multiples of 50)")
    parser.add_argument("--precision", default="0.97", help="the precision target")
    parser.add_argument("--learn-every", type=int, default=50, help="number of decisions between two learnings")
    parser.add_argument("--redraws", type=int, default=0, help="number of times that the audits are drawn anew")
    parser.add_argument("--keep", help="keep the catalog as this file")
    parser.add_argument("--watch", help="a CSV file with a column sku: also print the share of these products that is tagged wrongly")
    parser.add_argument("--model", help="the first model (default: the program's)")
    return parser.parse_args()


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def file_rows(path):
    with open(path, newline="", encoding="utf8") as file:
        return list(csv.DictReader(file))


class Tagger:
    """The program with one catalog. Fashion-MNIST is visible to the program only if it is given here."""

    def __init__(self, program, database, data):
        self.program, self.database = program, database
        self.environment = {name: value for name, value in os.environ.items() if name != "TAGGER_DATA"}
        self.environment["XDG_DATA_HOME"] = tempfile.mkdtemp()
        if data:
            self.environment["TAGGER_DATA"] = os.path.abspath(data)

    def run(self, *words):
        words = [*words, "--db", self.database]
        result = subprocess.run([self.program, *words], capture_output=True, text=True, env=self.environment)
        if result.returncode not in (0, 1):
            sys.exit(f"{' '.join(words)} ended with {result.returncode}:\n{result.stderr[-2000:]}")
        return result.stdout


# Figures.


def coverage(ranked, count, precision):
    """Returns the largest share of `count` products that can be tagged with a precision. ranked: (confidence, is right), falling."""
    best = right = 0
    for n, (confidence, is_right) in enumerate(ranked, 1):
        right += is_right
        if (n == len(ranked) or ranked[n][0] != confidence) and right >= precision * n:
            best = n
    return best / count


def area_under_roc(positive, negative):
    ranked = sorted([(value, 1) for value in positive] + [(value, 0) for value in negative])
    total, i = 0.0, 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j][0] == ranked[i][0]:
            j += 1
        total += sum(kind for _, kind in ranked[i:j]) * (i + j + 1) / 2
        i = j
    return (total - len(positive) * (len(positive) + 1) / 2) / max(1, len(positive) * len(negative))


def calibration_error(pairs):
    bins = {}
    for confidence, is_right in pairs:
        bins.setdefault(min(14, int(confidence * 15)), []).append((confidence, is_right))
    return sum(abs(sum(c - r for c, r in bin)) for bin in bins.values()) / max(1, len(pairs))


def score(export, truth):
    """Returns the figures of the undecided products, and their (confidence, is right) in falling order."""
    undecided = [row for row in export if row["sku"] in truth and row["status"] in ("tagged", "review")]
    right = lambda row: row["category"] == truth[row["sku"]]
    confidence = lambda row: float(row["confidence"]) if row["category"] != "none" else 0.0
    share_right = lambda rows: sum(map(right, rows)) / len(rows) if rows else math.nan
    of_categories = [row for row in undecided if truth[row["sku"]] != "none"]
    of_none = [row for row in undecided if truth[row["sku"]] == "none"]
    by_category = {}
    for row in of_categories:
        by_category.setdefault(truth[row["sku"]], []).append(row)
    accuracies = [share_right(group) for group in by_category.values() if len(group) >= 10]
    ranked = sorted(((confidence(row), right(row)) for row in undecided if confidence(row) > 0), reverse=True)
    verified = [row for row in undecided if row["verified"] == "1"]
    tagged = [row for row in undecided if row["status"] == "tagged"]
    count = len(undecided)
    return {
        "products": count, "accuracy": share_right(of_categories), "classes": sum(accuracies) / max(1, len(accuracies)),
        "cov95": coverage(ranked, count, 0.95), "cov97": coverage(ranked, count, 0.97),
        "none": area_under_roc([confidence(row) for row in of_categories], [confidence(row) for row in of_none]),
        "ece": calibration_error(ranked), "tagged": len(tagged) / count, "tagged right": share_right(tagged),
        "verified": len(verified) / count, "verified right": share_right(verified),
    }, ranked


# The certificate.


def is_lower_tail_small(wrong, n, share, level):
    """Returns whether P(at most `wrong` of `n`) <= `level`, where each is wrong with probability `share`."""
    total = term = (1 - share) ** n
    for k in range(wrong):
        term *= (n - k) / (k + 1) * share / (1 - share)
        total += term
    return total <= level


def certified_threshold(audits, precision, start):
    """Returns the lowest threshold that Learn then Test certifies (fixed sequence, 90% confidence level), or None."""
    ranked = sorted(audits, reverse=True)
    wrong, found = 0, None
    for n, (confidence, is_right) in enumerate(ranked, 1):
        wrong += not is_right
        if n < start or n < len(ranked) and ranked[n][0] == confidence:
            continue
        if not is_lower_tail_small(wrong, n, 1 - precision, 0.1):
            break
        found = confidence
    return found


def redraw(ranked, count, audit_count, times):
    """Draws the audits anew and prints how often a precision is certified and how often the tags miss it."""
    audit_count = min(audit_count, count)
    print(f"\n{times} draws of {audit_count} audits from {count} products:\n")
    print("| precision target | certified | share verified, mean | below the target |\n| --- | --- | --- | --- |")
    # None stands for a product whose predicted category is `none`; such a product is never tagged.
    products = ranked + [None] * (count - len(ranked))
    for precision in (0.95, 0.97):
        generator = random.Random(1)
        certified = below = 0
        share = 0.0
        for _ in range(times):
            chosen = set(generator.sample(range(count), audit_count))
            threshold = certified_threshold([products[i] for i in chosen if products[i]], precision, 150)
            if threshold is None:
                continue
            tagged = [p for i, p in enumerate(products) if i not in chosen and p and p[0] >= threshold]
            certified += 1
            share += len(tagged) / (count - audit_count)
            below += sum(right for _, right in tagged) < precision * len(tagged)
        print(f"| {precision} | {certified} of {times} | {share / times:.3f} | {below} |")


# The simulated person.


def decide(tagger, truth, folder):
    """Decides the first 50 products of the review queue. Returns the number of decisions and of audits among them."""
    queue = [row for row in rows(tagger.run("review", "--format", "csv", "--limit", "50")) if row["sku"] in truth]
    decisions = os.path.join(folder, "decisions.csv")
    with open(decisions, "w", newline="", encoding="utf8") as file:
        writer = csv.writer(file)
        writer.writerow(["sku", "category"])
        writer.writerows([row["sku"], truth[row["sku"]]] for row in queue)
    tagger.run("review", "apply", decisions)
    return len(queue), sum(row["reason"] == "audit" for row in queue)


def print_row(figures, is_first):
    if is_first:
        print("| " + " | ".join(figures) + " |\n|" + " --- |" * len(figures))
    cells = [f"{value:.3f}" if isinstance(value, float) else str(value) for value in figures.values()]
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    arguments = parsed_arguments()
    checkpoints = [int(number) for number in arguments.decisions.split(",")]
    model = ["--model", arguments.model] if arguments.model else []
    truth = {row["sku"]: row["category"] for row in file_rows(os.path.join(arguments.shop, "truth.csv"))}
    watched = {row["sku"] for row in file_rows(arguments.watch)} if arguments.watch else set()
    folder = tempfile.mkdtemp()
    tagger = Tagger(arguments.tagger, arguments.keep or os.path.join(folder, "shop.sqlite"), arguments.data)
    tagger.run("tag", "--import", arguments.shop, "--quiet", "--precision", arguments.precision, *model)
    decided = audits = 0
    learn_seconds = 0.0
    for target in range(0, max(checkpoints) + 1, 50):
        if target > 0:
            more_decided, more_audits = decide(tagger, truth, folder)
            decided += more_decided
            audits += more_audits
            if target % arguments.learn_every == 0 or target in checkpoints:
                start = time.perf_counter()
                tagger.run("learn", "--json", *model)
                learn_seconds = time.perf_counter() - start
                tagger.run("tag", "--quiet")
        if target in checkpoints:
            export = rows(tagger.run("export"))
            figures, ranked = score(export, truth)
            if watched:
                shown = [row for row in export if row["sku"] in watched]
                wrong = sum(row["status"] == "tagged" and row["category"] != truth[row["sku"]] for row in shown)
                figures["watched wrong"] = wrong / max(1, len(shown))
            print_row({"decisions": decided, "audits": audits, **figures, "learn s": learn_seconds}, target == min(checkpoints))
    if arguments.redraws:
        redraw(ranked, figures["products"], audits, arguments.redraws)


if __name__ == "__main__":
    main()
