"""What all benchmarks share: rows of one table, and how a program is timed."""
import json, os, statistics, subprocess, sys, time

median = statistics.median


def add_options(parser):
    parser.add_argument("--tagger", default=".build/release/tagger", help="the built program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON, for Benchmarks/run")


def row(work, measured, result, target="", reached=None):
    """A line of the table: what is done, what was measured, what that comes to, what it should, and whether it does."""
    return {"work": work, "measured": measured, "result": result, "target": target, "reached": reached}


def spread(values, unit="", digits=1):
    """Median, and lowest to highest."""
    text = f"{median(values):.{digits}f}{' ' + unit if unit else ''}"
    return text if len(values) == 1 else f"{text} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def table(rows):
    mark = {None: "", True: "yes", False: "**no**"}
    lines = ["| work | measured | result | target | reached |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {r['work']} | {r['measured']} | {r['result']} | {r['target']} | {mark[r['reached']]} |" for r in rows]
    return "\n".join(lines)


def show(rows, arguments):
    print(json.dumps(rows) if arguments.json else table(rows))


def timed(*command, allowed=(0, 1), environment=None):
    """Seconds, peak memory in MB, and standard output of a program."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if code not in allowed:
        sys.exit(f"{' '.join(map(str, command))} ended with {code}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024, output
