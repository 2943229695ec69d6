#!/usr/bin/env python3
"""Prints the numbers in `BinomialTests.swift` and `PrecisionCertificateTests.swift`, as SciPy has them.

    pip install scipy
    python3 scipy_binomial.py
"""
from scipy.stats import beta, binom

print("trials, probability, successes: lower tail, upper tail")
for n, p, k in [(10, 0.3, 2), (176, 0.03, 2), (1000, 0.5, 520), (100000, 0.03, 2900), (100000, 0.03, 1500),
                (100000, 0.5, 60000), (100000, 1e-6, 3)]:
    print(f"({n}, {p}, {k}, {binom.cdf(k, n, p):.12g}, {binom.sf(k - 1, n, p):.12g})")

print("successes, trials, certainty: Clopper and Pearson's lower bound")
for k, n, certainty in [(1, 10, 0.9), (148, 150, 0.9), (174, 176, 0.9), (480, 500, 0.95), (97200, 100000, 0.9)]:
    print(f"({k}, {n}, {certainty}, {beta.ppf(1 - certainty, k, n - k + 1):.12g})")

print("first counts of audits: promised, least, first count at which one more may be wrong")
for promised, least in [(0.97, 150), (0.97, 177), (0.97, 250), (0.95, 150), (0.99, 150)]:
    allowed = lambda n: max((k for k in range(n) if binom.cdf(k, n, 1 - promised) <= 0.1), default=-1)
    n = least
    while allowed(n) == allowed(least - 1):
        n += 1
    print(f"({promised}, {least}, {n})")
