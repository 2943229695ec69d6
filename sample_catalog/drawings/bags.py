"""Bags, seen from the front."""

from sandals import buckle
from svgkit import Drawing, Fabric, darker, lighter, smooth, whole
from torso import both_sides, clipped_print, seam

SQUARE = dict(width=720, height=720)
WIDE = dict(width=800, height=600)


def handle(drawing, points, width, colour, behind=False):
    """Draws a rounded strap; a strap `behind` the bag is darker."""
    colour = darker(colour, 0.3) if behind else colour
    drawing.line(points, darker(colour, 0.45), width + 4)
    drawing.line(points, colour, width)
    drawing.line([(p[0] - width * 0.18, p[1] - width * 0.18) for p in points], "#fff",
                 width * 0.24, opacity=0.3)


def ring(drawing, x, y, radius=13, colour="#cda34c"):
    for look, width in ((darker(colour, 0.4), 7), (colour, 4.5)):
        drawing.circle(x, y, radius, "none", stroke=look, stroke_width=width)


def inset_stitch(drawing, points, colour, closed=False):
    data = smooth(points, closed=closed)
    drawing.path(data, stroke=colour, width=1.8, stroke_dasharray="6 4", stroke_linecap="butt")


def canvas_tote():
    drawing = Drawing(background="#f9f8f5")
    canvas = Fabric("#e9dfc8", None, 0.3)
    body = whole([(0, 330), (170, 324, 0), (184, 520), (196, 700), (186, 724, 0), (0, 732)])

    def leaf_print():
        drawing.line([(0, 660), (-4, 560), (4, 420)], "#3d6b4f", 7)
        for row in range(5):
            y = 630 - row * 48
            reach = 92 - row * 11
            for side in (-1, 1):
                drawing.path(smooth([(0, y, 0), (side * reach * 0.4, y - 44),
                                     (side * reach, y - 62, 0), (side * reach * 0.7, y - 18)],
                                    closed=True), fill="#3d6b4f")
    with drawing.placed(300, -30, scale=1.02):
        handle(drawing, [(-92, 350), (-84, 190), (-40, 96), (40, 96), (84, 190), (92, 350)], 22,
               canvas.base, behind=True)
        drawing.panel(body, canvas, [[(-150, 350), (-140, 480), (-156, 620)],
                                     [(130, 400), (150, 560), (140, 700)]], edge=0.26)
        clipped_print(drawing, body, leaf_print)
        inset_stitch(drawing, [(-172, 352), (0, 358), (172, 352)], "#a79a7c")
        handle(drawing, [(-98, 420), (-92, 220), (-46, 118), (46, 118), (92, 220), (98, 420)], 24,
               canvas.base)
        both_sides(drawing, lambda: drawing.path(
            "M84 372H112V424H84ZM84 372L112 424M112 372L84 424", stroke="#a79a7c", width=2))
    return drawing


def structured_handbag():
    drawing = Drawing(**SQUARE)
    leather = Fabric("#a32a3b", None, 0.55)
    gold = "#d1a850"
    with drawing.placed(420, 130, scale=0.8):
        handle(drawing, [(-106, 330), (-96, 190), (-40, 112), (40, 112), (96, 190), (106, 330)], 20,
               leather.base, behind=True)
        drawing.panel(whole([(0, 300), (200, 296, 0), (228, 440), (248, 600), (240, 632, 0),
                             (0, 640)]), leather, edge=0.3)
        both_sides(drawing, lambda: seam(drawing, [(166, 300), (196, 460), (206, 634)],
                                         leather.base))
        flap = whole([(0, 292), (204, 290, 0), (204, 380), (150, 424), (0, 440)])
        drawing.panel(flap, leather, edge=0.2)
        inset_stitch(drawing, [(-192, 380), (-146, 412), (0, 428), (146, 412), (192, 380)],
                     lighter(leather.base, 0.35))
        handle(drawing, [(-112, 316), (-100, 206), (-44, 136), (44, 136), (100, 206), (112, 316)],
               20, leather.base)
        both_sides(drawing, lambda: ring(drawing, 112, 322))
        drawing.panel([(-26, 412, 0), (26, 412, 0), (26, 460), (0, 474), (-26, 460)], Fabric(gold),
                      edge=0.3)
        drawing.circle(0, 440, 7, "#5d4314")
        both_sides(drawing, lambda: drawing.circle(226, 638, 7, gold, stroke="#7a5c1e"))
    return drawing


def backpack():
    drawing = Drawing()
    cloth = Fabric("#3f5a4a", None, 0.25)
    tan = "#a9713c"
    with drawing.placed(300, -10):
        for side in (-1, 1):
            handle(drawing, [(side * 90, 170), (side * 204, 260), (side * 222, 460),
                             (side * 160, 660)], 30, cloth.base, behind=True)
        handle(drawing, [(-44, 128), (-34, 82), (34, 82), (44, 128)], 16, tan)
        body = whole([(0, 110), (100, 116), (160, 160), (178, 260), (188, 480), (190, 640),
                      (160, 700), (0, 712)])
        drawing.panel(body, cloth, [[(-140, 300), (-150, 400), (-140, 470)]], edge=0.3)
        both_sides(drawing, lambda: drawing.panel(
            [(172, 500, 0), (212, 520), (218, 640), (184, 690, 0)], cloth))
        zip_line = [(-158, 330), (-156, 220), (-110, 160), (0, 148), (110, 160), (156, 220),
                    (158, 330)]
        drawing.line(zip_line, "#22332a", 8)
        drawing.line(zip_line, "#c9b07c", 2.5, stroke_dasharray="4 3")
        pocket = whole([(0, 440), (140, 436, 0), (150, 520), (150, 640), (128, 672), (0, 678)])
        drawing.panel(pocket, cloth, edge=0.24)
        drawing.panel(whole([(0, 414), (146, 412, 0), (152, 470), (130, 510), (0, 520)]), cloth,
                      edge=0.2)
        inset_stitch(drawing, [(-138, 474), (-122, 500), (0, 508), (122, 500), (138, 474)],
                     lighter(cloth.base, 0.35))
        for x in (-76, 76):
            drawing.panel([(x - 15, 404, 0), (x + 15, 404, 0), (x + 15, 566), (x, 580),
                           (x - 15, 566)], Fabric(tan, None, 0.4), edge=0.2)
            buckle(drawing, x, 530, 30, "#cfae62", 90)
        drawing.panel([(-34, 250, 0), (34, 250, 0), (34, 300, 0), (-34, 300, 0)], Fabric(tan),
                      edge=0.2)
        inset_stitch(drawing, [(-28, 256, 0), (28, 256, 0), (28, 294, 0), (-28, 294, 0)],
                     "#e3c193", closed=True)
    return drawing


def envelope_clutch():
    drawing = Drawing(background="#17181b", **WIDE)
    satin = Fabric("#d8b9c4", None, 0.7)
    with drawing.placed(400, 10, turn=-2, shadow=0.8):
        drawing.panel([(-300, 170, 0), (0, 164), (300, 170, 0), (304, 300), (300, 440, 0), (0, 446),
                       (-300, 440, 0), (-304, 300)], satin, edge=0.28)
        drawing.panel([(-302, 168, 0), (0, 158), (302, 168, 0), (150, 270), (16, 352),
                       (-16, 352), (-150, 270)], satin, edge=0.2)
        inset_stitch(drawing, [(-286, 182), (-146, 262), (0, 340), (146, 262), (286, 182)],
                     "#a88592")
        drawing.circle(0, 338, 20, "#c9a24d", stroke="#7d5f22", stroke_width=2)
        drawing.circle(-5, 332, 7, "#fff", opacity=0.6)
        ring(drawing, 300, 214, 12)
        handle(drawing, [(300, 226), (338, 300), (334, 400), (312, 410), (316, 310), (300, 228)], 9,
               "#c39dab")
    return drawing


def saddle_crossbody():
    drawing = Drawing(background=None)
    leather = Fabric("#b06a32", None, 0.45)
    with drawing.placed(300, 10, shadow=0):
        handle(drawing, [(-168, 480), (-178, 330), (-120, 130), (0, 66), (120, 130), (178, 330),
                         (168, 480)], 15, leather.base)
        body = whole([(0, 430), (150, 436), (182, 474), (186, 580), (160, 672), (90, 706),
                      (0, 712)])
        drawing.panel(body, leather, edge=0.3)
        flap = whole([(0, 420), (156, 426), (192, 462), (184, 560), (140, 620), (0, 640)])
        drawing.panel(flap, leather, edge=0.24)
        inset_stitch(drawing, [(-174, 480), (-168, 552), (-130, 604), (0, 622), (130, 604),
                               (168, 552), (174, 480)], "#edc79a")
        both_sides(drawing, lambda: ring(drawing, 170, 476))
        drawing.panel([(-20, 560, 0), (20, 560, 0), (20, 664), (0, 682), (-20, 664)], leather,
                      edge=0.2)
        buckle(drawing, 0, 616, 40, "#cda34c", 90)
        buckle(drawing, -152, 236, 24, "#cda34c", 24)
    return drawing


def weekender():
    drawing = Drawing(background="#eeeeee", **WIDE)
    cloth = Fabric("#2f3f5e", None, 0.25)
    tan = "#96602f"
    with drawing.placed(400, 20):
        handle(drawing, [(-124, 300), (-110, 150), (-60, 84), (60, 84), (110, 150), (124, 300)], 20,
               tan, behind=True)
        body = whole([(0, 220), (220, 222), (290, 250), (318, 340), (322, 450), (296, 496),
                      (0, 506)])
        drawing.panel(body, cloth, [[(-250, 280), (-262, 380), (-250, 470)],
                                    [(60, 300), (90, 330), (150, 340)]], edge=0.32)
        drawing.line([(-276, 246), (0, 232), (276, 246)], "#161f31", 9)
        drawing.line([(-276, 246), (0, 232), (276, 246)], "#cbb27c", 3, stroke_dasharray="4 3")

        def leather():
            for x in (-330, 258):
                drawing.add("rect", x=x, y=380, width=72, height=140, fill=tan)
            for x in (-128, 104):
                drawing.add("rect", x=x, y=250, width=24, height=270, fill=tan)
            drawing.path(smooth(body, closed=True), fill=drawing.gradient(
                (0, 240), (0, 510), (0, "#000", 0), (1, "#000", 0.3)))
        clipped_print(drawing, body, leather)
        handle(drawing, [(-118, 330), (-116, 200), (-66, 116), (66, 116), (116, 200), (118, 330)],
               22, tan)
        drawing.panel([(-40, 104), (40, 104), (42, 134), (-42, 134)], Fabric(tan, None, 0.4))
        both_sides(drawing, lambda: ring(drawing, 310, 290, 14, "#b8bbc0"))
    return drawing


PRODUCTS = {
    "BG-1001": canvas_tote,
    "BG-1004": structured_handbag,
    "BG-1007": backpack,
    "BG-1011": envelope_clutch,
    "BG-1015": saddle_crossbody,
    "BG-1018": weekender,
}
