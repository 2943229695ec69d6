"""Ankle boots, from the side, the toe to the left."""

from sandals import buckle, slab
from sneakers import bow, inner_collar, laces, overlay, shell
from svgkit import Drawing, Fabric, darker, smooth
from torso import seam

SQUARE = dict(width=720, height=720)

# The upper of a flat boot, from the toe over the instep and shaft to the heel.
FLAT = [(72, 582, 0), (68, 538), (90, 502), (150, 478), (232, 464), (310, 436), (368, 386),
        (398, 322), (404, 250), (398, 180), (392, 128, 0), (480, 118), (592, 126, 0),
        (598, 210), (592, 310), (602, 400), (622, 480), (624, 582, 0)]

# The upper of a high-heeled boot; its last points follow the raised sole.
HEELED = [(50, 606, 0), (64, 586), (140, 552), (240, 518), (324, 460), (376, 382), (398, 290),
          (400, 210), (392, 130, 0), (480, 120), (588, 128, 0), (594, 220), (586, 320), (598, 400),
          (616, 458), (612, 508, 0), (540, 520), (440, 560), (340, 604), (220, 618), (100, 616)]


def boot_upper(drawing, points, fabric, lining="#2c2622"):
    inner_collar(drawing, [(394, 130, 0), (490, 102), (590, 128, 0), (490, 146)], lining)
    shell(drawing, points, fabric, 120, 570)
    folds = [[(372, 396), (430, 426), (486, 412)], [(352, 420), (410, 456), (470, 452)],
             [(590, 330), (540, 352), (506, 346)]]
    with drawing.group(clip_path=drawing.clip(smooth(points, closed=True))):
        for shift, colour, strength in ((0, "#000", 0.3), (7, "#fff", 0.22)):
            with drawing.group(filter=drawing.blur(4), opacity=strength):
                for fold in folds:
                    drawing.line([(x, y + shift) for x, y in fold], colour, 7)
        drawing.line([(440, 150), (446, 260), (436, 380)], "#fff", 22, opacity=0.14,
                     filter=drawing.blur(8))
        drawing.line([(110, 520), (190, 496), (280, 480)], "#fff", 16, opacity=0.3,
                     filter=drawing.blur(7))


def stacked_sole(drawing, sole, heel, heel_from=458):
    """Draws a leather sole with a low stacked heel."""
    slab(drawing, [(heel_from, 578, 0), (628, 572, 0), (630, 622, 0), (heel_from + 10, 622, 0)],
         Fabric(heel))
    for y in (598, 610):
        drawing.line([(heel_from + 8, y), (628, y)], darker(heel, 0.35), 1.6)
    slab(drawing, [(62, 562, 0), (200, 574), (420, 570), (630, 566, 0), (632, 586, 0),
                   (470, 590), (380, 606), (240, 620), (120, 616), (72, 594)], Fabric(sole))


def lug_sole(drawing, colour, welt=None):
    """Draws a thick sole with a deep tread."""
    points = [(62, 564, 0), (200, 574), (420, 572), (634, 564, 0), (640, 600), (634, 642, 0)]
    x = 600
    while x > 130:
        points += [(x, 642, 0), (x - 6, 626, 0), (x - 22, 626, 0), (x - 28, 642, 0)]
        x -= 56
    points += [(112, 636, 0), (72, 610)]
    slab(drawing, points, Fabric(colour))
    if welt:
        drawing.line([(66, 568), (200, 578), (420, 576), (634, 568)], welt, 9)
        drawing.stitch([(66, 567), (200, 577), (420, 575), (634, 567)], darker(welt, 0.5), 2)


def chelsea():
    drawing = Drawing(**SQUARE)
    leather = Fabric("#5a3420")
    with drawing.placed(0, 10, shadow=0):
        drawing.ground_shadow(350, 622, 290, 11)
        boot_upper(drawing, FLAT, leather)
        overlay(drawing, FLAT, [(438, 90, 0), (548, 90, 0), (540, 220), (520, 350, 0),
                                (470, 350, 0),
                                (446, 230)], "#2b2320")
        for step in range(9):
            x = 452 + step * 11
            drawing.line([(x, 126), (x + (4 - step) * 1.0, 240), (486 + step * 2.4, 344)],
                         "#4a3f3a", 3)
        seam(drawing, [(472, 352), (430, 420), (426, 500), (440, 570)], leather.base)
        seam(drawing, [(518, 352), (560, 430), (600, 470), (622, 476)], leather.base)
        drawing.panel([(570, 82, 0), (602, 82, 0), (602, 160, 0), (572, 160, 0)],
                      Fabric(leather.base), edge=0.2)
        stacked_sole(drawing, "#2c1d15", "#3b271b")
    return drawing


def work_boot():
    drawing = Drawing(background="#fafaf8", **SQUARE)
    nubuck = Fabric("#c98a3c")
    with drawing.placed(0, 6, shadow=0):
        drawing.ground_shadow(350, 644, 295, 11)
        shell(drawing, [(392, 190, 0), (370, 96), (420, 76), (470, 96), (470, 190, 0)], nubuck,
              80, 200)
        boot_upper(drawing, FLAT, nubuck, "#6b4a22")
        overlay(drawing, FLAT, [(40, 600, 0), (40, 440, 0), (190, 440, 0), (240, 510),
                                (232, 600, 0)],
                "#bd7f34", "#f0d6a6")
        overlay(drawing, FLAT, [(560, 600, 0), (560, 470), (590, 400), (660, 380, 0),
                                (660, 600, 0)],
                "#bd7f34", "#f0d6a6")
        overlay(drawing, FLAT, [(380, 90, 0), (620, 90, 0), (620, 172, 0), (500, 186),
                                (388, 172, 0)],
                "#6d4522")
        drawing.stitch([(470, 186), (462, 330), (400, 440), (330, 500)], "#f0d6a6", 2)
        laces(drawing, (312, 444), (396, 168), 8, "#6d4522", 48, (0.86, 0.3))
        bow(drawing, 410, 132, "#6d4522")
        lug_sole(drawing, "#2f2a26", "#e3b56c")
    return drawing


def heeled_boot():
    drawing = Drawing(**SQUARE)
    suede = Fabric("#6e1f33")
    with drawing.placed(0, 10, shadow=0):
        drawing.ground_shadow(230, 630, 190, 9)
        drawing.ground_shadow(572, 642, 60, 8)
        slab(drawing, [(500, 520, 0), (618, 480, 0), (622, 560), (618, 640, 0), (544, 640, 0),
                       (536, 570)], Fabric("#3d1420"))
        boot_upper(drawing, HEELED, suede)
        drawing.line([(50, 610), (100, 622), (220, 625), (340, 612), (440, 568), (540, 528),
                      (614, 512)], "#2a0d16", 12)
        drawing.line([(510, 124), (514, 300), (520, 430), (500, 510)], "#2a0d16", 7)
        drawing.line([(510, 124), (514, 300), (520, 430), (500, 510)], "#c9a24d", 3,
                     stroke_dasharray="4 3", stroke_linecap="butt")
        drawing.add("rect", x=505, y=136, width=10, height=34, rx=4, fill="#d7b465")
        seam(drawing, [(300, 484), (350, 520), (420, 560)], suede.base)
    return drawing


def stiletto_boot():
    """A black pointed boot with a strap and a thin heel."""
    drawing = Drawing(background="#d9d9d9", **SQUARE)
    leather = Fabric("#1d1d20")
    with drawing.placed(720, 10, mirror=True, shadow=0):
        drawing.ground_shadow(220, 630, 180, 9)
        drawing.ground_shadow(594, 646, 30, 6)
        slab(drawing, [(540, 512, 0), (618, 478, 0), (614, 560), (604, 644, 0), (586, 644, 0),
                       (584, 570)], Fabric("#121214"))
        pointed = [(24, 610, 0)] + [(p[0] - 8 * (p[0] < 200), p[1]) + tuple(p[2:])
                                    for p in HEELED[1:]]
        boot_upper(drawing, pointed, leather, "#4a2730")
        drawing.line([(24, 613), (100, 623), (220, 626), (340, 612), (440, 568), (540, 528),
                      (614, 512)], "#0c0c0e", 9)
        for y in (300, 348):
            drawing.line([(394, y), (490, y + 22), (594, y - 4)], "#47474d", 27,
                         stroke_linecap="butt")
            drawing.line([(394, y), (490, y + 22), (594, y - 4)], "#26262a", 23,
                         stroke_linecap="butt")
            buckle(drawing, 474, y + 20, 26, "#c3c5c9", 4)
    return drawing


def hiking_boot():
    drawing = Drawing(background=None, **SQUARE)
    grey = Fabric("#59656b")
    with drawing.placed(0, 6, shadow=0):
        shell(drawing, [(392, 200, 0), (366, 100), (420, 78), (474, 98), (474, 200, 0)],
              Fabric("#3d474c"), 80, 200)
        boot_upper(drawing, FLAT, grey, "#2a3135")
        overlay(drawing, FLAT, [(40, 600, 0), (40, 470, 0), (140, 480), (230, 520), (330, 560),
                                (420, 600, 0)], "#2e3538")
        overlay(drawing, FLAT, [(300, 470, 0), (380, 400), (410, 300), (400, 160, 0), (460, 160, 0),
                                (470, 310), (440, 420), (350, 510, 0)], "#3f4a50", "#a9b7bd")
        overlay(drawing, FLAT, [(460, 600, 0), (500, 470), (580, 400), (660, 390, 0),
                                (660, 600, 0)],
                "#2e3538", "#a9b7bd")
        overlay(drawing, FLAT, [(470, 90, 0), (640, 90, 0), (640, 200, 0), (560, 214),
                                (474, 190, 0)],
                "#3d474c", "#a9b7bd")
        for y in (262, 288, 314):
            drawing.line([(490, y), (586, y - 8)], "#d2483b", 6)
        laces(drawing, (316, 448), (398, 164), 7, "#d2483b", 46, (0.88, 0.3))
        bow(drawing, 412, 126, "#d2483b")
        lug_sole(drawing, "#232729", "#d2483b")
    return drawing


def chukka():
    """A low suede boot with two pairs of eyelets and a crepe sole."""
    drawing = Drawing(**SQUARE)
    suede = Fabric("#c9ad84")
    low = [(p[0], p[1] if p[1] > 420 else 420 - (420 - p[1]) * 0.72) + tuple(p[2:]) for p in FLAT]
    with drawing.placed(40, 130, scale=0.8, shadow=0):
        drawing.ground_shadow(350, 636, 295, 11)
        inner_collar(drawing, [(394, 212, 0), (490, 188), (594, 210, 0), (490, 226)], "#7a6240")
        shell(drawing, [(384, 330, 0), (374, 196), (420, 180), (462, 206), (452, 330, 0)], suede,
              180, 340)
        shell(drawing, low, suede, 200, 570)
        overlay(drawing, low, [(352, 470, 0), (384, 420), (404, 330), (394, 190, 0), (640, 180, 0),
                               (640, 600, 0), (380, 600, 0), (350, 530)], "#c3a67c", "#f3e6cc")
        seam(drawing, [(556, 216), (548, 340), (560, 440), (566, 566)], suede.base)
        laces(drawing, (392, 372), (402, 268), 3, "#6d5433", 44, (0.95, 0.1))
        bow(drawing, 408, 232, "#6d5433")
        slab(drawing, [(64, 562, 0), (200, 574), (420, 572), (632, 562, 0), (636, 600),
                       (630, 636, 0),
                       (380, 638), (120, 632), (72, 604)], Fabric("#dcc79c"))
        drawing.line([(70, 596), (380, 604), (636, 596)], "#b39a68", 3)
    return drawing


PRODUCTS = {
    "AB-901": chelsea,
    "AB-905": work_boot,
    "AB-909": heeled_boot,
    "AB-913": stiletto_boot,
    "AB-920": hiking_boot,
    "AB-924": chukka,
}
