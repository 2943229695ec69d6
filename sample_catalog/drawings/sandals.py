"""Sandals, from the side, the toe to the left: soles, straps and the gaps between."""

import fabrics
from sneakers import WIDE
from svgkit import Drawing, Fabric, darker, lighter, smooth
from torso import clipped_print


def strap(drawing, points, width, colour, far=False, stitched=None):
    """Draws a band along the points; a `far` band is behind the foot and darker."""
    colour = darker(colour, 0.45) if far else colour
    ends = {"stroke_linecap": "butt"}
    drawing.line(points, darker(colour, 0.45), width + 4, **ends)
    drawing.line(points, colour, width, **ends)
    if not far:
        raised = [(p[0] - 1, p[1] - width * 0.2) for p in points]
        drawing.line(raised, "#fff", width * 0.28, opacity=0.28, **ends)
        if stitched:
            for shift in (-0.36, 0.36):
                drawing.stitch([(p[0], p[1] + width * shift) for p in points], stitched, 1.5)


def slab(drawing, points, fabric, light=0.3):
    """Draws a sole: a filled outline with light from above."""
    data = smooth(points, closed=True)
    ys = [p[1] for p in points]
    drawing.path(data, fill=fabric.base)
    if fabric.tile:
        drawing.path(data, fill=drawing.tile(fabric.tile))
    drawing.path(data, fill=drawing.gradient((0, min(ys)), (0, max(ys)), (0, "#fff", light),
                                             (0.4, "#fff", 0), (0.5, "#000", 0), (1, "#000", 0.3)))
    drawing.path(data, stroke=darker(fabric.base, 0.4), width=2)


def buckle(drawing, x, y, size=26, colour="#c9a24d", turn=0):
    with drawing.group(transform=f"translate({x} {y}) rotate({turn})"):
        half = size / 2
        drawing.add("rect", x=-half, y=-half, width=size, height=size, rx=5, fill="none",
                    stroke=darker(colour, 0.35), stroke_width=7)
        drawing.add("rect", x=-half, y=-half, width=size, height=size, rx=5, fill="none",
                    stroke=colour, stroke_width=4.5)
        drawing.line([(-half, 0), (half * 0.6, 0)], darker(colour, 0.2), 4)


def pool_slide():
    drawing = Drawing(**WIDE)
    foam = Fabric("#2b4a8b")
    with drawing.placed(0, 20, shadow=0):
        drawing.ground_shadow(405, 452, 330, 11)
        drawing.path(smooth([(352, 262, 0), (412, 250), (470, 290), (512, 410, 0), (420, 414, 0)],
                            closed=True), fill="#16264a", stroke="#0e1a35")
        slab(drawing, [(70, 392, 0), (180, 404), (330, 402), (480, 394), (620, 380), (738, 372, 0),
                       (748, 408), (734, 448, 0), (420, 452), (140, 452), (84, 434)], foam)
        band = [(160, 420, 0), (200, 348), (270, 292), (352, 260, 0), (400, 262), (440, 300),
                (476, 418, 0), (320, 426)]
        drawing.panel(band, Fabric("#3560b8", None, 0.5), edge=0.3)

        def stripe():
            drawing.line([(208, 440), (250, 352), (372, 262)], "#f4f5f7", 34)
            drawing.line([(300, 440), (330, 352), (410, 270)], "#f4f5f7", 14)
        clipped_print(drawing, band, stripe)
        drawing.path(smooth(band, closed=True), stroke="#1c3569", width=2)
        drawing.line([(90, 430), (300, 436), (560, 432), (740, 424)], darker(foam.base, 0.4), 4)
    return drawing


def flip_flop():
    drawing = Drawing(background=None, **WIDE)
    with drawing.placed(0, 10, shadow=0):
        strap(drawing, [(214, 404), (262, 348), (370, 308), (480, 330), (560, 400)], 20, "#f06a4f",
              far=True)
        slab(drawing, [(64, 394, 0), (160, 404), (320, 406), (500, 398), (660, 384), (748, 378, 0),
                       (754, 404), (742, 428, 0), (440, 438), (160, 438), (78, 426)],
             Fabric("#f5c64c"))
        drawing.line([(70, 418), (200, 424), (460, 424), (748, 406)], "#f06a4f", 8)
        strap(drawing, [(208, 410), (236, 374), (330, 344), (450, 350), (600, 404)], 25, "#f06a4f")
        drawing.circle(210, 404, 11, "#d9543a", stroke="#a23a26", stroke_width=2)
    return drawing


def gladiator():
    drawing = Drawing(**WIDE)
    tan = "#a8672f"
    with drawing.placed(0, 20, shadow=0):
        drawing.ground_shadow(405, 476, 325, 11)
        for points in ([(180, 440), (240, 372), (320, 384), (350, 430)],
                       [(320, 436), (376, 310), (440, 300), (486, 430)],
                       [(430, 430), (470, 240), (540, 232), (590, 420)],
                       [(512, 196), (560, 168), (640, 166), (694, 196)]):
            strap(drawing, points, 20, tan, far=True)
        slab(drawing, [(78, 440, 0), (200, 446), (400, 442), (560, 436), (728, 430, 0), (738, 450),
                       (736, 478, 0), (600, 480, 0), (594, 464, 0), (300, 468), (100, 464)],
             Fabric("#5f3b1e"))
        strap(drawing, [(140, 448), (176, 394), (236, 370), (268, 372)],
              26, tan, stitched="#e0b07a")
        strap(drawing, [(226, 450), (276, 372), (346, 326), (392, 314)],
              26, tan, stitched="#e0b07a")
        strap(drawing, [(340, 450), (396, 330), (450, 266), (490, 250)],
              26, tan, stitched="#e0b07a")
        strap(drawing, [(218, 376), (330, 330), (440, 262), (520, 196)], 20, tan)
        heel = [(626, 444, 0), (640, 360), (690, 300), (714, 290, 0), (726, 360), (730, 444, 0)]
        drawing.panel(heel, Fabric(tan, None, 0.4), edge=0.3)
        strap(drawing, [(706, 300), (704, 250), (700, 190)], 20, tan)
        strap(drawing, [(508, 196), (560, 222), (640, 224), (706, 192)],
              28, tan, stitched="#e0b07a")
        buckle(drawing, 612, 225, 30)
    return drawing


def heel_sole(drawing, colour):
    """Draws the raised sole and the thin heel of a high-heeled sandal."""
    slab(drawing, [(636, 232, 0), (712, 206, 0), (712, 290), (696, 400), (690, 508, 0),
                   (668, 508, 0), (668, 400), (654, 310), (612, 268, 0)], Fabric(colour))
    slab(drawing, [(86, 484, 0), (190, 490), (290, 474), (390, 408), (510, 290), (610, 222),
                   (704, 192, 0), (716, 210, 0), (640, 256), (540, 326), (420, 446), (310, 504),
                   (190, 510), (96, 502)], Fabric(colour))


def strappy_heel():
    drawing = Drawing(background="#f4f1ee", **WIDE)
    red = "#c4213a"
    with drawing.placed(0, 20, shadow=0):
        drawing.ground_shadow(300, 510, 220, 10)
        drawing.ground_shadow(682, 510, 40, 7)
        for points in ([(204, 486), (240, 420), (300, 402), (340, 440)],
                       [(300, 470), (320, 390), (380, 360), (430, 376)],
                       [(560, 104), (610, 78), (670, 80), (714, 108)]):
            strap(drawing, points, 15, red, far=True)
        heel_sole(drawing, red)
        strap(drawing, [(150, 494), (186, 440), (240, 414), (272, 410)], 20, red)
        strap(drawing, [(240, 496), (270, 424), (326, 376), (352, 368)], 20, red)
        drawing.panel([(620, 218, 0), (650, 150), (700, 112, 0), (716, 112, 0), (724, 160),
                       (714, 206, 0), (660, 224)], Fabric(red, None, 0.5), edge=0.3)
        strap(drawing, [(556, 104), (604, 132), (664, 136), (718, 108)], 18, red)
        strap(drawing, [(470, 334), (500, 230), (552, 140), (562, 108)], 15, red)
        buckle(drawing, 628, 134, 22)
    return drawing


def espadrille_wedge():
    drawing = Drawing(**WIDE)
    navy = "#273a63"
    rope = Fabric("#d9b57c", fabrics.woven("#8a6432", 26, 0.5))
    with drawing.placed(0, 10, shadow=0):
        drawing.ground_shadow(410, 486, 325, 11)
        strap(drawing, [(540, 150), (590, 120), (660, 118), (706, 148)], 18, navy, far=True)
        drawing.path(smooth([(240, 360, 0), (300, 334), (350, 356), (372, 420, 0), (300, 430, 0)],
                            closed=True), fill=darker(navy, 0.5))
        slab(drawing, [(82, 440, 0), (200, 444), (320, 430), (440, 392), (580, 336), (732, 304, 0),
                       (742, 390), (734, 484, 0), (400, 488), (160, 488), (92, 474)], rope, 0.2)
        drawing.line([(82, 440), (200, 444), (320, 430), (440, 392), (580, 336), (732, 304)],
                     "#f0dcb2", 9)
        drawing.line([(88, 478), (400, 486), (736, 478)], "#7a4b28", 9)
        drawing.panel([(124, 440, 0), (146, 392), (200, 352), (256, 336, 0), (306, 360),
                       (342, 424, 0), (240, 444)], Fabric(navy, None, 0.4), edge=0.25)
        drawing.panel([(600, 330, 0), (618, 258), (676, 206), (706, 200, 0), (722, 250),
                       (730, 304, 0), (660, 318)], Fabric(navy, None, 0.4), edge=0.25)
        strap(drawing, [(700, 210), (704, 180), (702, 148)], 18, navy)
        strap(drawing, [(534, 150), (590, 176), (650, 176), (710, 146)], 22, navy)
        for loop in ([(580, 172), (540, 200), (520, 244), (560, 226), (582, 176)],
                     [(582, 174), (600, 214), (594, 262)], [(580, 174), (556, 236), (548, 276)]):
            drawing.line(loop, darker(navy, 0.3), 9)
            drawing.line(loop, lighter(navy, 0.12), 6)
    return drawing


def cork_sandal():
    """A sandal with two buckled straps over a shaped cork bed."""
    drawing = Drawing(background="#e9e7e3", **WIDE)
    leather = "#f2efe9"
    with drawing.placed(800, 20, mirror=True, shadow=0):
        drawing.ground_shadow(405, 462, 330, 11)
        for points in ([(252, 380, 0), (316, 316), (366, 330), (392, 400, 0)],
                       [(420, 380, 0), (470, 272), (530, 284), (566, 390, 0)]):
            drawing.path(smooth(points, closed=True), fill=darker(leather, 0.5))
        slab(drawing, [(68, 386, 0), (150, 408), (300, 404), (450, 396), (600, 392), (734, 366, 0),
                       (746, 406), (736, 446, 0), (420, 448), (140, 448), (78, 424)],
             Fabric("#c79c68", fabrics.dots("#9a7040", 15, 1.8)))
        drawing.line([(80, 440), (150, 456), (420, 458), (738, 452)], "#3a2c20", 14)
        for low, high in (((146, 416), (272, 306)), ((330, 408), (448, 258))):
            band = [(low[0], low[1], 0), (low[0] + 34, low[1] - 68), (high[0], high[1], 0),
                    (high[0] + 46, high[1] + 2), (high[0] + 86, high[1] + 44),
                    (low[0] + 160, low[1] - 2, 0), (low[0] + 80, low[1] + 6)]
            drawing.panel(band, Fabric(leather, None, 0.4), edge=0.2)
            drawing.stitch([(low[0] + 14, low[1] - 6), (low[0] + 48, low[1] - 62),
                            (high[0] + 6, high[1] + 10)], "#b7ae9f")
            buckle(drawing, high[0] + 4, high[1] + 62, 30, "#b4b6ba", -40)
    return drawing


PRODUCTS = {
    "SD-801": pool_slide,
    "SD-803": flip_flop,
    "SD-808": gladiator,
    "SD-812": strappy_heel,
    "SD-817": espadrille_wedge,
    "SD-826": cork_sandal,
}
