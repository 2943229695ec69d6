"""Dresses: long, narrow-waisted, from slip dresses to wrap dresses."""

from dataclasses import dataclass

import fabrics
from svgkit import Drawing, Fabric, darker, flip, whole
from torso import (Cut, both_sides, long_sleeve, rib, seam, sleeve_folds)


@dataclass
class Gown:
    """The measures of a dress in pixels. Widths are measured from the middle."""
    top: float = 70         # height of the shoulder
    neck: float = 46        # inner edge of the shoulder
    shoulder: float = 92    # outer edge of the shoulder
    slope: float = 20
    depth: float = 60
    neckline: str = "scoop"  # scoop, v or straight
    armpit: float = 205
    bust: float = 98
    waist: float = 74
    waist_at: float = 318
    hip: float = 104
    hem: float = 150
    length: float = 745
    scoop: float = 12       # depth of the curve of the armhole
    waves: int = 0          # number of scallops along half the hem


def hem_points(gown):
    """Returns the right half of the hem, from the side to the middle."""
    if not gown.waves:
        return [(gown.hem, gown.length - 6, 0), (gown.hem * 0.6, gown.length + 3),
                (0, gown.length + 6)]
    points = [(gown.hem, gown.length - 10, 0)]
    for wave in range(1, 2 * gown.waves):
        along = 1 - wave / (2 * gown.waves)
        dip = 10 if wave % 2 else -2
        points.append((gown.hem * along, gown.length + dip))
    return points + [(0, gown.length + 2)]


def gown_outline(gown):
    low = gown.top + gown.depth
    if gown.neckline == "v":
        front = [(0, low, 0), (gown.neck * 0.62, gown.top + gown.depth * 0.45)]
    elif gown.neckline == "straight":
        front = [(0, low + 8, 0), (gown.neck * 0.5, low - 4), (gown.neck - 3, low - 26, 0)]
    else:
        front = [(0, low), (gown.neck * 0.55, low - gown.depth * 0.16),
                 (gown.neck * 0.92, gown.top + gown.depth * 0.4)]
    fall = gown.top + gown.slope
    armhole = [(gown.neck, gown.top, 0), (gown.shoulder, fall, 0),
               (gown.shoulder - gown.scoop, (fall + gown.armpit) / 2),
               (gown.bust - gown.scoop * 0.8, gown.armpit - 18), (gown.bust, gown.armpit, 0)]
    skirt = gown.length - gown.waist_at
    side = [(gown.bust - 2, gown.armpit + 30), (gown.waist, gown.waist_at),
            (gown.hip, gown.waist_at + skirt * 0.3),
            ((gown.hip + gown.hem) / 2, gown.waist_at + skirt * 0.65)]
    return whole(front + armhole + side + hem_points(gown))


def skirt_folds(gown, spread=(-0.8, -0.45, -0.1, 0.3, 0.66)):
    """Returns soft pleats from the waist to the hem."""
    skirt = gown.length - gown.waist_at
    return [[(gown.waist * x, gown.waist_at + 14 + 26 * (index % 2)),
             ((gown.hip * 0.96) * x, gown.waist_at + skirt * 0.36), (gown.hem * x, gown.length)]
            for index, x in enumerate(spread)]


def bust_folds(gown):
    b, a = gown.bust, gown.armpit
    return [[(b - 4, a + 14), (b - 30, a + 20), (b - 52, a + 12)],
            [(-b + 4, a + 14), (-b + 30, a + 22), (-b + 54, a + 14)]]


def neck_inside(drawing, gown, fabric):
    """Draws the inside of the back, which is visible in the neck opening."""
    drop = gown.depth
    inner = [(-gown.neck - 4, gown.top, 0), (0, gown.top + 4), (gown.neck + 4, gown.top, 0),
             (gown.neck, gown.top + drop + 12), (0, gown.top + drop + 20),
             (-gown.neck, gown.top + drop + 12)]
    drawing.panel(inner, Fabric(darker(fabric.base, 0.3)), edge=0.4)


def edge_neck(drawing, gown, colour, width=6):
    line = [p for p in gown_outline(gown) if p[1] <= gown.top + gown.depth
            and abs(p[0]) <= gown.neck]
    right = [p for p in line if p[0] >= 0]
    ordered = [p for p in reversed(flip(right)) if p[0] != 0] + right
    drawing.line(ordered, colour, width)


def floral_maxi():
    drawing = Drawing()
    gown = Gown(top=50, neckline="v", depth=110, hem=160, waist=72, length=756, waves=3, hip=106)
    cloth = Fabric("#24304d", fabrics.floral(("#f2b8b0", "#f7e3c0", "#d9667a"), "#f2c14e",
                                             "#6fa389", 96, 16))
    with drawing.placed(300, -5):
        neck_inside(drawing, gown, cloth)
        drawing.panel(gown_outline(gown), cloth, skirt_folds(gown) + bust_folds(gown), edge=0.3)
        drawing.panel([(-73, 306, 0), (0, 312), (73, 306, 0), (74, 332, 0), (0, 340),
                       (-74, 332, 0)],
                      Fabric("#1b2540"), edge=0.3)
    return drawing


def black_slip():
    drawing = Drawing(background="#f5f5f5")
    gown = Gown(top=150, neck=56, shoulder=70, slope=4, depth=44, armpit=236, bust=92, waist=80,
                waist_at=330, hip=104, hem=118, length=660, neckline="v",
                scoop=-1)
    satin = Fabric("#1c1b20", None, 0.8)
    with drawing.placed(300, 0, scale=1.05, turn=-1):
        both_sides(drawing, lambda: drawing.line([(50, 200), (48, 120), (44, 52)], "#3a3940", 5))
        drawing.panel([(-56, 190, 0), (0, 180), (56, 190, 0), (56, 240, 0), (-56, 240, 0)],
                      Fabric("#3a3940"), edge=0.3)
        both_sides(drawing, lambda: drawing.line([(62, 156), (54, 100), (44, 52)], "#222127", 6))
        drawing.panel(gown_outline(gown), satin, skirt_folds(gown, (-0.6, 0, 0.5)))
        lace = [(-114, 632, 0), (0, 640), (114, 632, 0), (118, 656, 0), (0, 667), (-118, 656, 0)]
        drawing.panel(lace, Fabric("#2c2b31", fabrics.dots("#605e68", 12, 2.4)))
    return drawing


def wrap_dress():
    drawing = Drawing()
    gown = Gown(top=62, neck=52, shoulder=112, slope=24, neckline="v", depth=170, armpit=216,
                bust=106, waist=80, waist_at=330, hip=118, hem=148, length=735)
    cloth = Fabric("#1f7a67", None, 0.4)
    cut = Cut(top=62, neck=52, shoulder=112, slope=24, armpit=220, chest=104)
    with drawing.placed(300, 0):
        neck_inside(drawing, gown, cloth)
        both_sides(drawing, lambda: drawing.panel(
            long_sleeve(cut, 412, 66, 60, 72), cloth, sleeve_folds(cut, 412, 66), turn=-8))
        drawing.panel(gown_outline(gown), cloth, bust_folds(gown) + [
            [(58, 336), (10, 460), (-20, 735)], [(62, 340), (60, 500), (40, 735)],
            [(-60, 350), (-90, 520), (-110, 735)], [(40, 350), (-30, 430), (-92, 500)]], edge=0.3)
        seam(drawing, [(-52, 62), (-30, 140), (0, 232), (66, 330)], cloth.base)
        drawing.path([(66, 340), (40, 480), (56, 620), (88, 742)], stroke=darker(cloth.base, 0.4))
        drawing.panel([(-80, 318, 0), (0, 326), (80, 318, 0), (82, 346, 0), (0, 356),
                       (-82, 346, 0)],
                      cloth, edge=0.3)
        for tail in ([(60, 336, 0), (84, 400), (78, 492, 0), (104, 500, 0), (100, 400),
                      (76, 334, 0)],
                     [(64, 338, 0), (58, 400), (36, 456, 0), (58, 468, 0), (80, 404),
                      (78, 338, 0)]):
            drawing.panel(tail, cloth)
        drawing.panel([(56, 322), (88, 320), (90, 350), (58, 352)], cloth)
    return drawing


def striped_sheath():
    drawing = Drawing(background="#caccce")
    gown = Gown(top=80, neck=56, shoulder=98, depth=38, bust=102, waist=84, hip=112, hem=102,
                length=720, neckline="scoop")
    cloth = Fabric("#f7f5ef", fabrics.stripes("#23263a", 46, 20))
    with drawing.placed(350, 60, scale=0.86):
        neck_inside(drawing, gown, cloth)
        drawing.panel(gown_outline(gown), cloth, bust_folds(gown) + [
            [(-84, 330), (-40, 342), (-10, 336)], [(84, 336), (44, 350), (20, 344)],
            [(-70, 420), (-80, 560), (-66, 720)], [(60, 460), (72, 600), (58, 720)]], edge=0.32)
        edge_neck(drawing, gown, "#23263a", 8)
    return drawing


def dotted_flare():
    drawing = Drawing()
    gown = Gown(top=95, neck=58, shoulder=94, depth=74, neckline="straight", armpit=216, bust=98,
                waist=70, waist_at=330, hip=118, hem=192, length=668, waves=4)
    cloth = Fabric("#c62f3d", fabrics.dots("#fff4ea", 40, 6.5), 0.4)
    with drawing.placed(300, 0):
        neck_inside(drawing, gown, cloth)
        drawing.panel(gown_outline(gown), cloth,
                      skirt_folds(gown, (-0.86, -0.56, -0.26, 0.06, 0.4, 0.74)), edge=0.3)
        drawing.panel([(-70, 316, 0), (0, 324), (70, 316, 0), (72, 344, 0), (0, 352),
                       (-72, 344, 0)],
                      Fabric("#8f1d2a", None, 0.5), edge=0.3)
        both_sides(drawing, lambda: seam(drawing, [(50, 158), (46, 240), (38, 318)], cloth.base))
    return drawing


def knitted_dress():
    """A long-sleeved jumper dress."""
    drawing = Drawing(background=None)
    gown = Gown(top=90, neck=48, shoulder=120, slope=32, depth=34, armpit=235, bust=112, waist=92,
                waist_at=360, hip=118, hem=124, length=730)
    wool = Fabric("#b7a7c4", fabrics.ribs(24, "#3a2a4a", 0.14), 0.3)
    cut = Cut(top=90, neck=48, shoulder=120, slope=32, armpit=240, chest=110)
    with drawing.placed(300, -10, shadow=0):
        neck_inside(drawing, gown, wool)
        both_sides(drawing, lambda: drawing.panel(
            long_sleeve(cut, 560, 54, 48, 64), wool, sleeve_folds(cut, 560, 54), turn=-7))
        drawing.panel(gown_outline(gown), wool, bust_folds(gown) + [
            [(-70, 380), (-84, 540), (-76, 730)], [(66, 420), (80, 580), (70, 730)]], edge=0.3)
        neck = [(-48, 90), (-42, 108), (-24, 121), (0, 124), (24, 121), (42, 108), (48, 90)]
        rib(drawing, [(-48, 90), (0, 96), (48, 90)], Fabric(wool.base), 13)
        rib(drawing, neck, Fabric(wool.base), 16)
        both_sides(drawing, lambda: seam(
            drawing, [(120, 122), (110, 180), (112, 235)], wool.base))
    return drawing


PRODUCTS = {
    "DR-601": floral_maxi,
    "DR-604": black_slip,
    "DR-608": wrap_dress,
    "DR-612": striped_sheath,
    "DR-615": dotted_flare,
    "DR-621": knitted_dress,
}
