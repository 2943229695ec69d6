"""Shirts and blouses: a collar, a row of buttons, cuffs."""

import fabrics
from svgkit import Drawing, Fabric, darker, flip
from torso import (Cut, armhole_seam, body_folds, body_outline, both_sides, button, long_sleeve,
                   seam, short_sleeve, sleeve_folds)


def collar(drawing, cut, fabric, spread=52, drop=94):
    """Draws a turned-down collar, buttoned at the neck."""
    top, neck = cut.top, cut.neck
    inner = [(-neck + 2, top - 16, 0), (0, top - 28), (neck - 2, top - 16, 0),
             (neck * 0.62, top + 20), (0, top + 52, 0), (-neck * 0.62, top + 20)]
    drawing.panel(inner, Fabric(darker(fabric.base, 0.2)), edge=0.4)
    drawing.add("rect", x=-14, y=top - 8, width=28, height=14, rx=2, fill="#fff", opacity=0.85)
    leaf = [(3, top + 46, 0), (spread, top + drop, 0), (neck + 18, top + 44),
            (neck + 17, top + 16), (neck - 2, top - 17, 0), (neck * 0.68, top + 14)]
    for points, turn in ((leaf, 40), (flip(leaf), -40)):
        drawing.panel(points, fabric, turn=turn, edge=0.14)
    inset = [(9, top + 52), (spread - 1, top + drop - 9), (neck + 10, top + 40)]
    for points in (inset, flip(inset)):
        drawing.stitch(points, darker(fabric.base, 0.25), 1.3, "4 3")


def placket(drawing, cut, fabric, colour, first=58, step=84, wide=15):
    top, low = cut.top + first - 8, cut.length + 5
    drawing.panel([(-wide, top, 0), (wide, top, 0), (wide, low, 0), (-wide, low, 0)], fabric,
                  edge=0.1)
    for x in (-wide, wide):
        seam(drawing, [(x, top), (x, low)], fabric.base)
    y = cut.top + first + 6
    while y < cut.length - 40:
        button(drawing, 0, y, 6, colour)
        y += step


def sleeve_cuff(drawing, cut, wrist, reach, cuff, fabric, colour):
    outer = cut.shoulder + reach
    outline = [(outer + 1, wrist - 54, 0), (outer + 2, wrist + 2, 0),
               (outer - cuff - 2, wrist + 9, 0),
               (outer - cuff - 6, wrist - 47, 0)]
    drawing.panel(outline, fabric, turn=-6)
    drawing.stitch([(outer - 3, wrist - 47), (outer - cuff, wrist - 40)],
                   darker(fabric.base, 0.25), 1.3, "4 3")
    button(drawing, outer - cuff + 11, wrist - 20, 5, colour)


def chest_pocket(drawing, x, y, fabric, flap=False):
    drawing.panel([(x, y, 0), (x + 66, y, 0), (x + 66, y + 60, 0), (x + 33, y + 78, 0),
                   (x, y + 60, 0)], fabric, edge=0.06)
    if flap:
        drawing.panel([(x - 2, y - 6, 0), (x + 68, y - 6, 0), (x + 68, y + 14, 0),
                       (x + 33, y + 28, 0), (x - 2, y + 14, 0)], fabric, edge=0.08)
    else:
        seam(drawing, [(x, y + 14), (x + 66, y + 14)], fabric.base)


def shirt(drawing, cut, fabric, buttons="#f3efe6", wrist=655, reach=62, cuff=58, short=False,
          plain=None, pockets=()):
    """Draws a buttoned shirt. plain: the material of placket and cuffs, if it differs."""
    trim = plain or fabric

    def side():
        if short:
            drawing.panel(short_sleeve(cut, 78, 178, 112), fabric,
                          [[(cut.chest + 8, cut.armpit - 10),
                            (cut.shoulder + 24, cut.armpit - 88)]],
                          turn=-24)
            return
        drawing.panel(long_sleeve(cut, wrist, reach, cuff), fabric,
                      sleeve_folds(cut, wrist, reach), turn=-9)
        sleeve_cuff(drawing, cut, wrist, reach, cuff, trim, buttons)
    both_sides(drawing, side)
    drawing.panel(body_outline(cut), fabric, body_folds(cut))
    armhole_seam(drawing, cut, fabric.base)
    for x, flap in pockets:
        chest_pocket(drawing, x, cut.top + 150, fabric, flap)
    yoke = cut.top + cut.slope + 32
    both_sides(drawing, lambda: seam(drawing, [(22, yoke + 8), (cut.shoulder - 6, yoke)],
                                     fabric.base))
    placket(drawing, cut, trim, buttons)
    collar(drawing, cut, fabric)


SHIRT = dict(top=108, neck=56, depth=50, shoulder=146, slope=44, chest=142, waist=136, hem=142,
             length=690, tail=46)


def white_oxford():
    drawing = Drawing(background="#8e9297")
    with drawing.placed(300, -20):
        shirt(drawing, Cut(**SHIRT), Fabric("#f5f6f8", gloss=0.4), pockets=[(42, False)])
    return drawing


def blue_striped():
    drawing = Drawing()
    fabric = Fabric("#eef3fb", fabrics.stripes("#5d86c4", 16, 5, 90))
    with drawing.placed(300, -20, scale=1.02):
        shirt(drawing, Cut(**SHIRT), fabric, plain=Fabric("#f7f9fd"))
    return drawing


def tartan_flannel():
    drawing = Drawing(background="#f5f3ee")
    fabric = Fabric("#b5322f", fabrics.tartan(72, "#1c1d26", "#0c0c10", "#f0d9a8"))
    cut = Cut(**{**SHIRT, "shoulder": 154, "chest": 150, "waist": 148, "hem": 150})
    with drawing.placed(300, -20, turn=-1):
        shirt(drawing, cut, fabric, buttons="#2a2320", pockets=[(44, True), (-110, True)])
    return drawing


def denim_shirt():
    drawing = Drawing(background="#f6f6f4")
    fabric = Fabric("#3f618c")
    with drawing.placed(300, -18):
        shirt(drawing, Cut(**SHIRT), fabric, buttons="#e7e4dc", pockets=[(42, True), (-108, True)])
    return drawing


def palm_shirt():
    drawing = Drawing()
    fabric = Fabric("#f6e7cf", fabrics.palms("#1f7a63", "#e07a4f", 140))
    cut = Cut(**{**SHIRT, "shoulder": 152, "chest": 154, "waist": 154, "hem": 160, "length": 650,
                 "tail": 0})
    with drawing.placed(300, -35, scale=1.1):
        shirt(drawing, cut, fabric, buttons="#6b4a2f", short=True)
    return drawing


def dotted_blouse():
    """A soft blouse with a tie at the neck."""
    drawing = Drawing(background=None)
    silk = Fabric("#27314f", fabrics.dots("#f2ead9", 34, 4.6), 0.5)
    plain = Fabric("#3a4a7c", None, 0.6)
    cut = Cut(**{**SHIRT, "shoulder": 132, "chest": 128, "waist": 116, "hem": 134, "tail": 20})
    with drawing.placed(300, -20, scale=1.02, shadow=0):
        shirt(drawing, cut, silk, buttons="#f2ead9", reach=72, cuff=48,
              plain=Fabric("#27314f"))
        for tail in ([(4, 178, 0), (22, 260), (14, 352, 0), (52, 366, 0), (44, 262), (14, 176, 0)],
                     [(-4, 178, 0), (-34, 250), (-48, 330, 0), (-12, 340, 0), (-8, 250),
                      (0, 180, 0)]):
            drawing.panel(tail, plain)
        for loop in ([(0, 172, 0), (40, 140), (76, 158), (66, 194), (30, 196)],
                     [(0, 172, 0), (-40, 144), (-74, 166), (-62, 198), (-28, 194)]):
            drawing.panel(loop, plain, [[(loop[0][0], 174), (loop[2][0] * 0.6, 172)]])
        drawing.panel([(-13, 160), (13, 160), (15, 190), (-14, 191)], plain)
    return drawing


PRODUCTS = {
    "SH-301": white_oxford,
    "SH-304": blue_striped,
    "SH-309": tartan_flannel,
    "SH-315": denim_shirt,
    "SH-320": palm_shirt,
    "SH-326": dotted_blouse,
}
