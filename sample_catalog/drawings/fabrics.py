"""Repeating patterns for the materials."""

import math
import random

from svgkit import Tile, number


def stripes(colour, step, thick, angle=0, opacity=1):
    """Horizontal stripes; with angle 90, vertical stripes."""
    return Tile(step, step, f'<rect width="{step}" height="{thick}" fill="{colour}" '
                            f'opacity="{opacity}"/>', angle)


def many_stripes(step, bands, angle=0):
    """Horizontal stripes of several colours. bands: a list of (start, thickness, colour)."""
    content = "".join(f'<rect y="{start}" width="{step}" height="{thick}" fill="{colour}"/>'
                      for start, thick, colour in bands)
    return Tile(step, step, content, angle)


def tartan(size, broad, thin, light):
    """Crossing wide bands with thin lines between them."""
    content = ""
    for place, thick, colour, opacity in ((0.08, 0.36, broad, 0.6), (0.22, 0.08, light, 0.7),
                                          (0.62, 0.06, thin, 0.8), (0.74, 0.14, broad, 0.45)):
        start, wide = number(place * size), number(thick * size)
        look = f'fill="{colour}" opacity="{opacity}"'
        content += (f'<rect y="{start}" width="{size}" height="{wide}" {look}/>'
                    f'<rect x="{start}" width="{wide}" height="{size}" {look}/>')
    return Tile(size, size, content)


def windowpane(colour, size, thick=2):
    return Tile(size, size, f'<path d="M0 {thick}H{size}M{thick} 0V{size}" stroke="{colour}" '
                            f'stroke-width="{thick}" fill="none" opacity="0.8"/>')


def dots(colour, step, radius):
    quarter = step / 4
    return Tile(step, step,
                f'<circle cx="{quarter}" cy="{quarter}" r="{radius}" fill="{colour}"/>'
                f'<circle cx="{3 * quarter}" cy="{3 * quarter}" r="{radius}" fill="{colour}"/>')


def _flower(x, y, size, colour, heart, turn):
    petals = ""
    for petal in range(5):
        angle = turn + petal * 2 * math.pi / 5
        px, py = x + math.cos(angle) * size * 0.62, y + math.sin(angle) * size * 0.62
        petals += (f'<ellipse cx="{px:.1f}" cy="{py:.1f}" rx="{size * 0.5:.1f}" '
                   f'ry="{size * 0.36:.1f}" fill="{colour}" '
                   f'transform="rotate({math.degrees(angle):.0f} {px:.1f} {py:.1f})"/>')
    return petals + f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size * 0.28:.1f}" fill="{heart}"/>'


def _leaf(x, y, length, colour, turn, slim=0.35):
    bulge = length * slim
    return (f'<path d="M0 0C{length * 0.3:.1f} {-bulge:.1f} {length * 0.8:.1f} {-bulge:.1f} '
            f'{length:.1f} 0C{length * 0.8:.1f} {bulge:.1f} {length * 0.3:.1f} {bulge:.1f} 0 0Z" '
            f'fill="{colour}" transform="translate({x:.1f} {y:.1f}) rotate({turn:.0f})"/>')


def floral(flowers, heart, leaf, size=110, bloom=17, seed=3):
    """Scattered flowers and leaves on a square tile, away from the edges."""
    rng = random.Random(seed)
    content = ""
    spots = [(0.24, 0.25), (0.74, 0.2), (0.5, 0.58), (0.2, 0.78), (0.8, 0.76)]
    for index, (u, v) in enumerate(spots):
        x, y = u * size, v * size
        grown = bloom * (1 if index % 2 == 0 else 0.72)
        for _ in range(2):
            turn = rng.uniform(0, 360)
            content += _leaf(x, y, min(grown * 1.7, size * 0.2 + 4), leaf, turn)
        content += _flower(x, y, grown * 0.75, flowers[index % len(flowers)], heart,
                           rng.uniform(0, 6))
    return Tile(size, size, content)


def palms(colour, second, size=150, seed=5):
    """Fans of long leaves."""
    rng = random.Random(seed)
    content = ""
    for u, v, shade in ((0.27, 0.27, colour), (0.76, 0.74, colour), (0.75, 0.24, second),
                        (0.26, 0.77, second)):
        start = rng.uniform(0, 360)
        for leaf in range(9):
            content += _leaf(u * size, v * size, size * 0.23, shade, start + leaf * 33, 0.2)
    return Tile(size, size, content)


def knit(step=12, dark="#000", opacity=0.16):
    """Rows of V-shaped stitches."""
    half = step / 2
    return Tile(step, step, f'<path d="M0 0L{half} {half}L{step} 0M0 {step}L{half} '
                            f'{step + half}L{step} {step}" stroke="{dark}" '
                            f'stroke-width="{number(step / 6)}" fill="none" opacity="{opacity}"/>')


def ribs(step=9, dark="#000", opacity=0.2, angle=0):
    """Vertical ribs, as on cuffs and hems."""
    return Tile(step, step, f'<rect width="{step / 3:.1f}" height="{step}" fill="{dark}" '
                            f'opacity="{opacity}"/>', angle)


def cables(step=84, dark="#000", opacity=0.26):
    """Twisted cables between plain ribs."""
    mid = step / 2
    a, b = mid - 15, mid + 15
    content = ""
    for top in (0, step / 2):
        low = top + step / 2
        content += (f'<path d="M{a} {top}C{a} {top + 18} {b} {low - 18} {b} {low}'
                    f'M{b} {top}C{b} {top + 12} {mid + 6} {top + 16} {mid + 4} {top + 17}'
                    f'M{a} {low}C{a} {low - 12} {mid - 6} {low - 16} {mid - 4} {low - 17}"/>')
    content += f'<path d="M{a - 12} 0V{step}M{b + 12} 0V{step}M3 0V{step}M{step - 3} 0V{step}"/>'
    return Tile(step, step, f'<g stroke="{dark}" stroke-width="3" fill="none" '
                            f'opacity="{opacity}">{content}</g>')


def herringbone(colour="#fff", size=22, opacity=0.2):
    half = size / 2
    content = "".join(
        f'<path d="M0 {y + half}L{half} {y}L{size} {y + half}"/>' for y in (-half, 0, half, size))
    return Tile(size, size, f'<g stroke="{colour}" stroke-width="2.6" fill="none" '
                            f'opacity="{opacity}">{content}</g>')


def woven(colour="#000", step=22, opacity=0.25):
    """Basket weave of short crossing bars."""
    half = step / 2
    content = (f'<path d="M2 {half / 2}H{half - 2}M{half + 2} {half * 1.5}H{step - 2}'
               f'M{half * 1.5} 2V{half - 2}M{half / 2} {half + 2}V{step - 2}"/>')
    return Tile(step, step, f'<g stroke="{colour}" stroke-width="{step / 5:.1f}" fill="none" '
                            f'opacity="{opacity}">{content}</g>')


def zigzag(colour, width=40, height=56, thick=9):
    data = "".join(f"M0 {y + 14}L{width / 2} {y - 4}L{width} {y + 14}" for y in (0, height))
    return Tile(width, height, f'<path d="{data}" stroke="{colour}" stroke-width="{thick}" '
                               'fill="none"/>')
