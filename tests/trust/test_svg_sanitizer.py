import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.trust import svg_sanitizer
from support_plugin.trust.images import clean_picture, picture_size
from support_plugin.trust.svg_sanitizer import UnsafeSvg, sanitize_svg, svg_size

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SHAPE = '<path id="shape" d="M0 0h9v9z"/>'
OPEN = f"<svg {NAMES} viewBox='0 0 1 1'>"
LAUGHS = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))

HTML = 'xmlns="http://www.w3.org/1999/xhtml"'
LONG, SHARING = "0" * 200_000, "<g class='a'/>"


def drawing(inside, root=""):
    return f'<svg {NAMES} viewBox="0 0 20 10" {root}>{SHAPE}{inside}</svg>'.encode()


def cleaned(inside, root=""):
    return sanitize_svg(drawing(inside, root)).decode()


def test_an_honest_drawing_looks_as_before():
    kept = cleaned(
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient>'
        '<clipPath id="c"><circle cx="5" cy="5" r="4"/></clipPath></defs>'
        '<g clip-path="url(#c)" transform="rotate(45 1 2)"><rect fill="url(#g)" width="9" height="9"/></g>'
        "<text>اینماد &amp; شرکا</text>"
    )
    for part in (
        'd="M0 0h9v9z"',
        'stop-color="#fff"',
        'clip-path="url(#c)"',
        'transform="rotate(45 1 2)"',
        'fill="url(#g)"',
        "اینماد &amp; شرکا",
    ):
        assert part in kept


def test_simple_style_sheets_become_attributes():
    css = "<style>/* a: b */ .cls-1, .b { fill: #fff; stroke:red } .b{opacity:.5}</style>"
    content = (
        f'<svg {NAMES} viewBox="0 0 9 9">{css}<rect class="cls-1"/><rect class="b" style="fill:#000"/></svg>'
    )
    kept = sanitize_svg(content.encode()).decode()
    assert "<style" not in kept
    assert '<rect fill="#fff" stroke="red"></rect>' in kept
    assert '<rect fill="#000" stroke="red" opacity=".5"></rect>' in kept


ATTACKS = {
    "script": "<script>alert(1)</script>",
    "script in a prefix": '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
    "script of HTML": f"<script {HTML}>alert(1)</script>",
    "handler": '<rect onclick="alert(1)" onload="alert(1)" ONMOUSEOVER="alert(1)"/>',
    "link": '<a xlink:href="javascript:alert(1)"><text>x</text></a><a href=" java&#10;script:alert(1)"/>',
    "foreign": f'<foreignObject><iframe {HTML} src="javascript:alert(1)"/></foreignObject>',
    "picture": '<image href="https://evil.example/a.png"/><image xlink:href="//evil.example/b.png"/>',
    "picture in the file": '<image href="data:image/svg+xml;base64,PHN2Zy8+"/><feImage href="//evil/a"/>',
    "use": '<use href="https://evil.example/x.svg#a"/><use xlink:href="#shape"/>',
    "animation": '<set attributeName="href" to="javascript:alert(1)"/><animate values="javascript:a()"/>',
    "style attribute": '<rect style="fill:url(https://evil.example/c);background:url(//evil.example/d)"/>',
    "paint from elsewhere": '<rect fill="url(https://evil.example/#a)"/><rect fill="url(//evil.example/d)"/>',
    "paint from beside": '<rect fill="url(evil.example)"/><rect fill="URL( evil.svg )"/>',
    "hidden url": r'<rect fill="u\72l(https://evil.example/z)"/><rect fill="ururl(#a)l(evil.example)"/>',
    "image set": """<rect mask='image-set("https://evil.example/1" 1x)'/>""",
    "gradient from elsewhere": '<linearGradient href="https://evil.example/x.svg#g"/>',
    "marks of XML": "<?xml-stylesheet href='https://evil.example/x.css'?><!-- https://evil.example -->",
    "text that ends": "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>",
    "cdata": "<title><![CDATA[</title><script>alert(1)</script>]]></title>",
    "quotation marks": """<rect id='">&lt;script>alert(1)&lt;/script>' fill='"/onload="alert(1)'/>""",
    "events of XML": '<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">a()</handler>',
    "base": '<g xml:base="https://evil.example/"><rect/></g>',
    "inner svg": '<svg onload="alert(1)"><script>alert(1)</script></svg>',
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_nothing_runs_and_nothing_leads_out(attack):
    assert_harmless(cleaned(attack))


def assert_harmless(kept):
    root = ElementTree.fromstring(kept)  # noqa: S314 - no entity gets here
    for element in root.iter():
        name = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
        assert name in svg_sanitizer.ELEMENTS
        for attribute, value in element.attrib.items():
            assert attribute in svg_sanitizer.GEOMETRY | svg_sanitizer.PRESENTATION | {"href"}
            assert "//" not in value
            assert ":" not in value
            assert not re.search(r"url\((?!\s*['\"]?#)", value, re.IGNORECASE)
            assert attribute != "href" or value.startswith("#")


@pytest.mark.parametrize(
    "root",
    ['onload="alert(1)"', 'fill="url(//evil.example/a)"', 'style="fill:red" xml:base="//evil.example"'],
)
def test_the_outermost_element_is_no_exception(root):
    assert_harmless(cleaned("", root))


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*ATTACKS.values(), SHAPE]),
            st.sampled_from(["{}", "<g>{}</g>", "<mask>{}</mask>"]),
        ),
        max_size=6,
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20),
)
def test_mixtures_are_as_harmless(parts, text):
    value = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    inside = "".join(wrapping.format(attack) for attack, wrapping in parts if "<?xml" not in attack)
    assert_harmless(
        cleaned(f'{inside}<rect fill="{value}" class="{value}" style="{value}"/><text>{value}</text>')
    )


@pytest.mark.parametrize(
    "content",
    [
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{OPEN}{SHAPE}<text>&x;</text></svg>',
        f'<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>{OPEN}{SHAPE}</svg>',
        f'<!DOCTYPE svg [<!ENTITY a "ha">{LAUGHS}]>{OPEN}{SHAPE}<text>&i;</text></svg>',
        f'<!DOCTYPE svg [<!ENTITY c "red">]>{OPEN}<rect fill="&c;"/></svg>',
        f'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>{OPEN}{SHAPE}</svg>',
        f"{OPEN}{'<g>' * 60}{SHAPE}{'</g>' * 60}</svg>",
        f"{OPEN}{'<g>' * 20_000}{'</g>' * 20_000}</svg>",
        f"{OPEN}{'<rect/>' * 5001}</svg>",
        f"{OPEN}<style>.a{{fill:{LONG}}}</style>{SHARING * 3000}{SHAPE}</svg>",
        f"{OPEN}<style>@import 'https://evil.example';</style>{SHAPE}</svg>",
        f"{OPEN}<style>g > .a {{fill:red}}</style>{SHAPE}</svg>",
        f"{OPEN}<style>.a {{fill:red</style>{SHAPE}</svg>",
        f"{OPEN}{SHAPE}<style>.a {{fill:red}}</style></svg>",
        f"{OPEN}</svg>",
        f"{OPEN}<script>alert(1)</script></svg>",
        f"<svg {NAMES}>{SHAPE}</svg>",
        f"<svg {NAMES} viewBox='0 0 0 5'>{SHAPE}</svg>",
        f"<svg {NAMES} viewBox='0 0 nan 5'>{SHAPE}</svg>",
        f"<svg {NAMES} viewBox='0 0 wide 5'>{SHAPE}</svg>",
        f"<svg {NAMES} width='100%' height='100%'>{SHAPE}</svg>",
        "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>",
        "<html><script>alert(1)</script></html>",
        '<?xml version="1.0" encoding="martian"?><svg/>',
        "<svg",
        "",
    ],
)
def test_what_cannot_be_made_harmless_is_refused(content):
    with pytest.raises(UnsafeSvg):
        sanitize_svg(content.encode())


@pytest.mark.parametrize("piece", ["/*", ".a", "{", "url(", "a{b", "/*/", "."])
def test_a_hostile_style_sheet_takes_no_time(piece):
    css = piece * (200_000 // len(piece))
    try:
        sanitize_svg(f"{OPEN}<style>{css}</style>{SHAPE}</svg>".encode())
    except UnsafeSvg:
        return


def test_masks_do_not_multiply_each_other():
    kept = cleaned(
        '<mask id="a"><g mask="url(#b)"><rect clip-path="url(#c)"/></g></mask><rect mask="url(#a)"/>'
    )
    assert kept.count("url(") == 1
    assert 'mask="url(#a)"' in kept


def test_a_doctype_without_entities_is_dropped():
    public = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    kept = sanitize_svg(b'<?xml version="1.0"?>' + public.encode() + drawing("")).decode()
    assert "DOCTYPE" not in kept
    assert "w3.org/Graphics" not in kept


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ('viewBox="0 0 200 100"', (1000, 500)),
        ('viewBox="0,0,10,40" width="100%"', (250, 1000)),
        ('width="30px" height="15"', (1000, 500)),
    ],
)
def test_a_drawing_has_a_size(root, size):
    kept = sanitize_svg(f"<svg {NAMES} {root}>{SHAPE}</svg>".encode())
    assert svg_size(kept) == size


def test_a_drawing_is_recognized_by_its_content_whatever_its_name():
    for content in (b"\n " + drawing(""), b"\xef\xbb\xbf<?xml version='1.0'?>" + drawing("")):
        picture = clean_picture(BytesIO(content), len(content), (280, 112))
        assert picture.name == "badge.svg"
        assert picture_size(picture.name, picture.file) == (1000, 500)


def test_a_drawing_too_large_is_refused_without_being_read():
    with pytest.raises(ValidationError):
        clean_picture(BytesIO(b"<svg/>"), svg_sanitizer.MAX_BYTES + 1, (280, 112))
