"""Draws products with soft shading as SVG.

A shape is a list of points. `smooth` makes a curve through the points; a point with
a third item, such as (10, 20, 0), is a corner. `Drawing` collects the SVG. Its method
`panel` draws one piece of material: colour, pattern, shading, folds, outline.
"""

import math
from collections import namedtuple
from contextlib import contextmanager

# A repeating pattern: the size of one tile, its SVG content and its rotation.
Tile = namedtuple("Tile", "width height content angle", defaults=(0,))

# A material: base colour, an optional Tile, and the gloss (0 to 1).
Fabric = namedtuple("Fabric", "base tile gloss", defaults=(None, 0.25))


# ---- colours ---------------------------------------------------------------

def mix(first, second, share):
    """Returns a mixture of two colours. share: that of the second colour, 0 to 1."""
    a = [int(first[i:i + 2], 16) for i in (1, 3, 5)]
    b = [int(second[i:i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in zip(a, b))


def darker(colour, share=0.3):
    return mix(colour, "#000000", share)


def lighter(colour, share=0.3):
    return mix(colour, "#ffffff", share)


def brightness(colour):
    r, g, b = (int(colour[i:i + 2], 16) for i in (1, 3, 5))
    return (0.299 * r + 0.587 * g + 0.114 * b) / 255


# ---- curves ----------------------------------------------------------------

def number(value):
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"


def _pair(point):
    return f"{number(point[0])} {number(point[1])}"


def _tangent(points, index, closed):
    """Returns the unit direction of the curve at a smooth point; None at a corner or an end."""
    count = len(points)
    if len(points[index]) > 2:
        return None
    if not closed and index in (0, count - 1):
        return None
    before, after = points[index - 1], points[(index + 1) % count]
    dx, dy = after[0] - before[0], after[1] - before[1]
    length = math.hypot(dx, dy) or 1
    return dx / length, dy / length


def smooth(points, closed=False):
    """Returns the SVG path data of a curve through all points."""
    count = len(points)
    data = ["M" + _pair(points[0])]
    for index in range(count if closed else count - 1):
        following = (index + 1) % count
        p, q = points[index], points[following]
        reach = math.hypot(q[0] - p[0], q[1] - p[1]) * 0.36
        leave = _tangent(points, index, closed)
        arrive = _tangent(points, following, closed)
        if leave is None and arrive is None:
            data.append("L" + _pair(q))
            continue
        first = (p[0] + leave[0] * reach, p[1] + leave[1] * reach) if leave else None
        second = (q[0] - arrive[0] * reach, q[1] - arrive[1] * reach) if arrive else None
        first = first or (p[0] + (second[0] - p[0]) * 0.5, p[1] + (second[1] - p[1]) * 0.5)
        second = second or (q[0] + (first[0] - q[0]) * 0.5, q[1] + (first[1] - q[1]) * 0.5)
        data.append(f"C{_pair(first)} {_pair(second)} {_pair(q)}")
    return "".join(data) + ("Z" if closed else "")


def flip(points):
    """Returns the points mirrored at x = 0."""
    return [(-p[0],) + tuple(p[1:]) for p in points]


def whole(half):
    """Returns a symmetric outline. half: its right half from top to bottom."""
    left = [p for p in reversed(flip(half)) if p[0] != 0]
    return list(half) + left


def bounds(points):
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _tapered(points, half_width):
    """Returns the outline of a stroke along the points that is pointed at both ends."""
    left, right = [], []
    for index in range(1, len(points) - 1):
        dx = points[index + 1][0] - points[index - 1][0]
        dy = points[index + 1][1] - points[index - 1][1]
        length = math.hypot(dx, dy) or 1
        across = -dy / length * half_width, dx / length * half_width
        x, y = points[index][:2]
        left.append((x + across[0], y + across[1]))
        right.insert(0, (x - across[0], y - across[1]))
    ends = [points[0][:2] + (0,), points[-1][:2] + (0,)]
    if not left:
        middle = ((points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2)
        return _tapered([points[0], middle, points[1]], half_width)
    return smooth([ends[0]] + left + [ends[1]] + right, closed=True)


# ---- the drawing -----------------------------------------------------------

PIXELS_PER_UNIT = 1  # pixels of the image for each unit of the drawing


class Drawing:
    """One drawing. The frame is 600 by 800 units by default."""

    def __init__(self, width=600, height=800, background="#ffffff"):
        self.width, self.height = width, height
        self.definitions, self.body = {}, []
        self.background(background)

    # -- definitions: each returns a reference like "url(#n3)" --

    def define(self, element, content, **attributes):
        inside = f'{_attributes(attributes)}>{content}</{element}>'
        name = self.definitions.setdefault((element, inside), f"n{len(self.definitions)}")
        return f"url(#{name})"

    def gradient(self, start, end, *stops):
        """A linear gradient; a stop is (offset, colour) or (offset, colour, opacity)."""
        return self.define("linearGradient", _stops(stops), gradientUnits="userSpaceOnUse",
                           x1=start[0], y1=start[1], x2=end[0], y2=end[1])

    def glow(self, centre, radius, *stops):
        return self.define("radialGradient", _stops(stops), gradientUnits="userSpaceOnUse",
                           cx=centre[0], cy=centre[1], r=radius)

    def tile(self, tile, turn=0):
        return self.define("pattern", tile.content, width=tile.width, height=tile.height,
                           patternUnits="userSpaceOnUse",
                           patternTransform=f"rotate({number(tile.angle + turn)})")

    def clip(self, data):
        return self.define("clipPath", f'<path d="{data}"/>')

    def blur(self, amount):
        return self.define("filter", f'<feGaussianBlur stdDeviation="{amount}"/>',
                           x="-50%", y="-50%", width="200%", height="200%",
                           filterUnits="objectBoundingBox")

    # -- content --

    def add(self, element, **attributes):
        self.body.append(f"<{element}{_attributes(attributes)}/>")

    def path(self, data, fill="none", stroke=None, width=2, **attributes):
        if not isinstance(data, str):
            data = smooth(data)
        if stroke:
            attributes.update(stroke=stroke, stroke_width=width)
            attributes.setdefault("stroke_linecap", "round")
            attributes.setdefault("stroke_linejoin", "round")
        self.add("path", d=data, fill=fill, **attributes)

    def line(self, points, stroke, width=2, **attributes):
        self.path(smooth(points), stroke=stroke, width=width, **attributes)

    def stitch(self, points, stroke, width=1.6, dash="6 4", **attributes):
        self.line(points, stroke, width, stroke_dasharray=dash, stroke_linecap="butt",
                  **attributes)

    def circle(self, x, y, radius, fill, **attributes):
        self.add("circle", cx=x, cy=y, r=radius, fill=fill, **attributes)

    @contextmanager
    def group(self, **attributes):
        self.body.append(f"<g{_attributes(attributes)}>")
        yield
        self.body.append("</g>")

    @contextmanager
    def placed(self, x=0, y=0, scale=1.0, turn=0.0, mirror=False, shadow=0.25):
        """A product moved, sized and turned in the frame, over its soft shadow."""
        across = -scale if mirror else scale
        transform = (f"translate({number(x)} {number(y)}) rotate({number(turn)}) "
                     f"scale({across:.3f} {scale:.3f})")
        attributes = {"transform": transform}
        if shadow:
            attributes["filter"] = self.define(
                "filter",
                '<feGaussianBlur in="SourceAlpha" stdDeviation="7"/>'
                '<feOffset dx="3" dy="7" result="soft"/>'
                f'<feComponentTransfer in="soft" result="faint"><feFuncA type="linear" '
                f'slope="{shadow}"/></feComponentTransfer>'
                '<feMerge><feMergeNode in="faint"/><feMergeNode in="SourceGraphic"/></feMerge>',
                x="-15%", y="-15%", width="130%", height="130%")
        with self.group(**attributes):
            yield

    def background(self, colour):
        """Fill the frame; 'a>b' fades from the middle out, None stays transparent."""
        if colour is None:
            return
        if ">" in colour:
            inner, outer = colour.split(">")
            middle = (self.width / 2, self.height * 0.45)
            colour = self.glow(middle, self.height * 0.75, (0, inner), (1, outer))
        self.add("rect", width=self.width, height=self.height, fill=colour)

    def panel(self, outline, fabric, folds=(), turn=0, edge=0.22):
        """One piece of material: colour, pattern, round shading, folds, outline."""
        data = smooth(outline, closed=True)
        self.path(data, fill=fabric.base)
        with self.group(clip_path=self.clip(data)):
            if fabric.tile:
                self.cover(outline, self.tile(fabric.tile, turn))
            self._round_shading(outline, edge, fabric)
            self._folds(folds, fabric)
        self.path(data, stroke=self.outline_colour(fabric.base), width=2)

    def cover(self, points, fill):
        """Fill the box around the points, for use inside a clipped group."""
        left, top, right, bottom = bounds(points)
        self.add("rect", x=left - 20, y=top - 20, width=right - left + 40,
                 height=bottom - top + 40, fill=fill)

    @staticmethod
    def outline_colour(base):
        bright = brightness(base)
        if bright < 0.12:
            return lighter(base, 0.12)
        return darker(base, 0.3 if bright < 0.8 else 0.36)

    def _round_shading(self, points, edge, fabric):
        left, top, right, bottom = bounds(points)
        shine = fabric.gloss * (0.75 if brightness(fabric.base) < 0.3 else 1)
        self.cover(points, self.gradient(
            (left, 0), (right, 0), (0, "#000", edge * 0.75), (0.16, "#000", 0),
            (0.30, "#fff", shine * 0.34), (0.48, "#fff", 0), (0.8, "#000", edge * 0.25),
            (1, "#000", edge)))
        self.cover(points, self.gradient(
            (0, top), (0, bottom), (0, "#fff", shine * 0.3), (0.4, "#fff", 0),
            (0.7, "#000", 0), (1, "#000", edge * 0.45)))

    def _folds(self, folds, fabric):
        """Soft creases: each a dark stroke with a light one beside it."""
        if not folds:
            return
        bright = brightness(fabric.base)
        dark, light = 0.30 - 0.12 * bright, 0.08 + 0.3 * bright * bright
        if bright < 0.25:
            dark, light = 0.55, 0.12
        for shift, colour, strength in ((0, "#000", dark), (9, "#fff", light)):
            with self.group(filter=self.blur(5), opacity=f"{strength:.2f}"):
                for fold in folds:
                    moved = [(p[0] + shift, p[1] + shift / 4) for p in fold]
                    self.path(_tapered(moved, 7), fill=colour)

    def ground_shadow(self, x, y, half_width, half_height=16, strength=0.45):
        self.add("ellipse", cx=x, cy=y, rx=half_width, ry=half_height, fill="#000",
                 opacity=f"{strength:.2f}", filter=self.blur(9))

    def text(self):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" '
                f'width="{number(self.width * PIXELS_PER_UNIT)}" height="{number(self.height * PIXELS_PER_UNIT)}" '
                f'viewBox="0 0 {self.width} {self.height}">\n'
                "<defs>\n" + "\n".join(f'<{element} id="{name}"{inside}'
                                         for (element, inside), name in self.definitions.items())
                + "\n</defs>\n"
                + "\n".join(self.body) + "\n</svg>\n")


def _stops(stops):
    return "".join(
        f'<stop offset="{s[0]}" stop-color="{s[1]}"'
        + (f' stop-opacity="{s[2]:.3f}"' if len(s) > 2 else "") + "/>" for s in stops)


def _attributes(attributes):
    return "".join(
        f' {name.replace("_", "-")}="{number(value) if isinstance(value, float) else value}"'
        for name, value in attributes.items())
