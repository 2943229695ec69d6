#!/usr/bin/env python3
"""Writes every product drawing as an SVG beside this file.

    python3 draw.py [SKU ...]     (default: all products)

Needs Python 3 and nothing else. Every run writes the same bytes.
"""

import csv
import sys
from pathlib import Path

import bags
import boots
import coats
import dresses
import homeware
import pullovers
import sandals
import shirts
import sneakers
import trousers
import tshirts

MODULES = (tshirts, trousers, pullovers, dresses, coats, sandals, shirts, sneakers, bags, boots,
           homeware)


def products():
    """Returns the drawing functions by SKU."""
    found = {}
    for module in MODULES:
        found.update(module.PRODUCTS)
    return found


def check_against_list(drawn, list_path):
    """Prints the products that products.csv or the drawings lack. Returns whether there are none."""
    with open(list_path, newline="", encoding="utf-8") as file:
        listed = {row["sku"] for row in csv.DictReader(file)}
    for sku in sorted(listed ^ set(drawn)):
        where = "products.csv" if sku in drawn else "the drawings"
        print(f"draw.py: {sku} is missing from {where}", file=sys.stderr)
    return listed == set(drawn)


def main(chosen):
    folder = Path(__file__).resolve().parent
    drawn = products()
    unknown = [sku for sku in chosen if sku not in drawn]
    if unknown:
        print("draw.py: no such product: " + " ".join(unknown), file=sys.stderr)
        return 2
    for sku in chosen or drawn:
        (folder / f"{sku.lower()}.svg").write_text(drawn[sku]().text(), encoding="utf-8")
    return 0 if check_against_list(drawn, folder.parent / "products.csv") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
