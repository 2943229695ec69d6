"""T-shirts and tops."""

import fabrics
from svgkit import Drawing, Fabric, darker
from torso import (Cut, armhole_seam, back_neck, body_folds, body_outline, both_sides,
                   clipped_print, inside_back, neckline, rib, seam, short_sleeve)


def tee(drawing, cut, fabric, trim=None, sleeve=True, design=None, sleeve_fabric=None, **sleeves):
    """Draws a T-shirt: sleeves, body, print and a ribbed neck."""
    trim = trim or Fabric(fabric.base)
    inside_back(drawing, cut, fabric)
    rib(drawing, back_neck(cut), trim, 13)
    if sleeve:
        outline = short_sleeve(cut, **sleeves)
        cloth = sleeve_fabric or fabric
        crease = [[(cut.chest + 6, cut.armpit - 20), (cut.shoulder + 20, cut.armpit - 92)],
                  [(outline[5][0] + 26, outline[5][1] - 16), (outline[3][0] - 30, cut.top + 110)]]

        def side():
            drawing.panel(outline, cloth, crease, turn=-24)
            a, b, c = outline[3], outline[4], outline[5]
            drawing.stitch([(p[0] - 3, p[1] - 11) for p in (a, b, c)],
                           darker(cloth.base, 0.3), dash="4 3")
        both_sides(drawing, side)
    outline = body_outline(cut)
    drawing.panel(outline, fabric, body_folds(cut))
    if design:
        clipped_print(drawing, outline, design)
    if sleeve:
        armhole_seam(drawing, cut, fabric.base)
    hem = cut.length - 14
    drawing.stitch([(-cut.hem + 2, hem), (0, hem + 9), (cut.hem - 2, hem)],
                   darker(fabric.base, 0.3), dash="4 3")
    rib(drawing, neckline(cut), trim, 15)


def white_crew():
    drawing = Drawing(background="#e4e6e8>#d3d6d9")
    with drawing.placed(300, -45, scale=1.2):
        tee(drawing, Cut(length=620), Fabric("#f6f5f2", gloss=0.5))
    return drawing


def breton():
    drawing = Drawing()
    cut = Cut(top=120, neck=82, depth=30, neckline="boat", shoulder=142, length=612, waist=132)
    with drawing.placed(305, -55, scale=1.18, turn=-1.5):
        tee(drawing, cut, Fabric("#f3f0e6", fabrics.stripes("#26355c", 40, 17)),
            trim=Fabric("#f3f0e6"), drop=140)
    return drawing


def sunset_print():
    drawing = Drawing()

    def print_on():
        drawing.circle(0, 365, 82, drawing.gradient((0, 283), (0, 447), (0, "#ffd25e"),
                                                    (1, "#e8553f")))
        for row, thick in enumerate((4, 6, 9, 12)):
            drawing.add("rect", x=-90, y=372 + row * 19, width=180, height=thick, fill="#22303c")
        drawing.path([(-110, 450, 0), (-52, 392, 0), (-18, 424, 0), (34, 374, 0), (112, 450, 0)],
                     fill="#5fa8a0")
    with drawing.placed(300, -60, scale=1.15):
        tee(drawing, Cut(shoulder=150, chest=146, waist=142, hem=146, length=632),
            Fabric("#22303c"), design=print_on)
    return drawing


def striped_tank():
    drawing = Drawing(background="#faf8f3")
    cut = Cut(top=90, neck=70, shoulder=102, slope=14, armpit=280, chest=134, waist=122, hem=142,
              depth=120, neckline="scoop", sleeveless=True, length=680)
    fabric = Fabric("#f49a8c", fabrics.many_stripes(66, [(0, 12, "#fff3e6"), (22, 5, "#c64f4f")]))
    with drawing.placed(300, -40, scale=1.12):
        inside_back(drawing, cut, fabric, label=False)
        rib(drawing, [(-cut.neck, 90), (0, 132), (cut.neck, 90)], Fabric("#f49a8c"), 11)
        drawing.panel(body_outline(cut), fabric, body_folds(cut))
        rib(drawing, neckline(cut), Fabric("#c64f4f"), 11)
        armhole = [(102, 104), (88, 164), (96, 236), (134, 280)]
        both_sides(drawing, lambda: rib(drawing, armhole, Fabric("#c64f4f"), 9))
        drawing.stitch([(-140, 666), (0, 675), (140, 666)], "#a9574f", dash="4 3")
    return drawing


def v_neck_mint():
    drawing = Drawing(background=None)
    cut = Cut(depth=105, neckline="v", neck=64, waist=120, chest=132, shoulder=138, hem=134,
              length=622)

    def fade():
        drawing.add("rect", x=-220, y=80, width=440, height=600, fill=drawing.gradient(
            (0, 330), (0, 610), (0, "#2f6f86", 0), (1, "#2f6f86", 0.9)))
    with drawing.placed(300, -50, scale=1.22, shadow=0):
        tee(drawing, cut, Fabric("#8fd0b8"), reach=60, drop=120, wide=90, design=fade)
        drawing.panel([(38, 270, 0), (100, 268, 0), (99, 330, 0), (70, 346, 0), (40, 332, 0)],
                      Fabric("#8fd0b8"), edge=0.1)
        seam(drawing, [(39, 284), (100, 282)], "#8fd0b8")
    return drawing


def ringer():
    drawing = Drawing()
    cut = Cut(shoulder=148, chest=142, waist=140, hem=142, length=606)
    red = Fabric("#c23b34")

    def print_on():
        for width, colour in ((230, "#e9a03b"), (176, "#c23b34"), (122, "#35566b")):
            drawing.path(f"M{-width / 2} 420A{width / 2} {width / 2} 0 0 1 {width / 2} 420",
                         stroke=colour, width=24, stroke_linecap="butt")
    with drawing.placed(285, 60, scale=0.9, turn=2):
        tee(drawing, cut, Fabric("#f2e3b8"), trim=red, design=print_on, sleeve_fabric=red)
    return drawing


PRODUCTS = {
    "TS-101": white_crew,
    "TS-104": breton,
    "TS-108": sunset_print,
    "TS-113": striped_tank,
    "TS-117": v_neck_mint,
    "TS-122": ringer,
}
