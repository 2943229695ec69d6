#!/usr/bin/env python3
"""Makes large catalogs of tiny images for the other benchmarks.

    python3 Benchmarks/catalogs.py OUT.sqlite --count 1000000 --kind imported --tagged

The rows are written into SQLite directly, because an import of a million files takes long. Kinds:

imported    the tables that `tagger import` makes
shop        a shop's own tables behind a view `tagger_source`; the key is a text with an index
plain       as `shop`, without an index

With `--tagged` the program classifies the first 1,000 products, and their outcomes are copied to all other products,
so that a run has nothing to do.
"""
import argparse
import os
import random
import sqlite3
import struct
import subprocess
import tempfile
import zlib

import images

KINDS = ("imported", "shop", "plain")
# Number of different images. Each file has a text chunk of its own, so no two files have the same digest.
DISTINCT = 1000


def backgrounds_with_rectangle():
    """Yields the pixels of 28×28 images: a dark rectangle on white."""
    generator = random.Random(1)
    for _ in range(DISTINCT):
        left, right, top, bottom = (generator.randrange(2, 9) for _ in range(4))
        yield bytes(
            generator.randrange(40, 120, 20) if left <= x < 28 - right and top <= y < 28 - bottom else 255
            for y in range(28) for x in range(28))


def stamp(number):
    return f"{300 + number % 100} 1700{number:06}.123456789 1700{number:06}.123456789"


def numbered_pngs(count):
    """Yields `count` pairs of a number, beginning with 1, and a PNG."""
    files = [images.png(pixels, 28, 28, b"%08d" % 0) for pixels in backgrounds_with_rectangle()]
    for number in range(1, count + 1):
        file = files[number % DISTINCT]
        chunk = b"tEXtComment\0%08d" % number
        start = file.index(b"tEXt")
        yield number, b"".join(
            (file[:start], chunk, struct.pack(">I", zlib.crc32(chunk)), file[start + len(chunk) + 4:]))


def run(*command):
    """Runs a command without output; raises an error if it fails."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_photo_shop(python, script, photos, out, count, *options):
    """Makes a shop of `count` products from labeled photos with the script make_shop.py."""
    run(python, script, "--photos", photos, "--out", out, "--count", str(count), *options)


def fill(db, kind, last, files):
    """Inserts products up to the number `last`."""
    for number, file in files:
        if kind == "imported":
            db.execute("INSERT INTO products (id, sku, title) VALUES (?, ?, ?)", (number, f"SKU-{number:08}", f"Product {number}"))
            db.execute("INSERT INTO product_images (product_id, path, stamp, png) VALUES (?, ?, ?, ?)",
                       (number, f"images/{number:08}.png", stamp(number), file))
        else:
            db.execute("INSERT INTO articles VALUES (?, ?, ?, ?)",
                       (f"A{number:08}", f"Product {number}", 9.9, f"2024-01-01 {number:08}"))
            db.execute("INSERT INTO photos VALUES (?, ?)", (f"A{number:08}", file))
        if number == last:
            break


def create(tagger, path, kind, folder):
    """Creates a catalog without products."""
    if kind == "imported":
        with open(os.path.join(folder, "products.csv"), "w") as file:
            file.write("sku,title,image\n")
        run(tagger, "import", folder, "--db", path, "--quiet")
        return
    key, without_rowid = ("PRIMARY KEY", "WITHOUT ROWID") if kind == "shop" else ("", "")
    with sqlite3.connect(path) as db:
        db.executescript(f"""
            CREATE TABLE articles (number TEXT NOT NULL {key}, name TEXT, price REAL, changed_at TEXT) {without_rowid};
            CREATE TABLE photos (number TEXT NOT NULL {key}, png BLOB);
            CREATE VIEW tagger_source AS
            SELECT number AS product_id, number AS sku, name AS title,
                   (SELECT png FROM photos WHERE photos.number = articles.number) AS png, NULL AS path,
                   changed_at AS stamp
            FROM articles;
            """)


def copy_outcomes(db, kind, first):
    """Copies the outcomes of the first products to the products after the number `first`."""
    if kind == "imported":
        number, key, changed = "id", "id", "(SELECT stamp FROM product_images WHERE product_id = id)"
        source, old = "products", f"(id - 1) % {DISTINCT} + 1"
    else:
        number, key, changed = "CAST(substr(number, 2) AS INTEGER)", "number", "changed_at"
        source, old = "articles", f"printf('A%08d', (CAST(substr(number, 2) AS INTEGER) - 1) % {DISTINCT} + 1)"
    for table in ("tagger_outcomes", "tagger_thumbnails"):
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        values = {"product_id": key, "stamp": changed, "audit_key": "abs(random())"}
        selected = ", ".join(values.get(column, f"old.{column}") for column in columns)
        db.execute(f"""
            INSERT INTO {table} ({', '.join(columns)})
            SELECT {selected} FROM {source} AS new CROSS JOIN {table} AS old ON old.product_id = {old}
            WHERE {number} > {first}""")


def make(tagger, path, count, kind="imported", tagged=False):
    """Makes a catalog with `count` products."""
    with tempfile.TemporaryDirectory() as folder:
        create(tagger, path, kind, folder)
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous = OFF")
    files = numbered_pngs(count)
    first = min(count, DISTINCT) if tagged else count
    fill(db, kind, first, files)
    db.commit()
    if tagged:
        run(tagger, "--db", path, "--quiet")
    if count > first:
        fill(db, kind, count, files)
        copy_outcomes(db, kind, first)
    db.commit()
    db.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", help="the catalog to make")
    parser.add_argument("--count", type=int, default=1_000_000, help="number of products")
    parser.add_argument("--kind", choices=KINDS, default="imported", help="the tables that hold the products")
    parser.add_argument("--tagged", action="store_true", help="give every product an outcome")
    parser.add_argument("--tagger", default=".build/release/tagger", help="the built program")
    arguments = parser.parse_args()
    make(arguments.tagger, arguments.out, arguments.count, arguments.kind, arguments.tagged)
