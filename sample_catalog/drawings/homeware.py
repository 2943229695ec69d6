"""Products of the shop that belong to none of the ten categories."""

import math

import fabrics
from svgkit import Drawing, Fabric, darker, smooth, whole
from torso import clipped_print, seam

SQUARE = dict(width=720, height=720)


def mug():
    drawing = Drawing(**SQUARE)
    glaze = Fabric("#3f7f88", None, 0.7)
    with drawing.placed(330, 0, shadow=0):
        drawing.ground_shadow(20, 596, 190, 16)
        grip = [(140, 270), (250, 262), (290, 340), (262, 440), (140, 490)]
        drawing.line(grip, darker(glaze.base, 0.5), 46)
        drawing.line(grip, glaze.base, 41)
        drawing.line([(p[0] - 4, p[1] - 8) for p in grip], "#fff", 8, opacity=0.3)
        body = whole([(0, 176), (168, 180, 0), (166, 380), (150, 570), (120, 598), (0, 604)])
        drawing.panel(body, glaze, edge=0.4)

        def band():
            drawing.add("rect", x=-200, y=420, width=400, height=220, fill="#efe6d4")
            drawing.line([(-200, 420), (-100, 432), (0, 416), (100, 434), (200, 420)],
                         "#efe6d4", 26)
            drawing.path(smooth(body, closed=True), fill=drawing.gradient(
                (-160, 0), (160, 0), (0, "#000", 0.25), (0.3, "#000", 0), (1, "#000", 0.35)))
        clipped_print(drawing, body, band)
        drawing.add("ellipse", cx=0, cy=182, rx=168, ry=34, fill=glaze.base,
                    stroke=darker(glaze.base, 0.4), stroke_width=2)
        drawing.add("ellipse", cx=0, cy=186, rx=150, ry=26, fill="#2b1a10")
        drawing.add("ellipse", cx=-20, cy=194, rx=100, ry=12, fill="#6b4426", opacity=0.8)
    return drawing


def watch():
    drawing = Drawing(background="#f4f4f2")
    with drawing.placed(300, 0):
        for top, low in ((40, 300), (500, 760)):
            taper = (46, 62) if top < 100 else (62, 44)
            drawing.panel([(-taper[0], top, 0), (taper[0], top, 0), (taper[1], low, 0),
                           (-taper[1], low, 0)], Fabric("#7a4526", None, 0.4), edge=0.35)
            for side in (-1, 1):
                drawing.stitch([(side * (taper[0] - 9), top + 8), (side * (taper[1] - 9), low)],
                               "#d9b284", 2.2)
        for row in range(4):
            drawing.add("ellipse", cx=0, cy=620 + row * 34, rx=5, ry=7, fill="#2d170b")
        drawing.add("rect", x=132, y=380, width=26, height=40, rx=7, fill="#9a9da2",
                    stroke="#5c5f64", stroke_width=2)
        drawing.circle(0, 400, 142, drawing.gradient((-140, 260), (140, 540), (0, "#f2f3f5"),
                                                     (0.5, "#a5a8ad"), (1, "#6b6e73")),
                       stroke="#55585d", stroke_width=2)
        drawing.circle(0, 400, 120, "#f8f5ec", stroke="#77797d", stroke_width=3)
        for hour in range(12):
            angle = hour * math.pi / 6
            inner = 92 if hour % 3 else 82
            drawing.line([(math.sin(angle) * inner, 400 - math.cos(angle) * inner),
                          (math.sin(angle) * 108, 400 - math.cos(angle) * 108)], "#2a2c30",
                         4 if hour % 3 else 8, stroke_linecap="butt")
        drawing.line([(0, 400), (-48, 360)], "#2a2c30", 9)
        drawing.line([(0, 400), (54, 330)], "#2a2c30", 6)
        drawing.line([(0, 420), (0, 486)], "#b8402f", 3)
        drawing.circle(0, 400, 8, "#2a2c30")
        drawing.path("M-100 350A112 112 0 0 1 40 298L-30 360Z", fill="#fff", opacity=0.35)
    return drawing


def umbrella():
    """An open umbrella, the handle below."""
    drawing = Drawing(**SQUARE)
    ribs = [-310, -160, 0, 160, 310]
    with drawing.placed(338, 10, scale=0.96, turn=-6):
        drawing.line([(0, 90), (0, 600)], "#4a3a2a", 11)
        drawing.line([(0, 590), (2, 640), (30, 664), (60, 650), (64, 616)], "#5b3a20", 24)
        drawing.line([(-4, 590), (-2, 636), (24, 658)], "#c99a66", 5, opacity=0.7)
        for index, (left, right) in enumerate(zip(ribs, ribs[1:])):
            middle = (left + right) / 2
            panel = [(0, 96, 0), (left * 0.62, 164), (left, 360, 0), (middle * 1.02, 322),
                     (right, 360, 0), (right * 0.62, 164)]
            drawing.panel(panel, Fabric("#d6453d" if index % 2 else "#f3ead8", None, 0.3),
                          edge=0.3)
        drawing.line([(0, 60), (0, 100)], "#4a3a2a", 9)
    return drawing


def sunglasses():
    drawing = Drawing(width=800, height=600)
    with drawing.placed(400, 0):
        for side in (-1, 1):
            drawing.line([(side * 300, 236), (side * 318, 204), (side * 236, 168)], "#3b2412", 14)
            lens = [(side * 44, 250, 0), (side * 120, 222), (side * 250, 218), (side * 310, 232, 0),
                    (side * 304, 320), (side * 240, 386), (side * 150, 388), (side * 70, 340)]
            data = smooth(lens, closed=True)
            drawing.path(data, fill=drawing.gradient((0, 220), (0, 390), (0, "#2a2d33"),
                                                     (1, "#8b8f98")))
            with drawing.group(clip_path=drawing.clip(data)):
                drawing.line([(side * 180 - 80, 420), (side * 180 + 40, 190)], "#fff", 26,
                             opacity=0.2)
            drawing.path(data, stroke="#3b2412", width=24)
            drawing.path(data, stroke="#8a5a2c", width=15)
            drawing.path(data, stroke="#d79b55", width=5, stroke_dasharray="18 26", opacity=0.6)
        drawing.line([(-54, 262), (0, 236), (54, 262)], "#3b2412", 20)
        drawing.line([(-54, 262), (0, 236), (54, 262)], "#8a5a2c", 12)
    return drawing


def straw_hat():
    drawing = Drawing(background="#dfe7ea", width=800, height=600)
    straw = Fabric("#e3c687", fabrics.woven("#a07a34", 20, 0.35), 0.3)
    with drawing.placed(400, 20):
        drawing.panel([(-330, 400), (-200, 340), (0, 326), (200, 340), (330, 400), (240, 440),
                       (0, 456), (-240, 440)], straw, edge=0.3)
        crown = [(-176, 392, 0), (-172, 280), (-130, 176), (-60, 150), (0, 172), (60, 150),
                 (130, 176), (172, 280), (176, 392, 0), (90, 416), (0, 422), (-90, 416)]
        drawing.panel(crown, straw, [[(-70, 170), (-20, 230), (0, 300)]], edge=0.36)

        def band():
            drawing.line([(-200, 352), (-90, 378), (0, 384), (90, 378), (200, 352)], "#1f3a4a", 58)
            drawing.line([(-200, 334), (-90, 358), (0, 364), (90, 358), (200, 334)], "#fff", 6,
                         opacity=0.25)
        clipped_print(drawing, crown, band)
    return drawing


def bottle():
    """A steel drinking bottle."""
    drawing = Drawing(background=None)
    with drawing.placed(300, 0, shadow=0):
        steel = Fabric("#e39a8b", None, 0.9)
        drawing.panel([(-48, 150, 0), (0, 144), (48, 150, 0), (50, 210, 0), (-50, 210, 0)],
                      Fabric("#b9bcc1", None, 0.9), edge=0.5)
        drawing.panel([(-62, 60), (0, 52), (62, 60), (66, 150, 0), (0, 160), (-66, 150, 0)],
                      Fabric("#33363b", fabrics.ribs(10, "#fff", 0.1)), edge=0.4)
        drawing.panel(whole([(0, 200), (50, 206, 0), (96, 246), (112, 310), (112, 560), (110, 724),
                             (92, 744), (0, 750)]), steel, edge=0.45)
        seam(drawing, [(-110, 700), (0, 710), (110, 700)], steel.base)
        drawing.path(smooth([(-34, 470), (0, 430), (34, 470), (0, 530)], closed=True),
                     fill="#fff", opacity=0.85)
    return drawing


PRODUCTS = {
    "HM-1101": mug,
    "AC-1104": watch,
    "AC-1108": umbrella,
    "AC-1112": sunglasses,
    "AC-1115": straw_hat,
    "HM-1119": bottle,
}
