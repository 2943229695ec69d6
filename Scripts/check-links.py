#!/usr/bin/env python3
"""Checks the links and image paths in all Markdown files of the project.

    Scripts/check-links.py

A relative link must name a file or folder of the project. A link with an anchor must name a heading of that file, in
GitHub's spelling. Links to other hosts are not followed. Prints one line for each broken link and ends with 1 if there is one.
"""
import os
import re
import sys
from urllib.parse import unquote

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SKIPPED_FOLDERS = {".build", ".git", ".swiftpm", "node_modules"}

INLINE_LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\]\([^)]*\))*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
NESTED_IMAGE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE_LINK = re.compile(r"^ {0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)")
HTML_LINK = re.compile(r"<(?:img|a)\b[^>]*?\b(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$")


def markdown_files():
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = sorted(name for name in subfolders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            if name.endswith(".md"):
                yield os.path.join(folder, name)


def prose_lines(path):
    """Yields the number and the text of each line outside code blocks, without inline code."""
    fence = None
    is_after_blank = True
    with open(path, encoding="utf8") as file:
        for number, line in enumerate(file, 1):
            marker = re.match(r"^\s*(```+|~~~+)", line)
            if fence:
                if marker and marker[1].startswith(fence):
                    fence = None
                continue
            if marker:
                fence = marker[1]
                continue
            is_indented_code = is_after_blank and line.startswith("    ")
            is_after_blank = not line.strip() or is_indented_code
            if not is_indented_code:
                yield number, line.rstrip("\n")


def without_inline_code(line):
    return re.sub(r"(`+).+?\1", "", line)


def anchors(path):
    """Returns the anchors of a Markdown file's headings in GitHub's spelling."""
    found = {}
    for _, line in prose_lines(path):
        if heading := HEADING.match(line):
            text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).replace("`", "").lower()
            slug = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
            count = found.get(slug, 0)
            found[slug] = count + 1
            if count:
                found[f"{slug}-{count}"] = 1
    return set(found)


def problem(path, target):
    """Returns what is wrong with a link of a file, or None."""
    if re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*:|^//", target):
        return None
    name, _, anchor = target.partition("#")
    destination = os.path.normpath(os.path.join(os.path.dirname(path), unquote(name))) if name else path
    if not os.path.exists(destination):
        return "no such file"
    if anchor and destination.endswith(".md") and unquote(anchor) not in anchors(destination):
        return "no such heading"
    return None


def links(path):
    """Yields the line number and the target of each link of a file."""
    for number, line in prose_lines(path):
        text = without_inline_code(line)
        for pattern in (INLINE_LINK, NESTED_IMAGE, REFERENCE_LINK, HTML_LINK):
            for match in pattern.finditer(text):
                yield number, match[1]


def main():
    count, broken = 0, set()
    for path in markdown_files():
        for number, target in links(path):
            count += 1
            if reason := problem(path, target):
                broken.add((os.path.relpath(path, ROOT), number, target, reason))
    for name, number, target, reason in sorted(broken):
        print(f"{name}:{number}: {target}: {reason}", file=sys.stderr)
    if broken:
        sys.exit(1)
    print(f"{count} links are right.")


if __name__ == "__main__":
    main()
