#!/usr/bin/env python3
"""Checks that `measuring.run` reports the memory of the program, not the memory of the benchmark that starts the
program.

    python3 Benchmarks/test_measuring.py

This process fills 300 MB. Its children fill 0 MB and 64 MB, and must be reported as such.
"""
import sys
import unittest

import measuring

MEGABYTE = 1 << 20


def measured(megabytes):
    program = f"memory = bytearray(b'1') * ({megabytes} << 20); print(len(memory))"
    return measuring.run(sys.executable, "-I", "-S", "-c", program)


class MeasuringTests(unittest.TestCase):
    def test_memory_is_that_of_the_program(self):
        ballast = bytearray(b"1") * (300 * MEGABYTE)
        small, large = measured(0), measured(64)
        self.assertLess(small.megabytes, 30)
        self.assertAlmostEqual(large.megabytes - small.megabytes, 64, delta=3)
        self.assertEqual(len(ballast), 300 * MEGABYTE)

    def test_output_and_time_are_those_of_the_program(self):
        run = measuring.run(sys.executable, "-I", "-S", "-c", "import time; time.sleep(0.2); print('done')")
        self.assertEqual(run.output, "done\n")
        self.assertGreaterEqual(run.seconds, 0.2)

    def test_unexpected_exit_code_ends_the_benchmark(self):
        with self.assertRaisesRegex(SystemExit, "ended with 3"):
            measuring.run("sh", "-c", "exit 3")
        self.assertEqual(measuring.run("sh", "-c", "exit 3", allowed=[3]).output, "")

    def test_missing_program_ends_the_benchmark(self):
        with self.assertRaisesRegex(SystemExit, "ended with 127"):
            measuring.run("./no-such-program")


if __name__ == "__main__":
    unittest.main()
