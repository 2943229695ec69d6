#!/usr/bin/env python3
"""How much a person's decisions buy: a simulated person answers what `tagger review` lists, and the rest is scored.

    swift build
    python3 Benchmarks/decisions.py SHOP --data DATA

SHOP is a folder with products.csv, its pictures and truth.csv (sku,category), which only the simulated person sees. DATA is
the folder with Fashion-MNIST's IDX files; without it the program learns from the decisions alone. Each round takes the first
50 of `tagger review --format csv`, answers them with the truth (`review apply`), learns and tags. After the rounds that are
asked for, the products that nobody decided are scored:

accuracy    of the products of the ten classes, the share whose category is right; classes: the mean over the classes
cov95 cov97 the largest share of all products that could be tagged by falling confidence with that precision
none        how well confidence tells the ten classes from `none` (area under the ROC curve)
ece         expected calibration error of confidence, 15 bins
verified    the share of all products that is tagged and verified, and the precision of those

With --redraws N, the last network's scores are kept and the audits are drawn anew N times: how often the precision of what
would be verified is below what was promised. The certificate is worked out here, in Python, from the same papers.
"""
import argparse, csv, io, json, math, os, random, subprocess, sys, tempfile, time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("shop")
parser.add_argument("--data")
parser.add_argument("--tagger", default=".build/debug/tagger")
parser.add_argument("--decisions", default="0,200,1000", help="score after so many decisions (multiples of 50)")
parser.add_argument("--precision", default="0.97")
parser.add_argument("--learn-every", type=int, default=50, help="decisions between two learnings")
parser.add_argument("--redraws", type=int, default=0)
parser.add_argument("--keep", help="keep the catalog as this file")
parser.add_argument("--watch", help="a CSV file with a column sku: say what share of these is tagged wrongly, too")
parser.add_argument("--model", help="the network to begin with, where it is not the default")
arguments = parser.parse_args()
model = ["--model", arguments.model] if arguments.model else []
checkpoints = [int(number) for number in arguments.decisions.split(",")]
environment = {name: value for name, value in os.environ.items() if name != "TAGGER_DATA"}
environment["XDG_DATA_HOME"] = tempfile.mkdtemp()  # where nothing was fetched
if arguments.data:
    environment["TAGGER_DATA"] = os.path.abspath(arguments.data)


def run(*words):
    result = subprocess.run([arguments.tagger, *words], capture_output=True, text=True, env=environment)
    if result.returncode not in (0, 1):
        sys.exit(f"{' '.join(words)} ended with {result.returncode}:\n{result.stderr[-2000:]}")
    return result.stdout


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


with open(os.path.join(arguments.shop, "truth.csv"), newline="", encoding="utf8") as file:
    truth = {row["sku"]: row["category"] for row in csv.DictReader(file)}


def coverage(ranked, count, precision):
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


def score(export):
    """The figures of the products that nobody decided."""
    open_rows = [row for row in export if row["sku"] in truth and row["status"] in ("tagged", "review")]
    right = lambda row: row["category"] == truth[row["sku"]]
    confidence = lambda row: float(row["confidence"]) if row["category"] != "none" else 0.0
    inside = [row for row in open_rows if truth[row["sku"]] != "none"]
    classes = {}
    for row in inside:
        classes.setdefault(truth[row["sku"]], []).append(right(row))
    classes = [sum(group) / len(group) for group in classes.values() if len(group) >= 10]
    ranked = sorted(((confidence(row), right(row)) for row in open_rows if confidence(row) > 0), reverse=True)
    verified = [row for row in open_rows if row["verified"] == "1"]
    tagged = [row for row in open_rows if row["status"] == "tagged"]
    share = lambda rows: sum(map(right, rows)) / len(rows) if rows else math.nan
    return {
        "products": len(open_rows), "accuracy": share(inside), "classes": sum(classes) / max(1, len(classes)),
        "cov95": coverage(ranked, len(open_rows), 0.95), "cov97": coverage(ranked, len(open_rows), 0.97),
        "none": area_under_roc([confidence(row) for row in inside],
                               [confidence(row) for row in open_rows if truth[row["sku"]] == "none"]),
        "ece": calibration_error(ranked), "tagged": len(tagged) / len(open_rows), "tagged right": share(tagged),
        "verified": len(verified) / len(open_rows), "verified right": share(verified),
    }, ranked, len(open_rows)


def upper_tail_is_small(wrong, n, share, level):
    """P(at most `wrong` of n) <= level, each wrong with probability `share`."""
    total = term = (1 - share) ** n
    for k in range(wrong):
        term *= (n - k) / (k + 1) * share / (1 - share)
        total += term
    return total <= level


def certify(audits, precision, start):
    """Learn then Test, fixed sequence: the lowest threshold shown at 90%; None where there is none."""
    ranked = sorted(audits, reverse=True)
    wrong, found = 0, None
    for n, (confidence, is_right) in enumerate(ranked, 1):
        wrong += not is_right
        if n < start or n < len(ranked) and ranked[n][0] == confidence:
            continue
        if not upper_tail_is_small(wrong, n, 1 - precision, 0.1):
            break
        found = confidence
    return found


def redraw(ranked, count, audit_count, times):
    print(f"\nAudits drawn anew {times} times, {audit_count} of {count} products:\n")
    print("| promised | shown | share verified, mean | broken |\n| --- | --- | --- | --- |")
    for precision in (0.95, 0.97):
        generator = random.Random(1)
        shown = broken = 0
        share = 0.0
        products = ranked + [None] * (count - len(ranked))  # None: the guess is `none`
        for _ in range(times):
            chosen = set(generator.sample(range(count), audit_count))
            threshold = certify([products[i] for i in chosen if products[i]], precision, 150)
            if threshold is None:
                continue
            above = [p for i, p in enumerate(products) if i not in chosen and p and p[0] >= threshold]
            shown += 1
            share += len(above) / (count - audit_count)
            broken += sum(right for _, right in above) < precision * len(above)
        print(f"| {precision} | {shown} of {times} | {share / times:.3f} | {broken} |")


watched = set()
if arguments.watch:
    with open(arguments.watch, newline="", encoding="utf8") as file:
        watched = {row["sku"] for row in csv.DictReader(file)}
folder = tempfile.mkdtemp()
database = arguments.keep or os.path.join(folder, "shop.sqlite")
run("tag", "--db", database, "--import", arguments.shop, "--quiet", "--precision", arguments.precision, *model)
columns = None
decided = audits = 0
learned = {}
for target in range(0, max(checkpoints) + 1, 50):
    if target > 0:
        queue = rows(run("review", "--db", database, "--format", "csv", "--limit", "50"))
        queue = [row for row in queue if row["sku"] in truth]
        answers = os.path.join(folder, "answers.csv")
        with open(answers, "w", newline="", encoding="utf8") as file:
            writer = csv.writer(file)
            writer.writerow(["sku", "category"])
            writer.writerows([row["sku"], truth[row["sku"]]] for row in queue)
        run("review", "apply", answers, "--db", database)
        decided += len(queue)
        audits += sum(row["reason"] == "audit" for row in queue)
        if target % arguments.learn_every == 0 or target in checkpoints:
            start = time.time()
            learned = json.loads(run("learn", "--db", database, "--json", *model))
            learned["seconds"] = time.time() - start
            run("tag", "--db", database, "--quiet")
    if target in checkpoints:
        figures, ranked, count = score(rows(run("export", "--db", database)))
        if watched:
            some = [row for row in rows(run("export", "--db", database)) if row["sku"] in watched]
            wrong = sum(row["status"] == "tagged" and row["category"] != truth[row["sku"]] for row in some)
            figures["watched wrong"] = wrong / max(1, len(some))
        figures = {"decisions": decided, "audits": audits, **figures, "learn s": learned.get("seconds", 0.0)}
        if columns is None:
            columns = list(figures)
            print("| " + " | ".join(columns) + " |\n|" + " --- |" * len(columns))
        print("| " + " | ".join(f"{figures[c]:.3f}" if isinstance(figures[c], float) else str(figures[c])
                                for c in columns) + " |", flush=True)
if arguments.redraws:
    redraw(ranked, count, audits, arguments.redraws)
