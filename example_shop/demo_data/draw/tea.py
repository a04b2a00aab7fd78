"""Tea and what goes with it."""

from __future__ import annotations

from math import cos, sin

from .canvas import Canvas
from .colour import dark, light
from .motifs import one_leaf, rose, shamseh, sprig, steam
from .shapes import Point, polar, turned
from .vessel import glass, shade, vessel, vessel_lid


def tin(c: Canvas) -> None:
    """A green tea tin, a sprig of tea, dry leaves."""
    profile = [(286, 142), (630, 142), (650, 138)]

    def ornament() -> None:
        c.rect(180, 326, 400, 8, "#d9b35c")
        c.rect(180, 612, 400, 14, "#d9b35c")
        c.rect(180, 632, 400, 5, "#d9b35c")
        for i in range(-3, 4):
            shamseh(
                c, 350 + 142 * sin(i * 0.62), 580, 24 * cos(i * 0.5), ("#d9b35c", "#1f4a3a", "#f3e6c4"), 8
            )
        c.path("M350 352C436 390 448 500 350 552C252 500 264 390 350 352Z", "#f6ecd2")
        c.path("M350 366C424 400 434 492 350 538C266 492 276 400 350 366Z", stroke="#d9b35c", stroke_width=3)
        with c.at(350, 520, 0.92):
            sprig(c, 0, 0, 0.72, 0, "#4f7d45", 3)

    vessel(c, 350, profile, "#245744", ornament, tilt=0.17)
    vessel_lid(c, 350, 256, 146, 48, "#2d6a53", 0.17)
    c.ellipse(350, 254, 22, 8, "#d9b35c")
    c.circle(350, 246, 13, c.radial([(0, "#f7e2a6"), (1, "#b98a35")], 0.35, 0.3, 0.8))
    sprig(c, 500, 690, 1.25, 58, "#5d8c4a", 3)
    _dry_leaves(c, 300, 710, 150, 26, 190)


def _dry_leaves(c: Canvas, cx: float, cy: float, rx: float, ry: float, count: int) -> None:
    c.shadow(cx, cy + 8, rx * 0.9, ry * 0.7, 0.25)
    for _ in range(count):
        a, far = c.rng.uniform(0, 6.28), c.rng.random() ** 0.7
        with c.at(cx + rx * far * cos(a), cy + ry * far * sin(a) - (1 - far) * 18, 1, c.rng.uniform(0, 180)):
            c.path("M-13 0Q0 -6 13 1Q0 5 -13 0Z", c.rng.choice(["#3a2a1c", "#513a24", "#2a1e15", "#6a4c2c"]))


WAIST = [(0, 62), (26, 57), (74, 41), (104, 42), (148, 55), (184, 54), (196, 46)]


def estekan(c: Canvas, x: float, y: float, scale: float = 1, tea: str = "#b4481c") -> None:
    """Draw a full tea glass on its saucer; (x, y) is the middle of the saucer."""
    with c.at(x, y, scale):
        saucer(c, 0, 0)
        profile: list[Point] = [(r_y - 202, r) for r_y, r in WAIST]

        def content() -> None:
            c.path(
                turned(0, [(yy, r - 4) for yy, r in profile[1:]]),
                c.linear([(0, light(tea, 0.25)), (1, dark(tea, 0.25))]),
            )
            c.rect(
                -70,
                -170,
                140,
                180,
                c.linear([(0, "#ffcf7a", 0), (0.36, "#ffcf7a", 0.55), (0.6, "#ffcf7a", 0)], 1, 0),
            )
            c.ellipse(0, -176, 54, 10, light(tea, 0.32))

        glass(c, 0, profile, content)
        c.path("M-61 -196A62 12.4 0 0 0 61 -196", stroke="#e3b95a", stroke_width=4)


def saucer(c: Canvas, x: float, y: float) -> None:
    """Draw a white saucer with roses on its edge."""
    c.shadow(x, y + 16, 116, 18)
    c.ellipse(x, y + 5, 118, 27, "#cfc3b4")
    c.ellipse(x, y, 118, 26, c.linear([(0, "#fffdf8"), (1, "#e9dfd2")], 1, 0.5))
    c.ellipse(x, y, 112, 24, "none", stroke="#d9a648", stroke_width=2.5)
    for i in range(12):
        a = i * 0.5236
        c.ellipse(x + 95 * cos(a), y + 20 * sin(a), 9, 4.2, "#d4607b" if i % 2 else "#7fa26a")
    c.ellipse(x, y + 1, 70, 14, c.linear([(0, "#d8cbbb"), (1, "#fffdf8")]))


def glasses(c: Canvas) -> None:
    """Three tea glasses on a brass tray."""
    c.shadow(400, 672, 330, 46)
    c.ellipse(400, 660, 330, 88, "#8c6425")
    c.ellipse(400, 650, 330, 88, c.linear([(0, "#f2d184"), (0.5, "#cf9d48"), (1, "#a97a2e")], 1, 0.4))
    c.ellipse(400, 650, 306, 78, "none", stroke="#8c6425", stroke_width=2.5, opacity=0.7)
    for i in range(44):
        a = i * 0.1428
        c.ellipse(400 + 318 * cos(a), 650 + 83 * sin(a), 5, 3, "#8c6425", opacity=0.55)
    c.ellipse(400, 648, 290, 72, c.linear([(0, "#b8863a"), (1, "#e8c477")], 0.8, 1))
    steam(c, 260, 396)
    steam(c, 546, 396)
    estekan(c, 262, 616, 1.06)
    estekan(c, 546, 616, 1.06, "#a83d18")
    steam(c, 404, 426, 150)
    estekan(c, 404, 682, 1.22, "#c0501f")


def teapot(c: Canvas) -> None:
    """A white porcelain teapot with painted roses."""
    handle = "M244 470C130 446 116 610 258 600"
    c.stroke(handle, "#d9cdbd", 30)
    c.stroke(handle, "#fffaf2", 22)
    c.stroke("M244 466C150 448 136 590 250 592", "#ffffff", 5, opacity=0.9)
    spout = "M510 496C590 500 590 432 660 392L696 418C640 462 668 590 510 618Z"
    c.path(spout, c.linear([(0, "#fffdf8"), (1, "#d6c9b8")], 0.5, 1))
    c.ellipse(681, 408, 19, 9, "#b9a895", transform="rotate(40 681 408)")
    c.stroke("M664 396Q686 398 696 420", "#d9a648", 5)
    profile = [(392, 92), (412, 112), (470, 160), (540, 168), (600, 138), (640, 98), (654, 100)]

    def ornament() -> None:
        rose(c, 392, 522, 62, "#dc5f7c")
        rose(c, 300, 556, 34, "#e88aa0")
        rose(c, 480, 556, 38, "#e27690")
        for x, y, turn in (
            (338, 480, -48),
            (452, 478, 46),
            (338, 590, -120),
            (446, 596, 118),
            (392, 450, 0),
            (262, 520, -60),
            (524, 518, 60),
        ):
            one_leaf(c, x, y, 46, 17, turn, "#6f9a5e")
        c.rect(200, 628, 400, 6, "#d9a648")

    vessel(c, 390, profile, "#fbf5ea", ornament, tilt=0.18)
    c.ellipse(390, 394, 96, 17, "#d8cbbb")
    lid = [(336, 24), (348, 62), (372, 86), (394, 94)]
    outline = turned(390, lid, 0.16)
    c.path(outline, "#fbf5ea")
    with c.clip(outline):
        rose(c, 372, 366, 22, "#dc5f7c")
        rose(c, 424, 374, 15, "#e88aa0")
    shade(c, outline, 0.8)
    c.path("M294 396A96 17 0 0 0 486 396", stroke="#d9a648", stroke_width=4)
    c.circle(390, 322, 19, c.radial([(0, "#fff3c9"), (0.5, "#e3b95a"), (1, "#a97a2e")], 0.35, 0.3, 0.8))
    rose(c, 596, 704, 30, "#dc5f7c")
    one_leaf(c, 632, 712, 60, 20, 96, "#6f9a5e")


def borage(c: Canvas) -> None:
    """A glass cup of violet infusion among borage flowers."""
    steam(c, 390, 366, 150)
    profile = [(376, 128), (420, 130), (540, 118), (610, 92), (636, 74)]
    c.stroke("M506 430C606 410 606 560 494 556", "#ffffff", 17, opacity=0.55)
    c.stroke("M506 430C600 412 600 556 494 552", "#ffffff", 4, opacity=0.9)

    def content() -> None:
        c.rect(200, 420, 400, 300, c.linear([(0, "#8f6bc4"), (0.5, "#5f3f9f"), (1, "#43307c")]))
        c.ellipse(388, 420, 128, 23, "#b497de")
        for x, y, r in ((340, 420, 30), (430, 424, 26), (390, 414, 20)):
            _borage_flower(c, x, y, r, 0.45)

    glass(c, 388, profile, content, 0.18)
    for x, y, turn, scale in ((610, 700, 36, 0.95), (196, 690, -40, 0.9)):
        sprig(c, x, y, scale, turn, "#7c9a68", 2)
    for x, y, r in (
        (250, 690, 48),
        (320, 716, 40),
        (196, 650, 36),
        (640, 640, 50),
        (560, 706, 46),
        (690, 690, 38),
        (476, 722, 34),
    ):
        c.ellipse(x + 4, y + r * 0.34, r, r * 0.4, "#2a1a2c", opacity=0.2, filter="url(#blur6)")
        _borage_flower(c, x, y, r, 0.72)


def _borage_flower(c: Canvas, x: float, y: float, r: float, flat: float) -> None:
    with c.at(x, y), c.group(transform=f"scale(1 {flat})"):
        turn = c.rng.uniform(0, 72)
        for i in range(5):
            with c.at(0, 0, r / 50, turn + i * 72):
                c.path(
                    "M0 0C-34 -16 -24 -42 0 -58C24 -42 34 -16 0 0Z",
                    c.linear([(0, "#6f63d9"), (0.6, "#8a6fd6"), (1, "#c79be0")]),
                )
                c.stroke("M0 -8V-44", "#453a9c", 2, opacity=0.5)
        c.circle(0, 0, r * 0.24, "#f5eefc")
        for i in range(5):
            px, py = polar(0, 0, r * 0.16, turn + i * 72)
            c.circle(px, py, r * 0.08, "#3a2363")


def bud(c: Canvas, x: float, y: float, scale: float, turn: float) -> None:
    """Draw a dried rosebud."""
    with c.at(x, y, scale, turn):
        tone = c.rng.choice(["#d7708c", "#c95c7c", "#e38aa2", "#b84d70"])
        c.stroke("M0 28V44", "#8a9a5e", 5)
        c.path(
            "M0 -36C-26 -30 -34 10 -14 28H14C34 10 26 -30 0 -36Z",
            c.linear([(0, light(tone, 0.35)), (1, dark(tone, 0.18))], 0.5, 1),
        )
        c.path("M0 -36C-8 -14 -10 8 -4 28H14C34 10 26 -30 0 -36Z", dark(tone, 0.16), opacity=0.7)
        c.path("M0 -36C14 -18 16 6 10 26C2 8 -4 -14 0 -36Z", light(tone, 0.15))
        for side in (-1, 0, 1):
            c.path(
                f"M{side * 10} 32C{side * 24 - 7} 20 {side * 26} 6 {side * 22} 0"
                f"C{side * 12 + 6} 8 {side * 8 + 8} 22 {side * 10} 32Z",
                "#8fa065",
            )


def rosebuds(c: Canvas) -> None:
    """A jar of rosebuds."""

    def content() -> None:
        c.rect(200, 330, 420, 400, "#b5647c", opacity=0.55)
        for row in range(9):
            for i in range(9):
                bud(
                    c,
                    264 + i * 34 + (row % 2) * 17 + c.rng.uniform(-6, 6),
                    660 - row * 36,
                    0.86,
                    c.rng.uniform(-80, 80),
                )

    glass(c, 400, [(290, 116), (318, 140), (350, 146), (600, 146), (640, 128)], content, tint="#fff3ee")
    vessel_lid(c, 400, 246, 124, 46, "#d9b35c", 0.18)
    for x, y, turn in (
        (214, 690, 70),
        (276, 714, 120),
        (566, 704, -64),
        (636, 680, -110),
        (690, 712, 40),
        (492, 722, 96),
    ):
        c.ellipse(x + 4, y + 16, 32, 9, "#3a2418", opacity=0.25, filter="url(#blur6)")
        bud(c, x, y, 0.86, turn)
    one_leaf(c, 604, 722, 62, 22, 70, "#7f9a5e")


DRAWINGS = {"TEA-201": tin, "TEA-202": borage, "TEA-203": rosebuds, "TEA-204": glasses, "TEA-205": teapot}
