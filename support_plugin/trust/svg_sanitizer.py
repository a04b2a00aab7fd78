"""SVG sanitizer: the drawing is rewritten from allowlists of elements and attributes.

Browsers run scripts in an SVG file when somebody opens its address. So only the elements and attributes named
here are written, no reference leads out of the file, and nothing multiplies when it is drawn. The rest is
dropped silently: the admin sees the result before shoppers do.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MAX_BYTES = 256 * 1024
MAX_ELEMENTS = 5000
MAX_DEPTH = 50
NAMESPACE = "http://www.w3.org/2000/svg"

SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
PAINT_SERVERS = {"linearGradient", "radialGradient", "stop"}
# Within one of these no other is applied: nested, they multiply.
CLIPS_AND_MASKS = {"clipPath", "mask"}
TEXTS = {"text", "tspan", "title", "desc"}
ELEMENTS = {"svg", "g", "defs"} | SHAPES | PAINT_SERVERS | CLIPS_AND_MASKS | TEXTS
# fmt: off
PRESENTATION = {
    "clip-path", "clip-rule", "color", "display", "fill", "fill-opacity", "fill-rule", "font-family",
    "font-size", "font-style", "font-weight", "letter-spacing", "mask", "opacity", "stop-color",
    "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "visibility",
}
# fmt: on
# fmt: off
GEOMETRY = {
    "clipPathUnits", "cx", "cy", "d", "dx", "dy", "fx", "fy", "gradientTransform", "gradientUnits",
    "height", "id", "maskContentUnits", "maskUnits", "offset", "points", "preserveAspectRatio", "r", "rx",
    "ry", "spreadMethod", "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
}
# fmt: on
# Words, numbers, colours, functions such as rotate(45). No colon, slash, quotation mark or backslash: so no
# URL can be written, nor an escape for one.
PLAIN = re.compile(r"[\w\s.,#%()+-]*")
LOCAL_REFERENCE = re.compile(r"""url\(\s*(['"]?)#([\w.-]+)\1\s*\)""")
CLASS_SELECTOR = re.compile(r"\.([\w-]+)")
NUMBER = re.compile(r"(\d+(?:\.\d+)?)(?:px)?")


class UnsafeSvg(Exception):
    """Malformed, too large, without a size, or of a kind that can't be sanitized."""


def sanitize_svg(content: bytes) -> bytes:
    """Return the drawing sanitized; raise UnsafeSvg for one that can't be."""
    if len(content) > MAX_BYTES:
        raise UnsafeSvg
    writer = _Writer()
    try:
        writer.parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # LookupError: an unknown encoding
        raise UnsafeSvg from error
    if not writer.draws_something:
        raise UnsafeSvg
    return "".join(writer.written).encode()


def svg_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a drawing that :func:`sanitize_svg` made."""
    width, height = re.findall(rb' (?:width|height)="(\d+)"', content.partition(b">")[0])
    return int(width), int(height)


class _Writer:
    """Writes what the parser reads and the allowlists have. The parser loads nothing from outside."""

    def __init__(self) -> None:
        self.written: list[str] = []
        # Local names of the open elements; None for one that is dropped with all that is in it.
        self.open: list[str | None] = []
        self.elements = self.length = 0
        self.draws_something = False
        self.classes: dict[str, dict[str, str]] = {}
        self.style: list[str] | None = None
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        # Entities can grow without end, or read files, and attributes by default are added to each of many
        # elements; no drawing needs its own.
        parser.EntityDeclHandler = parser.AttlistDeclHandler = parser.ElementDeclHandler = self._refuse
        parser.StartDoctypeDeclHandler = self._read_doctype

    def _write(self, piece: str) -> None:
        self.length += len(piece)
        # A long style that many elements share would multiply.
        if self.length > 4 * MAX_BYTES:
            raise UnsafeSvg
        self.written.append(piece)

    def _refuse(self, *args: object) -> None:
        raise UnsafeSvg

    def _read_doctype(self, name: str, system: str | None, public: str | None, has_own_part: int) -> None:
        if has_own_part:
            raise UnsafeSvg

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS or len(self.open) >= MAX_DEPTH:
            raise UnsafeSvg
        namespace, _space, name = tag.rpartition(" ")
        if not self.open and (namespace, name) != (NAMESPACE, "svg"):
            raise UnsafeSvg
        if namespace == NAMESPACE and name == "style":
            if self.draws_something:
                raise UnsafeSvg  # what was written before it would lack its colours
            self.style = []
        is_inside_dropped = bool(self.open) and self.open[-1] is None
        is_allowed = namespace == NAMESPACE and name in ELEMENTS and not (self.open and name == "svg")
        if is_inside_dropped or not is_allowed:
            self.open.append(None)
            return
        kept = self._attributes(name, attributes) if self.open else _clean_root_attributes(attributes)
        self.open.append(name)
        self.draws_something |= name in SHAPES or name == "text"
        self._write("".join([f"<{name}", *(f" {key}={quoteattr(kept[key])}" for key in kept), ">"]))

    def _end(self, tag: str) -> None:
        if self.style is not None and tag == f"{NAMESPACE} style":
            self._read_style("".join(self.style))
            self.style = None
        name = self.open.pop()
        if name is not None:
            self._write(f"</{name}>")

    def _text(self, text: str) -> None:
        if self.style is not None:
            self.style.append(text)
        elif self.open and self.open[-1] in TEXTS:
            self._write(escape(text))

    def _read_style(self, css: str) -> None:
        # Drawing programs write ".a, .b { fill: #fff }": such rules become attributes. What else a style
        # sheet says is lost, so the drawing would look wrong: better none.
        head, *rest = css.split("/*")
        css = head + "".join(part.partition("*/")[2] for part in rest)
        *rules, end = css.split("}")
        if end.strip():
            raise UnsafeSvg
        for rule in rules:
            selectors, _brace, declarations = rule.partition("{")
            for selector in selectors.split(","):
                match = CLASS_SELECTOR.fullmatch(selector.strip())
                if match is None or "{" in declarations:
                    raise UnsafeSvg
                self.classes.setdefault(match[1], {}).update(_declarations(declarations))

    def _attributes(self, element: str, attributes: dict[str, str]) -> dict[str, str]:
        given = dict(attributes)
        style = _declarations(given.pop("style", ""))
        for name in dict.fromkeys(given.pop("class", "").split()):
            given.update(self.classes.get(name, {}))
        given.update(style)
        kept = {}
        for name, value in given.items():
            is_reference = name.rpartition(" ")[2] == "href" and element in PAINT_SERVERS
            if is_reference and re.fullmatch(r"#[\w.-]+", value):
                kept["href"] = value
            elif (name in GEOMETRY or name in PRESENTATION) and self._is_safe(name, value):
                kept[name] = value
        return kept

    def _is_safe(self, name: str, value: str) -> bool:
        if name in ("clip-path", "mask") and not CLIPS_AND_MASKS.isdisjoint(self.open):
            return False
        return _has_no_reference(LOCAL_REFERENCE.sub("", value))


def _has_no_reference(value: str) -> bool:
    return PLAIN.fullmatch(value) is not None and "url" not in value.lower()


def _declarations(css: str) -> dict[str, str]:
    pairs = (declaration.partition(":") for declaration in css.split(";"))
    return {
        name.strip(): value.strip()
        for name, _colon, value in pairs
        if name.strip() in PRESENTATION and value.strip()
    }


def _clean_root_attributes(attributes: dict[str, str]) -> dict[str, str]:
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    numbers = [float(part) for part in box] if len(box) == 4 else []
    sides = [NUMBER.fullmatch(attributes.get(side, "").strip()) for side in ("width", "height")]
    if not numbers:
        if not (sides[0] and sides[1]):
            raise UnsafeSvg
        numbers = [0, 0, float(sides[0][1]), float(sides[1][1])]
    width, height = numbers[2:]
    # Not "not (…)" turned round: NaN is no size.
    if not (0 < width < 1e6 and 0 < height < 1e6 and all(abs(number) < 1e6 for number in numbers)):
        raise UnsafeSvg
    scale = 1000 / max(width, height)
    kept = {
        name: attributes[name] for name in ("fill", "stroke") if _has_no_reference(attributes.get(name, "/"))
    }
    return {
        "xmlns": NAMESPACE,
        "viewBox": " ".join(f"{number:g}" for number in numbers),
        "width": str(max(round(width * scale), 1)),
        "height": str(max(round(height * scale), 1)),
        **kept,
    }
