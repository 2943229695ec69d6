#!/usr/bin/env python3
"""Makes large catalogs of tiny pictures for the other benchmarks: written straight into SQLite, so that no import is waited for.

    python3 Benchmarks/catalogs.py OUT.sqlite --count 1000000 --kind imported --tagged

kinds: `imported`, as `tagger import` makes it; `shop`, a shop's own tables behind a view of its own, keyed by a text with an
index; `plain`, the same without any index. `--tagged` copies the outcomes of the first 1,000 products, which the program itself
makes, to all others: a run then finds nothing to do.
"""
import argparse, os, random, sqlite3, struct, subprocess, tempfile, zlib

KINDS = ("imported", "shop", "plain")
DISTINCT = 1000  # pictures; each file differs from all others by a comment in it


def png(pixels, width, height, comment):
    """An 8-bit gray PNG."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + pixels[y * width:(y + 1) * width] for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"tEXt", b"Comment\0" + comment) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def bodies():
    """Pixels of something dark on white, 28×28."""
    generator = random.Random(1)
    for _ in range(DISTINCT):
        left, right, top, bottom = (generator.randrange(2, 9) for _ in range(4))
        yield bytes(
            generator.randrange(40, 120, 20) if left <= x < 28 - right and top <= y < 28 - bottom else 255
            for y in range(28) for x in range(28))


def stamp(number):
    return f"{300 + number % 100} 1700{number:06}.123456789 1700{number:06}.123456789"


def pictures(count):
    """count pairs of a number from 1 on and a PNG."""
    pixels = list(bodies())
    plain = [png(body, 28, 28, b"%08d" % 0) for body in pixels]
    for number in range(1, count + 1):
        file = plain[number % DISTINCT]
        comment = b"tEXtComment\0%08d" % number
        at = file.index(b"tEXt")
        yield number, b"".join(
            (file[:at], comment, struct.pack(">I", zlib.crc32(comment)), file[at + len(comment) + 4:]))


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def fill(db, kind, first, last, files):
    if kind == "imported":
        for number, file in files:
            db.execute("INSERT INTO products (id, sku, title) VALUES (?, ?, ?)", (number, f"SKU-{number:08}", f"Product {number}"))
            db.execute("INSERT INTO product_images (product_id, path, stamp, png) VALUES (?, ?, ?, ?)",
                       (number, f"images/{number:08}.png", stamp(number), file))
            if number == last:
                break
    else:
        for number, file in files:
            db.execute("INSERT INTO articles VALUES (?, ?, ?, ?)",
                       (f"A{number:08}", f"Product {number}", 9.9, f"2024-01-01 {number:08}"))
            db.execute("INSERT INTO photos VALUES (?, ?)", (f"A{number:08}", file))
            if number == last:
                break


def make(tagger, path, count, kind="imported", tagged=False, network=None):
    """A catalog with `count` products."""
    options = ["--model", network] if network else []
    with tempfile.TemporaryDirectory() as folder:
        if kind == "imported":
            with open(os.path.join(folder, "products.csv"), "w") as file:
                file.write("sku,title,image\n")
            run(tagger, "import", folder, "--db", path, "--quiet")
        else:
            key = "PRIMARY KEY" if kind == "shop" else ""
            without = "WITHOUT ROWID" if kind == "shop" else ""
            with sqlite3.connect(path) as db:
                db.executescript(f"""
                    CREATE TABLE articles (number TEXT NOT NULL {key}, name TEXT, price REAL, changed_at TEXT) {without};
                    CREATE TABLE photos (number TEXT NOT NULL {key}, png BLOB);
                    CREATE VIEW tagger_source AS
                    SELECT number AS product_id, number AS sku, name AS title,
                           (SELECT png FROM photos WHERE photos.number = articles.number) AS png, NULL AS path,
                           changed_at AS stamp
                    FROM articles;
                    """)
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous = OFF")
    files = pictures(count)
    if tagged:
        first = min(count, DISTINCT)
        fill(db, kind, 1, first, files)
        db.commit()
        run(tagger, "--db", path, "--quiet", *options)
        run(tagger, "--db", path, "--quiet", *options)
        if count > first:
            fill(db, kind, first + 1, count, files)
            if kind == "imported":
                number, key, changed = "id", "id", "(SELECT stamp FROM product_images WHERE product_id = id)"
                source, old = "products", "(id - 1) % 1000 + 1"
            else:
                number, key, changed = "CAST(substr(number, 2) AS INTEGER)", "number", "changed_at"
                source, old = "articles", f"printf('A%08d', (CAST(substr(number, 2) AS INTEGER) - 1) % 1000 + 1)"
            columns = [row[1] for row in db.execute("PRAGMA table_info(tagger_outcomes)")]
            values = {"product_id": key, "stamp": changed, "audit_key": "abs(random())"}
            taken = ", ".join(values.get(column, f"old.{column}") for column in columns)
            db.execute(f"""
                INSERT INTO tagger_outcomes ({', '.join(columns)})
                SELECT {taken} FROM {source} AS new CROSS JOIN tagger_outcomes AS old ON old.product_id = {old}
                WHERE {number} > {first}""")
            db.execute(f"""
                INSERT INTO tagger_thumbnails (product_id, pixels, close_up)
                SELECT {key}, old.pixels, old.close_up
                FROM {source} AS new CROSS JOIN tagger_thumbnails AS old ON old.product_id = {old} WHERE {number} > {first}""")
    else:
        fill(db, kind, 1, count, files)
    db.commit()
    db.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--kind", choices=KINDS, default="imported")
    parser.add_argument("--tagged", action="store_true")
    parser.add_argument("--tagger", default=".build/release/tagger")
    arguments = parser.parse_args()
    make(arguments.tagger, arguments.out, arguments.count, arguments.kind, arguments.tagged)
