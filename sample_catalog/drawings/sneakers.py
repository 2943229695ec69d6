"""Sneakers, from the side, the toe to the left."""

import fabrics
from svgkit import Drawing, Fabric, darker, lighter, smooth
from torso import clipped_print

WIDE = dict(width=800, height=600)

# A low sneaker: the upper, from the toe over the tongue to the heel and back.
LOW = [(84, 432, 0), (82, 404), (98, 374), (144, 352), (212, 342), (286, 318), (366, 268),
       (424, 226), (446, 208), (474, 196, 0), (520, 190), (536, 210, 0), (566, 246), (622, 256),
       (668, 236), (690, 214, 0), (716, 216), (722, 246), (712, 300), (722, 360), (724, 432, 0)]


def side_shading(drawing, data, top, bottom, base, strength=0.3):
    """Draws light from above: brighter along the top, darker near the sole."""
    with drawing.group(clip_path=drawing.clip(data)):
        drawing.path(data, fill=drawing.gradient(
            (0, top), (0, bottom), (0, "#fff", 0.26), (0.4, "#fff", 0.02), (0.6, "#000", 0.02),
            (1, "#000", strength)))
        drawing.path(data, stroke="#000", width=16, opacity=0.22, filter=drawing.blur(7))


def shell(drawing, points, fabric, top, bottom):
    """Draws one material of a shoe with light from above."""
    data = smooth(points, closed=True)
    drawing.path(data, fill=fabric.base)
    if fabric.tile:
        drawing.path(data, fill=drawing.tile(fabric.tile))
    side_shading(drawing, data, top, bottom, fabric.base)
    drawing.path(data, stroke=drawing.outline_colour(fabric.base), width=2.2)


def overlay(drawing, upper, points, colour, stitch=None):
    """Draws a piece that is sewn onto the upper, clipped at the edge of the upper."""
    data = smooth(points, closed=True)

    def piece():
        drawing.path(data, fill=colour)
        drawing.path(data, fill=drawing.gradient((0, 200), (0, 430), (0, "#fff", 0.18),
                                                 (0.5, "#fff", 0), (1, "#000", 0.2)))
        drawing.path(data, stroke=darker(colour, 0.4), width=2)
        if stitch:
            drawing.path(data, stroke=stitch, width=1.4, stroke_dasharray="5 4",
                         transform="translate(0 5)")
    clipped_print(drawing, upper, piece)


def laces(drawing, start, end, count, colour, length=46, lean=(0.55, 0.84)):
    """Draws laces across the throat from the toe to the tongue."""
    for step in range(count):
        share = step / (count - 1)
        x = start[0] + (end[0] - start[0]) * share
        y = start[1] + (end[1] - start[1]) * share
        far = (x + lean[0] * length, y + lean[1] * length)
        drawing.line([(x - 8, y - 4), (x + 16, y + 8), far], darker(colour, 0.5), 12)
        drawing.line([(x - 8, y - 4), (x + 16, y + 8), far], colour, 9)
        drawing.circle(far[0], far[1], 6, darker(colour, 0.75), stroke=lighter(colour, 0.2),
                       stroke_width=2)


def bow(drawing, x, y, colour):
    for loop in ([(x, y), (x - 40, y - 34), (x - 62, y - 6), (x, y)],
                 [(x, y), (x + 30, y + 10), (x + 44, y + 40), (x + 8, y + 20), (x, y)],
                 [(x, y), (x - 20, y + 30), (x - 42, y + 44)]):
        drawing.line(loop, darker(colour, 0.5), 9)
        drawing.line(loop, colour, 6.5)


def flat_sole(drawing, colour, line=None, top=420, bottom=474, left=74, right=732, lift=14):
    """Draws a rubber sole of constant height, slightly raised at the toe."""
    points = [(left + 4, top - 4, 0), (left + 90, top + 6), (400, top + 8), (right - 60, top + 4),
              (right, top - 2, 0), (right + 4, (top + bottom) / 2), (right - 12, bottom, 0),
              (300, bottom), (left + 70, bottom - 2), (left + 14, bottom - lift),
              (left - 6, (top + bottom) / 2 - 4)]
    data = smooth(points, closed=True)
    drawing.path(data, fill=colour)
    drawing.path(data, fill=drawing.gradient((0, top), (0, bottom), (0, "#fff", 0.3),
                                             (0.3, "#000", 0), (1, "#000", 0.28)))
    drawing.path(data, stroke=darker(colour, 0.35), width=2)
    with drawing.group(clip_path=drawing.clip(data)):
        if line:
            drawing.line([(left - 10, top + 17), (left + 90, top + 21), (400, top + 23),
                          (right + 10, top + 17)], line, 6)
        drawing.line([(left - 10, bottom - 8 - lift), (left + 60, bottom - 5),
                      (right + 10, bottom - 5)],
                     darker(colour, 0.45), 10)


def foam_sole(drawing, foam, tread, flare=26):
    """Draws the thick wavy midsole of a running shoe."""
    points = [(76, 402, 0), (150, 414), (280, 416), (400, 410), (520, 396), (640, 376),
              (728 + flare * 0.3, 352, 0), (744 + flare, 400), (738 + flare, 446),
              (704, 470), (560, 464), (460, 460), (300, 472), (160, 470), (92, 448), (66, 420)]
    data = smooth(points, closed=True)
    drawing.path(data, fill=foam)
    drawing.path(data, fill=drawing.gradient((0, 370), (0, 472), (0, "#fff", 0.3), (0.5, "#fff", 0),
                                             (1, "#000", 0.3)))
    with drawing.group(clip_path=drawing.clip(data)):
        drawing.line([(60, 436), (200, 446), (420, 436), (600, 420), (780, 398)],
                     darker(foam, 0.22), 5)
        drawing.line([(60, 452), (160, 474), (300, 476), (460, 463), (560, 467), (710, 474),
                      (790, 440)], tread, 16)
    drawing.path(data, stroke=darker(foam, 0.35), width=2)


def inner_collar(drawing, points, colour):
    drawing.path(smooth(points, closed=True), fill=darker(colour, 0.35),
                 stroke=darker(colour, 0.6), width=2)


def tongue(drawing, points, fabric):
    shell(drawing, points, fabric, 150, 300)


def white_court():
    drawing = Drawing(background="#dfe2e5", **WIDE)
    leather = Fabric("#f6f6f3")
    with drawing.placed(0, 0, shadow=0):
        drawing.ground_shadow(405, 474, 330, 12)
        tongue(drawing, [(420, 226, 0), (456, 166), (508, 156), (536, 212, 0), (480, 260, 0)],
               Fabric("#ecebe6"))
        shell(drawing, LOW, leather, 190, 432)
        overlay(drawing, LOW, [(60, 470, 0), (60, 340, 0), (190, 340, 0), (216, 386),
                               (206, 470, 0)],
                "#efeeea", "#c8c6c0")
        overlay(drawing, LOW, [(300, 318, 0), (448, 206, 0), (540, 206, 0), (506, 262), (396, 344),
                               (330, 362)], "#efeeea", "#c8c6c0")
        overlay(drawing, LOW, [(664, 200, 0), (760, 200, 0), (740, 300, 0), (676, 298),
                               (656, 250)], "#2f6b52", "#7fae9a")
        for row in range(3):
            for dot in range(6 - row):
                drawing.circle(366 + dot * 30 + row * 8, 370 - dot * 16 + row * 26, 3.6, "#b9b8b2")
        laces(drawing, (322, 308), (460, 206), 6, "#fbfbf8")
        bow(drawing, 492, 190, "#fbfbf8")
        flat_sole(drawing, "#f1efe9", "#2f6b52")
    return drawing


def trail_runner():
    drawing = Drawing(**WIDE)
    mesh = Fabric("#3d6fd1", fabrics.dots("#2c53a3", 12, 2.2))
    with drawing.placed(0, 0, shadow=0):
        drawing.ground_shadow(415, 472, 330, 12)
        upper = [(p[0], p[1] - 16) + tuple(p[2:]) for p in LOW[:-1]] + [(724, 400, 0), (84, 416, 0)]
        tongue(drawing, [(414, 214, 0), (450, 148), (506, 140), (534, 196, 0), (480, 244, 0)],
               Fabric("#27407a"))
        shell(drawing, upper, mesh, 170, 420)
        overlay(drawing, upper, [(60, 440, 0), (60, 372, 0), (130, 366), (210, 388), (310, 440, 0)],
                "#22315c")
        overlay(drawing, upper, [(296, 304, 0), (444, 190, 0), (536, 190, 0), (500, 240),
                                 (392, 326), (330, 346)], "#22315c", "#8fb0f0")
        overlay(drawing, upper, [(410, 360, 0), (450, 312), (500, 330), (550, 296), (600, 312),
                                 (650, 290, 0), (650, 336, 0), (600, 352), (550, 336),
                                 (500, 372), (452, 354), (420, 384, 0)], "#f28a2e")
        overlay(drawing, upper, [(640, 440, 0), (650, 300), (700, 250), (760, 240, 0),
                                 (760, 440, 0)],
                "#22315c", "#8fb0f0")
        laces(drawing, (322, 290), (456, 192), 6, "#f28a2e")
        bow(drawing, 488, 176, "#f28a2e")
        foam_sole(drawing, "#f3f4f6", "#22315c")
    return drawing


HIGH = [(84, 440, 0), (84, 408), (106, 376), (160, 358), (232, 344), (310, 312), (380, 264),
        (426, 212), (448, 168), (460, 134, 0), (510, 122), (570, 134), (640, 128),
        (676, 136, 0), (672, 200), (660, 262), (676, 330), (694, 440, 0)]


def canvas_high_top():
    drawing = Drawing(**WIDE)
    canvas = Fabric("#b3262b")
    with drawing.placed(0, 30, shadow=0):
        drawing.ground_shadow(390, 484, 310, 12)
        tongue(drawing, [(418, 214, 0), (444, 98), (508, 84), (534, 134, 0), (480, 206, 0)], canvas)
        shell(drawing, HIGH, canvas, 90, 440)
        drawing.stitch([(534, 134), (514, 206), (452, 304), (382, 358), (310, 440)], "#f0d9cf")
        drawing.stitch([(544, 136), (524, 210), (462, 310), (392, 364), (322, 440)], "#f0d9cf")
        drawing.stitch([(616, 134), (604, 262), (606, 430)], "#f0d9cf")
        overlay(drawing, HIGH, [(642, 60, 0), (720, 60, 0), (720, 440, 0), (646, 440, 0),
                                (632, 262)], "#8f1c21")
        data = smooth([(78, 446, 0), (80, 404), (106, 374), (158, 358), (196, 372), (214, 410),
                       (214, 446, 0)], closed=True)
        drawing.path(data, fill="#f4f1ea", stroke="#b9b4a8", width=2)
        side_shading(drawing, data, 350, 446, "#f4f1ea", 0.2)
        laces(drawing, (322, 302), (450, 150), 7, "#faf8f2", 50, (0.72, 0.6))
        bow(drawing, 476, 128, "#faf8f2")
        flat_sole(drawing, "#f4f1ea", "#26324f", 432, 484, 72, 702)
    return drawing


def checked_slip_on():
    drawing = Drawing(background="#fbfaf7", **WIDE)
    upper = [(84, 432, 0), (82, 402), (100, 368), (150, 342), (228, 322), (310, 300), (380, 272),
             (424, 258, 0), (480, 288), (560, 300), (640, 280), (692, 238, 0), (716, 242),
             (720, 290), (722, 360), (724, 432, 0)]
    with drawing.placed(0, 0, shadow=0):
        drawing.ground_shadow(405, 474, 330, 12)
        inner_collar(drawing, [(420, 260, 0), (540, 246), (690, 240, 0), (640, 300), (560, 312),
                               (480, 300)], "#d8d2c4")
        checks = fabrics.Tile(48, 48, '<rect width="24" height="24" fill="#1d1d20"/>'
                                      '<rect x="24" y="24" width="24" height="24" fill="#1d1d20"/>')
        shell(drawing, upper, Fabric("#f5f2ea", checks), 240, 432)
        overlay(drawing, upper, [(420, 250, 0), (478, 284), (512, 296, 0), (502, 344, 0),
                                 (440, 330), (396, 300, 0)], "#1d1d20")
        overlay(drawing, upper, [(660, 200, 0), (760, 200, 0), (760, 440, 0), (668, 440, 0)],
                "#1d1d20", "#77777c")
        drawing.line([(424, 258), (480, 288), (560, 300), (640, 280), (692, 238)], "#1d1d20", 12)
        flat_sole(drawing, "#f7f4ec", "#1d1d20")
    return drawing


def grey_retro():
    drawing = Drawing(background="#26282c", **WIDE)
    suede = Fabric("#b9bcc2")
    with drawing.placed(800, 10, mirror=True, shadow=0):
        drawing.ground_shadow(405, 470, 330, 12, 0.8)
        upper = [(p[0], p[1] - 10) + tuple(p[2:]) for p in LOW]
        tongue(drawing, [(416, 218, 0), (450, 152), (506, 144), (534, 202, 0), (480, 250, 0)],
               Fabric("#e6e3dc"))
        shell(drawing, upper, Fabric("#d9d9d6", fabrics.dots("#b6b6b2", 12, 2.4)), 180, 424)
        overlay(drawing, upper, [(60, 460, 0), (60, 350, 0), (150, 340), (250, 352), (330, 396),
                                 (420, 460, 0)], suede.base, "#eceef0")
        overlay(drawing, upper, [(296, 310, 0), (444, 196, 0), (536, 196, 0), (502, 250),
                                 (392, 334), (330, 354)], suede.base, "#eceef0")
        overlay(drawing, upper, [(600, 460, 0), (620, 330), (660, 250), (680, 190, 0),
                                 (760, 190, 0),
                                 (760, 460, 0)], suede.base, "#eceef0")
        overlay(drawing, upper, [(430, 330, 0), (560, 266, 0), (590, 280, 0), (470, 380),
                                 (410, 424, 0), (370, 420, 0)], "#c2485a")
        laces(drawing, (322, 300), (456, 198), 6, "#f4f2ec")
        bow(drawing, 488, 182, "#f4f2ec")
        foam_sole(drawing, "#f2ede0", "#8a6a4a", 10)
    return drawing


def black_runner():
    drawing = Drawing(background=None, **WIDE)
    knit = Fabric("#2a2c31", fabrics.zigzag("#3d4047", 24, 24, 4))
    upper = [(92, 424, 0), (88, 398), (112, 366), (176, 346), (252, 326), (330, 288), (392, 236),
             (424, 188), (440, 168, 0), (500, 160), (540, 214), (600, 236), (660, 214),
             (704, 160, 0), (722, 176), (716, 240), (712, 300), (728, 400, 0)]
    with drawing.placed(0, 10, shadow=0):
        shell(drawing, upper, knit, 160, 424)
        overlay(drawing, upper, [(350, 330, 0), (414, 290, 0), (560, 330), (640, 440, 0),
                                 (420, 440, 0)], "#1b1c20")
        for row in range(4):
            x = 420 + row * 46
            drawing.line([(x - 46, 330 + row * 6), (x, 360), (x + 16, 410)], "#c7f03c", 6)
        overlay(drawing, upper, [(660, 440, 0), (670, 300), (690, 130, 0), (760, 130, 0),
                                 (760, 440, 0)], "#c7f03c")
        laces(drawing, (322, 284), (440, 188), 5, "#c7f03c", 40)
        foam_sole(drawing, "#e9ebee", "#c7f03c", 34)
    return drawing


PRODUCTS = {
    "SN-701": white_court,
    "SN-706": trail_runner,
    "SN-709": canvas_high_top,
    "SN-713": checked_slip_on,
    "SN-718": grey_retro,
    "SN-722": black_runner,
}
