"""Coats: tailored ones with lapels, and puffer, duffle and rain coats."""

import fabrics
from svgkit import Drawing, Fabric, flip, whole
from torso import (Cut, armhole_seam, body_outline, both_sides, button, long_sleeve, seam,
                   sleeve_folds)

COAT = dict(top=92, neck=54, shoulder=156, slope=40, armpit=262, chest=150, waist=142, hem=170,
            length=748, depth=190, neckline="v")


def coat_folds(cut):
    c, a, low = cut.chest, cut.armpit, cut.length
    return [[(c - 2, a - 4), (c - 22, a - 34), (c - 30, a - 76)],
            [(c * 0.62, a + 150), (c * 0.70, a + 300), (c * 0.78, low)],
            [(-c * 0.62, a + 190), (-c * 0.74, a + 320), (-c * 0.80, low)]]


def sleeves(drawing, cut, fabric, wrist=600, reach=64, cuff=64, band=None):
    def side():
        drawing.panel(long_sleeve(cut, wrist, reach, cuff, elbow=84), fabric,
                      sleeve_folds(cut, wrist, reach), turn=-8, edge=0.3)
        outer = cut.shoulder + reach
        if band == "strap":
            drawing.panel([(outer + 1, wrist - 70, 0), (outer + 2, wrist - 46, 0),
                           (outer - cuff - 8, wrist - 38, 0), (outer - cuff - 10, wrist - 62, 0)],
                          fabric)
            button(drawing, outer - 20, wrist - 57, 6, "#4a3520")
        elif band:
            seam(drawing, [(outer, wrist - 52), (outer - cuff - 6, wrist - 44)], fabric.base)
            for step in range(3):
                button(drawing, outer - 12, wrist - 40 + step * 15, 4, band)
    both_sides(drawing, side)


def lapels(drawing, cut, fabric, width=54, low=None, collar=None):
    """Draws collar and notched lapels, folded back along the opening."""
    top, neck = cut.top, cut.neck
    low = low or top + cut.depth
    back = [(-neck + 2, top - 12, 0), (0, top - 24), (neck - 2, top - 12, 0),
            (neck * 0.7, top + 22), (0, top + 34), (-neck * 0.7, top + 22)]
    drawing.panel(back, collar or fabric, edge=0.35)
    lapel = [(2, low, 0), (neck * 0.5, top + 82), (neck + 8, top + 50, 0),
             (neck + width, top + 84, 0), (width * 0.95, low - 60)]
    leaf = [(neck * 0.56, top + 62, 0), (neck - 4, top - 14, 0), (neck + 18, top + 18),
            (neck + width * 0.74, top + 60, 0), (neck + 8, top + 84, 0)]
    for turn, shape in ((20, lambda p: p), (-20, flip)):
        drawing.panel(shape(lapel), fabric, turn=turn, edge=0.2)
        drawing.panel(shape(leaf), collar or fabric, turn=turn, edge=0.16)


def lining(drawing, cut, colour, wedge=0):
    """Draws the lining inside the opening. With a wedge the front is open."""
    drawing.panel([(-cut.neck, cut.top - 6, 0), (0, cut.top - 16), (cut.neck, cut.top - 6, 0),
                   (40 + wedge, cut.length - 26, 0), (-40 - wedge, cut.length - 26, 0)],
                  Fabric(colour), edge=0.5)
    drawing.add("rect", x=-18, y=cut.top + 8, width=36, height=20, rx=2, fill="#efe8d8")


def open_front(cut, wedge):
    """Returns the outline of the right front of an open coat."""
    outline = body_outline(cut)
    right = [p for p in outline if p[0] > 0]
    return [(3, cut.top + cut.depth, 0)] + right + [(wedge, cut.length + 4, 0)]


def welt_pocket(drawing, x, y, fabric, length=86):
    drawing.panel([(x, y, 0), (x + 20, y - 6, 0), (x + 46, y + length - 8, 0),
                   (x + 26, y + length, 0)], fabric, edge=0.12)


def flap_pocket(drawing, x, y, fabric):
    drawing.panel([(x, y, 0), (x + 78, y - 5, 0), (x + 80, y + 24), (x + 70, y + 32),
                   (x + 10, y + 36), (x + 1, y + 28)], fabric, edge=0.12)


def camel_overcoat():
    drawing = Drawing()
    cut = Cut(**COAT)
    wool = Fabric("#b98a54", None, 0.2)
    with drawing.placed(300, -20):
        lining(drawing, cut, "#5b3a26", 20)
        sleeves(drawing, cut, wool, band="#5b3a26")
        both_sides(drawing, lambda: drawing.panel(open_front(cut, 34), wool, coat_folds(cut)))
        armhole_seam(drawing, cut, wool.base)
        lapels(drawing, cut, wool)
        both_sides(drawing, lambda: flap_pocket(drawing, 62, 486, wool))
        for row in range(3):
            button(drawing, 24 + row * 2, 320 + row * 92, 9, "#5b3a26")
    return drawing


def trench():
    """A double-breasted trench coat with storm flaps, belt and straps."""
    drawing = Drawing(background="#f8f8f6")
    cut = Cut(**{**COAT, "waist": 128, "hem": 184})
    cloth = Fabric("#cdb68d")
    with drawing.placed(300, -20):
        lining(drawing, cut, "#6d5c40")
        sleeves(drawing, cut, cloth, band="strap")
        drawing.panel(body_outline(cut), cloth, coat_folds(cut))
        armhole_seam(drawing, cut, cloth.base)
        both_sides(drawing, lambda: drawing.panel(
            [(70, 150, 0), (148, 136, 0), (142, 200), (136, 262), (90, 282), (44, 268, 0)], cloth))
        seam(drawing, [(-2, 282), (-46, 330), (-52, 748)], cloth.base)
        lapels(drawing, cut, cloth, width=66)
        both_sides(drawing, lambda: drawing.panel(
            [(72, 104, 0), (152, 130, 0), (148, 148, 0), (70, 120, 0)], cloth))
        for row in range(4):
            for x in (-40, 42):
                if row != 1:
                    button(drawing, x, 322 + row * 88, 9, "#4a3520")
        both_sides(drawing, lambda: welt_pocket(drawing, 78, 500, cloth))
        drawing.panel([(-134, 408, 0), (0, 414), (134, 408, 0), (135, 442, 0), (0, 450),
                       (-135, 442, 0)], cloth, edge=0.3)
        drawing.panel([(10, 438, 0), (34, 438, 0), (58, 560, 0), (44, 578, 0), (28, 562, 0)], cloth)
        drawing.add("rect", x=-26, y=402, width=52, height=54, rx=7, fill="none",
                    stroke="#4a3520", stroke_width=9)
        drawing.line([(-24, 429), (8, 429)], "#4a3520", 6)
    return drawing


def puffed(points):
    """Returns the outline, convex between the points, which are the quilting seams."""
    swollen = []
    for (x, y), (nx, ny) in zip(points, points[1:]):
        swollen += [(x, y, 0), ((x + nx) / 2 + 9, (y + ny) / 2)]
    return swollen + [points[-1] + (0,)]


def quilting(step):
    """Returns a pattern: light and shade of one padded channel from seam to seam."""
    shades = ((0, 0.30), (0.05, 0.12), (0.72, 0.05), (0.82, 0.12), (0.92, 0.24))
    content = "".join(f'<rect y="{at * step:.1f}" width="{step}" height="{step * (1 - at):.1f}" '
                      f'fill="#000" opacity="{dark}"/>' for at, dark in shades[2:])
    content += f'<rect width="{step}" height="3" fill="#000" opacity="0.4"/>'
    content += f'<rect y="{step * 0.2:.1f}" width="{step}" height="{step * 0.26:.1f}" ' \
               'fill="#fff" opacity="0.16"/>'
    return fabrics.Tile(step, step, content)


def puffer():
    drawing = Drawing()
    step = 62
    shell = Fabric("#2d5f9e", quilting(step), 0.4)
    edge = [(150, 124)] + [(152 + 4 * row, 186 + step * row) for row in range(9)]
    body = whole([(0, 90), (64, 92, 0)] + puffed(edge) + [(0, 690)])
    arm = puffed([(150, 124), (196, 186), (212, 248), (220, 310), (226, 372), (230, 434),
                  (232, 496), (232, 558), (228, 606)])
    arm += [(168, 612, 0), (160, 400), (150, 250, 0), (120, 180, 0)]
    with drawing.placed(300, 14, scale=0.97):
        both_sides(drawing, lambda: drawing.panel(arm, shell, edge=0.3))
        drawing.panel(body, shell, edge=0.3)
        both_sides(drawing, lambda: seam(drawing, [(150, 126), (136, 190), (142, 262), (154, 300)],
                                         shell.base))
        for y, half, tall in ((70, 74, 60), (34, 62, 52)):
            drawing.panel([(-half, y, 0), (0, y - 8), (half, y, 0), (half + 8, y + tall * 0.5),
                           (half + 2, y + tall, 0), (0, y + tall + 10), (-half - 2, y + tall, 0),
                           (-half - 8, y + tall * 0.5)], Fabric(shell.base), edge=0.3)
        drawing.line([(0, 30), (0, 688)], "#16324f", 12, stroke_linecap="butt")
        drawing.line([(0, 30), (0, 688)], "#d8dde2", 4, stroke_dasharray="4 3",
                     stroke_linecap="butt")
        drawing.add("rect", x=-5, y=118, width=10, height=30, rx=4, fill="#e3e7ea")
        both_sides(drawing, lambda: drawing.line([(70, 566), (112, 480)], "#16324f", 5))
    return drawing


def toggle(drawing, y):
    drawing.line([(-64, y), (0, y - 7), (62, y)], "#6a4a2c", 5)
    drawing.line([(-64, y + 10), (0, y + 12), (62, y + 10)], "#6a4a2c", 5)
    for x in (-70, 66):
        drawing.panel([(x - 16, y - 10, 0), (x + 20, y - 10, 0), (x + 20, y + 20, 0),
                       (x - 16, y + 20, 0)], Fabric("#7a5532"), edge=0.2)
    drawing.panel([(-26, y + 3), (-10, y - 6), (14, y - 6), (28, y + 3), (14, y + 12),
                   (-10, y + 12)], Fabric("#e3cfa4", None, 0.6), edge=0.3)


def duffle():
    drawing = Drawing(background="#e6e6e4")
    cut = Cut(**{**COAT, "top": 112, "shoulder": 160, "depth": 60, "hem": 176, "waist": 154,
                 "neckline": "crew", "armpit": 282})
    wool = Fabric("#27355a", None, 0.15)
    with drawing.placed(300, -20):
        sleeves(drawing, cut, wool, wrist=622)
        drawing.panel(body_outline(cut), wool, coat_folds(cut))
        armhole_seam(drawing, cut, wool.base)
        hood = whole([(0, 46), (62, 56), (92, 104), (100, 146), (62, 190), (0, 212, 0)])
        drawing.panel(hood, wool, edge=0.3)
        drawing.panel(whole([(0, 82), (40, 90), (58, 122), (38, 168), (0, 204, 0)]),
                      Fabric("#8c3a33", fabrics.tartan(44, "#27355a", "#111111", "#e6d3a0")),
                      edge=0.4)
        seam(drawing, [(0, 206), (0, 752)], wool.base)
        both_sides(drawing, lambda: drawing.panel(
            [(58, 520, 0), (136, 512, 0), (142, 622, 0), (62, 632, 0)], wool, edge=0.15))
        both_sides(drawing, lambda: drawing.panel(
            [(55, 506, 0), (138, 498, 0), (140, 536, 0), (58, 546, 0)], wool, edge=0.15))
        for row in range(4):
            toggle(drawing, 244 + row * 82)
    return drawing


def raincoat():
    drawing = Drawing()
    cut = Cut(**{**COAT, "top": 118, "depth": 50, "neckline": "crew", "shoulder": 152, "hem": 192,
                 "waist": 164, "armpit": 284, "length": 730})
    shell = Fabric("#f2c230", None, 0.75)
    with drawing.placed(290, 20, scale=0.94, turn=-1.5):
        sleeves(drawing, cut, shell, wrist=620, reach=70, cuff=70)
        drawing.panel(body_outline(cut), shell, coat_folds(cut))
        armhole_seam(drawing, cut, shell.base)
        hood = whole([(0, 44), (60, 54), (90, 100), (96, 150), (60, 182), (0, 196, 0)])
        drawing.panel(hood, shell, edge=0.3)
        drawing.panel(whole([(0, 78), (38, 88), (56, 122), (38, 164), (0, 190, 0)]),
                      Fabric("#8f9aa3"), edge=0.4)
        drawing.panel([(-22, 192, 0), (22, 192, 0), (24, 736, 0), (-24, 736, 0)], shell, edge=0.1)
        for row in range(5):
            button(drawing, 0, 236 + row * 96, 9, "#e9e4d6")
        both_sides(drawing, lambda: flap_pocket(drawing, 66, 520, shell))
    return drawing


def herringbone_coat():
    """A fitted double-breasted coat with a velvet collar."""
    drawing = Drawing()
    cut = Cut(**{**COAT, "waist": 124, "chest": 144, "shoulder": 148, "hem": 176})
    tweed = Fabric("#6b6a6c", fabrics.herringbone("#d8d6d2", 44, 0.3), 0.12)
    with drawing.placed(300, -20):
        lining(drawing, cut, "#35303a")
        sleeves(drawing, cut, tweed, band="#1b1a1d")
        drawing.panel(body_outline(cut), tweed, coat_folds(cut))
        armhole_seam(drawing, cut, tweed.base)
        seam(drawing, [(0, 282), (-44, 320), (-48, 752)], tweed.base)
        lapels(drawing, cut, tweed, collar=Fabric("#1f1d22"))
        for row in range(3):
            for x in (-34, 38):
                button(drawing, x, 330 + row * 84, 9, "#1b1a1d")
        both_sides(drawing, lambda: flap_pocket(drawing, 54, 548, tweed))
    return drawing


PRODUCTS = {
    "CO-401": camel_overcoat,
    "CO-405": trench,
    "CO-410": puffer,
    "CO-414": duffle,
    "CO-419": raincoat,
    "CO-422": herringbone_coat,
}
