#!/usr/bin/env python3
"""Prints the expected values of `BinomialDistributionTests.swift` and `PrecisionCertificateTests.swift`, computed by SciPy.

    pip install scipy
    python3 scipy_binomial.py
"""
from scipy.stats import beta, binom

print("trials, probability, successes: lower tail, upper tail")
for n, p, k in [(10, 0.3, 2), (176, 0.03, 2), (1000, 0.5, 520), (100000, 0.03, 2900), (100000, 0.03, 1500),
                (100000, 0.5, 60000), (100000, 1e-6, 3)]:
    print(f"({n}, {p}, {k}, {binom.cdf(k, n, p):.12g}, {binom.sf(k - 1, n, p):.12g})")

print("successes, trials, confidence level: Clopper–Pearson lower bound")
for k, n, level in [(1, 10, 0.9), (148, 150, 0.9), (174, 176, 0.9), (480, 500, 0.95), (97200, 100000, 0.9)]:
    print(f"({k}, {n}, {level}, {beta.ppf(1 - level, k, n - k + 1):.12g})")

print("precision target, minimum audits: first count that tolerates one more error")
for target, minimum in [(0.97, 150), (0.97, 177), (0.97, 250), (0.95, 150), (0.99, 150)]:
    tolerated = lambda n: max((k for k in range(n) if binom.cdf(k, n, 1 - target) <= 0.1), default=-1)
    n = minimum
    while tolerated(n) == tolerated(minimum - 1):
        n += 1
    print(f"({target}, {minimum}, {n})")
