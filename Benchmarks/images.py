"""Reads Fashion-MNIST's files and writes PNGs. Needs Python 3 and nothing else."""
import gzip
import os
import struct
import zlib


def png(pixels, width, height, comment=None, level=-1):
    """Returns an 8-bit gray PNG of `width` · `height` bytes, with a text chunk if there is a comment."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + pixels[y * width:(y + 1) * width] for y in range(height))
    text = b"" if comment is None else chunk(b"tEXt", b"Comment\0" + comment)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + text + chunk(b"IDAT", zlib.compress(lines, level)) + chunk(b"IEND", b""))


def idx_file(folder, name):
    """Returns the content of an IDX file such as `train-images-idx3-ubyte`, gzipped or not."""
    path = os.path.join(folder, name)
    with open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz") as file:
        return file.read()


def training_pixels(folder):
    """Returns the pixels of Fashion-MNIST's training images, 784 bytes for each image."""
    return idx_file(folder, "train-images-idx3-ubyte")[16:]
