"""Bodies, necks and sleeves of T-shirts, pullovers, shirts and coats.

Everything is drawn around x = 0, the middle of the garment, seen from the front.
"""

from dataclasses import dataclass

from svgkit import Fabric, darker, flip, lighter, smooth, whole


@dataclass
class Cut:
    """The measures of an upper garment in pixels. Widths are measured from the middle."""
    top: float = 110        # height of the shoulder at the neck
    neck: float = 58
    shoulder: float = 145
    slope: float = 36       # height difference of the shoulder
    armpit: float = 270
    chest: float = 140
    waist: float = 132
    hem: float = 138
    length: float = 650     # height of the hem
    depth: float = 42       # depth of the neckline at the front
    neckline: str = "crew"  # crew, v, scoop, square or boat
    tail: float = 0         # depth of a curved shirt-tail hem
    sleeveless: bool = False


def neckline(cut):
    """Returns the front neckline from the left shoulder, through the middle, to the right."""
    top, neck, low = cut.top, cut.neck, cut.top + cut.depth
    if cut.neckline == "v":
        right = [(0, low, 0), (neck * 0.62, cut.top + cut.depth * 0.42), (neck, top, 0)]
    elif cut.neckline == "square":
        right = [(neck * 0.82, low, 0), (neck, top, 0)]
    elif cut.neckline == "boat":
        right = [(0, low), (neck * 0.6, low - cut.depth * 0.18), (neck, top, 0)]
    else:
        right = [(0, low), (neck * 0.5, low - cut.depth * 0.16),
                 (neck * 0.88, top + cut.depth * 0.42), (neck, top, 0)]
    left = [p for p in reversed(flip(right)) if p[0] != 0]
    return left + right


def back_neck(cut):
    """Returns the back of the collar, which is visible above the front."""
    return [(-cut.neck, cut.top, 0), (0, cut.top + 10), (cut.neck, cut.top, 0)]


def body_outline(cut):
    """Returns the closed outline of the front piece."""
    tip, fall = cut.shoulder, cut.top + cut.slope
    right = [p for p in neckline(cut) if p[0] >= 0]
    if cut.sleeveless:
        armhole = [(tip, fall, 0), (tip - 14, fall + 60), (tip - 6, cut.armpit - 44),
                   (cut.chest, cut.armpit, 0)]
    else:
        armhole = [(tip, fall, 0), (tip - 10, fall + 60), (tip - 9, cut.armpit - 50),
                   (cut.chest, cut.armpit, 0)]
    middle = (cut.armpit + cut.length) / 2
    side = [(cut.chest + (cut.waist - cut.chest) * 0.7, (cut.armpit + middle) / 2),
            (cut.waist, middle), ((cut.waist + cut.hem) / 2 - 1, (middle + cut.length) / 2),
            (cut.hem, cut.length - cut.tail * 0.8, 0)]
    if cut.tail:
        hem = [(cut.hem * 0.82, cut.length - cut.tail * 0.55), (cut.hem * 0.5, cut.length),
               (0, cut.length + 6)]
    else:
        hem = [(cut.hem * 0.6, cut.length + 7), (0, cut.length + 9)]
    return whole(right + armhole + side + hem)


def short_sleeve(cut, reach=70, drop=150, wide=98):
    """Returns the outline of a short sleeve, which hangs outwards from the shoulder."""
    fall = cut.top + cut.slope
    return [(cut.shoulder - 34, fall - 9, 0), (cut.shoulder, fall),
            (cut.shoulder + reach * 0.55, fall + drop * 0.46),
            (cut.shoulder + reach, fall + drop, 0),
            (cut.shoulder + reach - wide * 0.55, fall + drop + 19),
            (cut.shoulder + reach - wide, fall + drop + 26, 0),
            (cut.chest - 4, cut.armpit - 4, 0), (cut.shoulder - 40, cut.armpit - 70, 0)]


def long_sleeve(cut, wrist, reach=62, cuff=56, elbow=78):
    """Returns the outline of a long sleeve beside the body. wrist: the point of its end."""
    fall = cut.top + cut.slope
    outer = cut.shoulder + reach
    half = (cut.armpit + wrist) / 2
    return [(cut.shoulder - 30, fall - 8, 0), (cut.shoulder, fall),
            (cut.shoulder + reach * 0.42, fall + 52),
            (cut.shoulder + reach * 0.72, (fall + half) / 2 + 30), (outer - 7, half + 16),
            (outer, wrist, 0), (outer - cuff, wrist + 7, 0),
            (outer - elbow + 2, half + 20), (cut.chest - 6, cut.armpit - 2, 0),
            (cut.shoulder - 34, cut.armpit - 70, 0)]


def sleeve_folds(cut, wrist, reach=62):
    outer, half = cut.shoulder + reach, (cut.armpit + wrist) / 2
    return [[(outer - 62, half - 6), (outer - 34, half + 8), (outer - 8, half - 4)],
            [(cut.chest + 4, cut.armpit + 18), (cut.shoulder + 16, cut.armpit - 60)]]


def body_folds(cut):
    """Returns creases from the armpits and along the sides."""
    c, a, low = cut.chest, cut.armpit, cut.length
    return [[(c - 2, a - 6), (c - 26, a - 34), (c - 40, a - 78)],
            [(-c + 2, a - 8), (-c + 22, a - 30), (-c + 36, a - 86)],
            [(c - 4, a + 16), (c - 40, a + 74), (c - 92, a + 108)],
            [(-c * 0.66, a + 160), (-c * 0.58, (a + low) / 2 + 60), (-c * 0.68, low - 24)],
            [(c * 0.56, a + 190), (c * 0.66, (a + low) / 2 + 100), (c * 0.52, low)]]



def inside_back(drawing, cut, fabric, label=True, height=0):
    """Draws the inside of the back, which is visible in the neck opening."""
    inner = [(-cut.neck, cut.top, 0), (0, cut.top - 2 - height), (cut.neck, cut.top, 0),
             (cut.neck * 0.9, cut.top + cut.depth + 20), (0, cut.top + cut.depth + 30),
             (-cut.neck * 0.9, cut.top + cut.depth + 20)]
    inner_fabric = Fabric(darker(fabric.base, 0.28))
    drawing.panel(inner, inner_fabric, edge=0.35)
    if label and cut.depth > 30:
        drawing.add("rect", x=-13, y=cut.top + 14, width=26, height=15, rx=2,
                    fill="#f5f2ea", opacity=0.9)


def rib(drawing, points, fabric, width=17):
    """Draws a ribbed band along a line."""
    edge = drawing.outline_colour(fabric.base)
    drawing.line(points, edge, width + 3, stroke_linecap="butt")
    drawing.line(points, darker(fabric.base, 0.05), width, stroke_linecap="butt")
    drawing.line(points, darker(fabric.base, 0.22), width - 3, stroke_dasharray="2 5",
                 stroke_linecap="butt", opacity=0.55)


def both_sides(drawing, draw_right):
    """Draws a right half, and the same mirrored as the left half."""
    draw_right()
    with drawing.group(transform="scale(-1 1)"):
        draw_right()


def seam(drawing, points, base, **attributes):
    """Draws a seam: a thin dark line with a light line beside it."""
    drawing.line([(p[0] + 1.5, p[1] + 1.5) + tuple(p[2:]) for p in points],
                 lighter(base, 0.3), 1.4, opacity=0.6, **attributes)
    drawing.line(points, darker(base, 0.42), 1.6, opacity=0.85, **attributes)


def armhole_seam(drawing, cut, base):
    fall = cut.top + cut.slope
    line = [(cut.shoulder, fall), (cut.shoulder - 10, fall + 60),
            (cut.shoulder - 9, cut.armpit - 50), (cut.chest, cut.armpit)]
    both_sides(drawing, lambda: seam(drawing, line, base))


def button(drawing, x, y, radius=6, colour="#f3efe6"):
    drawing.circle(x + 1, y + 2, radius, "#000", opacity=0.3)
    drawing.circle(x, y, radius, colour, stroke=darker(colour, 0.4), stroke_width=1.2)
    for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        drawing.circle(x + dx * radius * 0.3, y + dy * radius * 0.3, radius * 0.14,
                       darker(colour, 0.6))


def lower_part(cut, height):
    """Returns the outline of the strip along the hem, for a ribbed waistband."""
    top = cut.length - height
    return [(cut.hem, top, 0), (cut.hem, cut.length + 1, 0), (0, cut.length + 9),
            (-cut.hem, cut.length + 1, 0), (-cut.hem, top, 0), (0, top + 7)]


def clipped_print(drawing, outline, content):
    """Draws content clipped to the outline of the garment."""
    with drawing.group(clip_path=drawing.clip(smooth(outline, closed=True))):
        content()
