"""Runs programs, measures time and memory, and prints the figures as rows of one table. All benchmarks use this module."""
import collections
import json
import os
import statistics
import subprocess
import sys

median = statistics.median

# Starts the program, waits for it, and writes seconds, peak memory in kB and the wait status to the file descriptor argv[1].
#
# Linux counts the memory of a process before `exec` in `ru_maxrss` of the program after `exec`: a program that a large Python
# process starts directly is reported with the memory of that Python process. A small process in between avoids this. The
# smallest figure that can be measured is the memory of the small process after `fork`, about 5 MB.
LAUNCHER = """
import os, sys, time
report, command = int(sys.argv[1]), sys.argv[2:]
start = time.perf_counter()
child = os.fork()
if child == 0:
    os.close(report)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\\n".encode())
        os._exit(127)
_, status, usage = os.wait4(child, 0)
os.write(report, f"{time.perf_counter() - start} {usage.ru_maxrss} {status}".encode())
"""

Run = collections.namedtuple("Run", "seconds megabytes output")


def run(*command, allowed=(0, 1), environment=None):
    """Runs a program. Returns seconds, peak resident memory in MB, and standard output.

    Ends the benchmark when the program ends with an exit code that is not in `allowed`.
    """
    words = [str(word) for word in command]
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as report:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", LAUNCHER, str(writing), *words],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, pass_fds=[writing])
        os.close(writing)
        output = process.communicate()[0].decode()
        figures = report.read().decode().split()
    if len(figures) != 3:
        sys.exit(f"{' '.join(words)} was interrupted")
    code = os.waitstatus_to_exitcode(int(figures[2]))
    if code not in allowed:
        sys.exit(f"{' '.join(words)} ended with {code}")
    return Run(float(figures[0]), int(figures[1]) / 1024, output)


def add_options(parser):
    """Adds the options that each part of `Benchmarks/run` takes."""
    parser.add_argument("--tagger", default=".build/release/tagger", help="the built program")
    parser.add_argument("--rounds", type=int, default=5, help="number of measurements of each figure")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON, for Benchmarks/run")


def row(work, measured, result, target="", reached=None):
    """Returns a row of the table: the work, the measured values, the figure, its target, and whether the target is reached."""
    return {"work": work, "measured": measured, "result": result, "target": target, "reached": reached}


def spread(values, unit="", digits=1):
    """Returns the median with the lowest and the highest value as text."""
    text = f"{median(values):.{digits}f}{' ' + unit if unit else ''}"
    return text if len(values) == 1 else f"{text} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def table(rows):
    """Returns rows as a Markdown table."""
    mark = {None: "", True: "yes", False: "**no**"}
    lines = ["| work | measured | result | target | reached |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {r['work']} | {r['measured']} | {r['result']} | {r['target']} | {mark[r['reached']]} |" for r in rows]
    return "\n".join(lines)


def show(rows, arguments):
    """Prints rows as JSON with `--json`, else as Markdown."""
    print(json.dumps(rows) if arguments.json else table(rows))
