"""Trousers: two legs, a waistband and a gap between."""

from dataclasses import dataclass

import fabrics
from svgkit import Drawing, Fabric, darker, lighter
from torso import both_sides, button, seam


@dataclass
class Legs:
    """The measures of trousers in pixels. Widths are measured from the middle."""
    top: float = 60
    waist: float = 92
    hip: float = 116
    crotch: float = 292
    knee: float = 116       # outer edge at the knee
    inner_knee: float = 26
    ankle: float = 104      # outer edge at the ankle
    inner_ankle: float = 34
    length: float = 748


def leg_outline(legs):
    """Returns the outline of the right leg with its half of the seat."""
    knee = legs.crotch + (legs.length - legs.crotch) * 0.45
    return [(-2, legs.top + 6, 0), (legs.waist, legs.top, 0), (legs.waist + 10, legs.top + 60),
            (legs.hip, legs.crotch - 60), ((legs.hip + legs.knee) / 2 + 2, legs.crotch + 70),
            (legs.knee, knee), ((legs.knee + legs.ankle) / 2 + 1, (knee + legs.length) / 2),
            (legs.ankle, legs.length, 0), ((legs.ankle + legs.inner_ankle) / 2, legs.length + 8),
            (legs.inner_ankle, legs.length + 3, 0),
            ((legs.inner_knee + legs.inner_ankle) / 2, (knee + legs.length) / 2),
            (legs.inner_knee, knee), (legs.inner_knee * 0.42, legs.crotch + 60),
            (0, legs.crotch, 0)]


def leg_folds(legs):
    knee = legs.crotch + (legs.length - legs.crotch) * 0.45
    wide = legs.knee - legs.inner_knee
    return [[(4, legs.crotch - 4), (44, legs.crotch - 22), (86, legs.crotch - 64)],
            [(12, legs.crotch + 34), (50, legs.crotch + 40), (90, legs.crotch + 10)],
            [(legs.inner_knee + 4, knee - 16), (legs.inner_knee + wide * 0.5, knee + 6),
             (legs.knee - 8, knee - 10)],
            [(legs.inner_ankle + 6, legs.length - 44), (legs.ankle - 30, legs.length - 32),
             (legs.ankle - 4, legs.length - 52)]]


def trousers(drawing, legs, fabric, band=34, loops=True, crease=False, folds=True):
    """Draws both legs, the fly and a waistband."""
    back = [(-legs.waist, legs.top, 0), (0, legs.top - 9), (legs.waist, legs.top, 0),
            (legs.waist, legs.top + 30, 0), (-legs.waist, legs.top + 30, 0)]
    drawing.panel(back, Fabric(darker(fabric.base, 0.35)))

    def side():
        drawing.panel(leg_outline(legs), fabric, leg_folds(legs) if folds else (), edge=0.3)
        if crease:
            middle = (legs.knee + legs.inner_knee) / 2
            line = [(middle - 10, legs.top + 70), (middle, legs.crotch + 120),
                    ((legs.ankle + legs.inner_ankle) / 2, legs.length)]
            seam(drawing, line, fabric.base)
    both_sides(drawing, side)
    seam(drawing, [(0, legs.top + band), (2, legs.top + 160), (0, legs.crotch)], fabric.base)
    drawing.stitch([(24, legs.top + band + 4), (24, legs.top + 140), (2, legs.crotch - 60)],
                   darker(fabric.base, 0.3), 1.5)
    strip = [(-legs.waist, legs.top, 0), (0, legs.top + 10), (legs.waist, legs.top, 0),
             (legs.waist + 5, legs.top + band, 0), (0, legs.top + band + 10),
             (-legs.waist - 5, legs.top + band, 0)]
    drawing.panel(strip, Fabric(fabric.base, fabric.tile), edge=0.25)
    if loops:
        for x in (-0.78, -0.4, 0.4, 0.78):
            lift = (1 - abs(x)) * 9
            drawing.panel([(x * legs.waist - 5, legs.top - 2 + lift, 0),
                           (x * legs.waist + 5, legs.top - 2 + lift, 0),
                           (x * legs.waist + 5, legs.top + band + 3 + lift, 0),
                           (x * legs.waist - 5, legs.top + band + 3 + lift, 0)], fabric, edge=0.1)


def slant_pockets(drawing, legs, fabric):
    both_sides(drawing, lambda: seam(drawing, [
        (legs.waist - 26, legs.top + 44), (legs.waist - 4, legs.top + 96),
        (legs.waist + 14, legs.top + 130)], fabric.base))


def hems(drawing, legs, colour, height=20):
    both_sides(drawing, lambda: drawing.stitch(
        [(legs.ankle, legs.length - height), ((legs.ankle + legs.inner_ankle) / 2,
         legs.length - height + 8), (legs.inner_ankle, legs.length - height + 3)], colour))


def jeans_details(drawing, legs, base, thread):
    def side():
        pocket = [(32, legs.top + 46), (42, legs.top + 86), (76, legs.top + 100),
                  (legs.waist + 14, legs.top + 90)]
        seam(drawing, pocket, base)
        drawing.stitch([(x, y + 7) for x, y in pocket], thread, 1.8)
        drawing.stitch([(legs.waist + 4, legs.top + 100), (legs.hip - 9, legs.crotch - 60),
                        (legs.knee - 9, legs.crotch + 200), (legs.ankle - 9, legs.length)],
                       thread, 1.6)
        for x, y in ((36, 52), (legs.waist + 4, 92)):
            drawing.circle(x, legs.top + y, 3.4, "#c98d4a", stroke="#7d5426", stroke_width=1)
    both_sides(drawing, side)
    drawing.stitch([(-legs.waist, legs.top + 32), (0, legs.top + 42),
                    (legs.waist, legs.top + 32)], thread, 1.8)
    button(drawing, 0, legs.top + 26, 9, "#c98d4a")
    hems(drawing, legs, thread)


def faded(drawing, legs, colour, strength=0.4):
    """Draws lighter, faded thighs."""
    def side():
        drawing.add("ellipse", cx=66, cy=legs.crotch + 90, rx=26, ry=120, fill=colour,
                    opacity=strength, filter=drawing.blur(16))
    both_sides(drawing, side)


def blue_jeans():
    drawing = Drawing()
    legs = Legs(knee=108, ankle=94, inner_ankle=32, inner_knee=26)
    denim = Fabric("#35557f", None, 0.15)
    with drawing.placed(300, -5):
        trousers(drawing, legs, denim)
        faded(drawing, legs, "#9db8d6")
        jeans_details(drawing, legs, denim.base, "#d79a4c")
    return drawing


def wide_leg():
    drawing = Drawing(background="#faf7f2")
    legs = Legs(top=56, waist=84, hip=120, knee=146, inner_knee=26, ankle=176, inner_ankle=26)
    cloth = Fabric("#9c5b45", None, 0.2)
    with drawing.placed(300, -5):
        trousers(drawing, legs, cloth, band=48, crease=True)
        slant_pockets(drawing, legs, cloth)
        for x in (-14, 14):
            button(drawing, x, 88, 7, "#e8d6bd")
    return drawing


def slim_black():
    drawing = Drawing(background=None)
    legs = Legs(waist=84, hip=102, knee=86, inner_knee=18, ankle=66, inner_ankle=20, crotch=270)
    cloth = Fabric("#212226", None, 0.3)
    with drawing.placed(305, -5, turn=1, shadow=0):
        trousers(drawing, legs, cloth)
        slant_pockets(drawing, legs, cloth)
        button(drawing, 0, 84, 6, "#4a4b50")
        hems(drawing, legs, "#4a4b50")
    return drawing


def cropped_chinos():
    drawing = Drawing(background="#f1f1ef")
    legs = Legs(top=70, waist=94, hip=118, knee=114, inner_knee=28, ankle=100, inner_ankle=42,
                length=660)
    cloth = Fabric("#d9c39a", None, 0.3)
    with drawing.placed(300, 20):
        trousers(drawing, legs, cloth)
        slant_pockets(drawing, legs, cloth)
        button(drawing, 0, 96, 7, "#f2ead8")

        def turn_up():
            drawing.panel([(103, 624, 0), (102, 663, 0), (70, 672), (39, 666, 0), (38, 628, 0),
                           (70, 634)], Fabric(lighter(cloth.base, 0.15)), edge=0.25)
        both_sides(drawing, turn_up)
    return drawing


def checked_trousers():
    drawing = Drawing()
    legs = Legs(waist=90, hip=112, knee=106, inner_knee=24, ankle=88, inner_ankle=30)
    cloth = Fabric("#8d9096", fabrics.windowpane("#f0efe9", 36), 0.15)
    with drawing.placed(250, 70, scale=0.84):
        trousers(drawing, legs, cloth, crease=True, folds=False)
        slant_pockets(drawing, legs, cloth)
        button(drawing, 0, 84, 6, "#3a3b40")
    return drawing


def white_flares():
    drawing = Drawing(background="#565a60")
    legs = Legs(waist=82, hip=106, knee=92, inner_knee=20, ankle=134, inner_ankle=18, crotch=274)
    denim = Fabric("#f1efe9", None, 0.4)
    with drawing.placed(300, -5):
        trousers(drawing, legs, denim)
        jeans_details(drawing, legs, denim.base, "#c9b48a")
    return drawing


PRODUCTS = {
    "TR-501": blue_jeans,
    "TR-503": wide_leg,
    "TR-507": slim_black,
    "TR-511": cropped_chinos,
    "TR-516": checked_trousers,
    "TR-524": white_flares,
}
