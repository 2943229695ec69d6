"""Pullovers: jumpers, a hoodie, a sweatshirt."""

import fabrics
from svgkit import Drawing, Fabric, darker, lighter
from torso import (Cut, armhole_seam, back_neck, body_folds, body_outline, both_sides,
                   clipped_print, inside_back, long_sleeve, lower_part, neckline, rib,
                   sleeve_folds)


def cuff_outline(cut, wrist, reach, cuff, height=46):
    outer = cut.shoulder + reach
    return [(outer - 2, wrist - height, 0), (outer - 3, wrist + 2, 0),
            (outer - cuff / 2, wrist + 8), (outer - cuff + 3, wrist + 7, 0),
            (outer - cuff - 6, wrist - height + 6, 0)]


def pullover(drawing, cut, fabric, wrist=624, reach=72, cuff=58, trim=None, design=None,
             sleeve_fabric=None, hem_height=44, neck_band=20):
    """Draws a long-sleeved jumper with ribbed cuffs, hem and neck."""
    trim = trim or Fabric(fabric.base)
    ribbed = Fabric(trim.base, fabrics.ribs(11))
    inside_back(drawing, cut, fabric)
    rib(drawing, back_neck(cut), trim, neck_band - 3)
    cloth = sleeve_fabric or fabric

    def side():
        drawing.panel(long_sleeve(cut, wrist, reach, cuff), cloth,
                      sleeve_folds(cut, wrist, reach), turn=-9)
        drawing.panel(cuff_outline(cut, wrist, reach, cuff), ribbed)
    both_sides(drawing, side)
    outline = body_outline(cut)
    drawing.panel(outline, fabric, body_folds(cut))
    if design:
        clipped_print(drawing, outline, design)
    armhole_seam(drawing, cut, fabric.base)
    drawing.panel(lower_part(cut, hem_height), ribbed)
    if neck_band:
        rib(drawing, neckline(cut), trim, neck_band)


def grey_sweatshirt():
    drawing = Drawing()
    with drawing.placed(300, -10, scale=1.06):
        cut = Cut(shoulder=148, chest=144, waist=134, hem=142, length=624)
        pullover(drawing, cut, Fabric("#a9adb3"))
        drawing.path([(-22, 162, 0), (22, 162, 0), (0, 196, 0)], stroke="#7d8187", width=2,
                     stroke_dasharray="4 3")
    return drawing


def cable_jumper():
    drawing = Drawing(background="#b9bcc0")
    cut = Cut(top=108, shoulder=150, chest=148, waist=136, hem=144, length=618, depth=38)
    with drawing.placed(300, 0, scale=1.06):
        pullover(drawing, cut, Fabric("#efe6d2", fabrics.cables(84)), hem_height=56)
    return drawing


def yoke_jumper():
    """A jumper with a round patterned yoke."""
    drawing = Drawing()
    cut = Cut(top=112, shoulder=146, slope=44, chest=146, waist=134, hem=142, length=622)
    wool = Fabric("#a3302f")

    def yoke():
        for row, (colour, width, dash) in enumerate((
                ("#f2e9d8", 8, None), ("#f2e9d8", 16, "12 12"), ("#24384e", 9, None),
                ("#f2e9d8", 18, "5 14"), ("#f2e9d8", 6, None))):
            y = 172 + row * 24
            look = {"stroke_dasharray": dash} if dash else {}
            drawing.line([(-190, y - 66), (-100, y - 2), (0, y + 18), (100, y - 2), (190, y - 66)],
                         colour, width, stroke_linecap="butt", **look)
    with drawing.placed(300, -10, scale=1.06):
        pullover(drawing, cut, wool, design=yoke)
    return drawing


def turtleneck():
    drawing = Drawing(background="#f7f4ee")
    cut = Cut(top=140, neck=52, depth=16, shoulder=138, slope=42, chest=132, waist=122, hem=130,
              armpit=292, length=644)
    fabric = Fabric("#1d1f24", fabrics.ribs(14, "#fff", 0.07))
    with drawing.placed(300, -25, scale=1.06):
        pullover(drawing, cut, fabric, reach=68, cuff=54, wrist=640, neck_band=0, hem_height=36)
        collar = [(-50, 82, 0), (0, 76), (50, 82, 0), (57, 120), (60, 152, 0), (0, 172),
                  (-60, 152, 0), (-57, 120)]
        drawing.panel(collar, Fabric("#1d1f24", fabrics.ribs(8, "#fff", 0.13)), edge=0.4)
        drawing.line([(-50, 82), (0, 94), (50, 82)], "#40444c", 2)
    return drawing


def v_neck_argyle():
    drawing = Drawing()
    cut = Cut(depth=126, neckline="v", neck=60, shoulder=144, chest=140, waist=132, hem=138,
              length=622)
    mustard, navy = Fabric("#d29a2e"), Fabric("#8c5a1c")

    def diamonds():
        for row in range(4):
            for column in (-1, 0, 1):
                x, y = column * 84, 330 + row * 100
                colour = "#7c3f1d" if (row + column) % 2 else "#f0dcae"
                drawing.path([(x, y - 50, 0), (x + 42, y, 0), (x, y + 50, 0), (x - 42, y, 0)],
                             fill=colour, opacity=0.85)
        for offset in range(-600, 700, 84):
            drawing.line([(offset, 230), (offset + 200, 706)], "#fff5dc", 1.6,
                         stroke_dasharray="6 5", opacity=0.8)
            drawing.line([(offset, 230), (offset - 200, 706)], "#fff5dc", 1.6,
                         stroke_dasharray="6 5", opacity=0.8)
    with drawing.placed(300, -15, scale=1.05):
        pullover(drawing, cut, mustard, trim=navy, design=diamonds)
    return drawing


def hood(drawing, cut, fabric):
    """Draws an open hood behind and around the neck."""
    top = cut.top
    back = [(0, top - 62), (56, top - 52), (88, top - 6), (84, top + 46), (40, top + 74),
            (0, top + 88, 0)]
    outline = back + [(-x[0],) + x[1:] for x in reversed(back[1:-1])]
    drawing.panel(outline, fabric, edge=0.3)
    opening = [(0, top - 30), (40, top - 20), (56, top + 14), (34, top + 50), (0, top + 74, 0),
               (-34, top + 50), (-56, top + 14), (-40, top - 20)]
    drawing.panel(opening, Fabric(darker(fabric.base, 0.45)), edge=0.4)
    drawing.stitch([(0, top + 82), (44, top + 58), (68, top + 14), (46, top - 28)],
                   darker(fabric.base, 0.4))
    drawing.stitch([(0, top + 82), (-44, top + 58), (-68, top + 14), (-46, top - 28)],
                   darker(fabric.base, 0.4))


def hoodie():
    drawing = Drawing(background=None)
    fabric = Fabric("#4f6f5b")
    cut = Cut(top=135, shoulder=154, slope=40, chest=150, waist=140, hem=146, armpit=300,
              length=650)
    with drawing.placed(300, -25, scale=1.02, shadow=0):
        pullover(drawing, cut, fabric, wrist=648, neck_band=0)
        hood(drawing, cut, fabric)
        pocket = [(-62, 482, 0), (62, 482, 0), (96, 558, 0), (96, 600, 0), (-96, 600, 0),
                  (-96, 558, 0)]
        drawing.panel(pocket, fabric, edge=0.12)
        both_sides(drawing, lambda: drawing.stitch([(70, 490), (88, 556)], lighter("#4f6f5b")))
        for x, low in ((-24, 352), (26, 338)):
            cord = [(x * 0.8, 208), (x * 1.2, 270), (x, low)]
            drawing.line([(p[0] + 3, p[1] + 3) for p in cord], "#000", 6, opacity=0.3)
            drawing.line(cord, "#ece7da", 6)
            drawing.add("rect", x=x - 4, y=low - 4, width=8, height=20, rx=3, fill="#b9b3a4")
    return drawing


PRODUCTS = {
    "PU-201": grey_sweatshirt,
    "PU-205": cable_jumper,
    "PU-206": yoke_jumper,
    "PU-212": turtleneck,
    "PU-218": v_neck_argyle,
    "PU-223": hoodie,
}
