"""What may stand in a drawing: hostile files are refused by name, honest ones come out the same."""

import re
import time

import pytest
from defusedxml.ElementTree import fromstring
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from modules.drawing_rules import CLASSES, ELEMENTS
from modules.drawings import (
    MAX_BYTES,
    MAX_ELEMENTS,
    SVG,
    FaultyDrawing,
    clean_svg,
)

NO_INSTRUCTIONS = "1: A drawing has no processing instructions."
OPEN = f'<svg xmlns="{SVG}" viewBox="0 0 340 100">'


def svg(inside: str, attributes: str = "") -> str:
    return f'<svg xmlns="{SVG}" viewBox="0 0 340 100"{attributes}>{inside}</svg>'


def refusal(text: str) -> str:
    with pytest.raises(FaultyDrawing) as caught, override("en"):
        clean_svg(text)
    return f"{caught.value.line}: {caught.value}"


def test_a_drawing_keeps_what_draws_and_loses_what_does_not():
    before = f"""\ufeff<?xml version="1.0" encoding="UTF-16"?>
<!-- made by hand -->
<svg xmlns="{SVG}" version="1.1" width="340" height="100" viewBox="0 0 340 100">
  <title>Двері</title>
  <g id="left" transform="translate(4 5) rotate(-6)">
    <rect x="1" y="2" width="30" height="40" rx="4" class="d-soft"/>
    <text x="4" y="20" class="d-text  d-strong">Двоє &lt;
      <tspan class="d-muted">дверей</tspan> &amp; ʼ</text>
  </g>
</svg>
"""
    assert clean_svg(before) == (
        f"{OPEN}<title>Двері</title>"
        '<g transform="translate(4 5) rotate(-6)">'
        '<rect class="d-soft" height="40" rx="4" width="30" x="1" y="2"/>'
        '<text class="d-text d-strong" x="4" y="20">Двоє &lt; '
        '<tspan class="d-muted">дверей</tspan> &amp; ʼ</text>'
        "</g></svg>"
    )


def test_names_for_the_prefix_of_svg_do_not_matter():
    text = f'<s:svg xmlns:s="{SVG}" viewBox="0 0 9 9"><s:g/></s:svg>'
    assert clean_svg(text) == f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><g/></svg>'
    assert clean_svg('<svg viewBox="0 0 9 9"/>') == f'<svg xmlns="{SVG}" viewBox="0 0 9 9"/>'


ARROW = '<marker id="{id}"><path d="{d}"/></marker><path d="M0 0" marker-end="url(#{id})"/>'


def test_markers_of_two_drawings_have_different_names_and_the_same_drawing_has_one():
    first = clean_svg(svg(ARROW.format(id="arrow", d="M0 0L1 1")))
    second = clean_svg(svg(ARROW.format(id="arrow", d="M0 0L2 2")))
    renamed = clean_svg(svg(ARROW.format(id="tip", d="M0 0L1 1")))
    ids = [re.findall(r' id="([^"]+)"', text) for text in (first, second)]
    assert len(ids[0]) == len(ids[1]) == 1
    assert ids[0] != ids[1]
    assert f"url(#{ids[0][0]})" in first
    assert renamed == first


def no_element(name: str, line: int = 1) -> str:
    return f"{line}: <{name}> is not allowed in a drawing."


def no_attribute(name: str) -> str:
    return f"1: The attribute “{name}” is not allowed in a drawing."


def not_so(name: str, value: str) -> str:
    return f"1: The attribute “{name}” may not be “{value}”."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1: The drawing is empty."),
        ("\ufeff \n", "1: The drawing is empty."),
        ("Малюнок", "1: This is not well-formed SVG."),
        ("<svg", "1: This is not well-formed SVG."),
        (svg("<g>\n\n</svg>"), "3: This is not well-formed SVG."),
        (svg("") + svg(""), "1: This is not well-formed SVG."),
        (svg("&nbsp;"), "1: This is not well-formed SVG."),
        (svg("\x00"), "1: This is not well-formed SVG."),
        (svg("\ud800"), "1: This is not well-formed SVG."),
        (svg("").encode("utf-16").decode("latin-1"), "1: This is not well-formed SVG."),
        ('<?xml-stylesheet href="a.css"?>' + svg(""), NO_INSTRUCTIONS),
        (svg("<?php echo 1 ?>"), NO_INSTRUCTIONS),
        ("<!DOCTYPE svg>" + svg(""), "1: A drawing has no DOCTYPE and no entities."),
        (
            '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg("&x;"),
            "1: A drawing has no DOCTYPE and no entities.",
        ),
        (f'<svg xmlns="{SVG}"/>', "1: <svg> needs a viewBox with four numbers."),
        ("\n\n" + svg("\n<g>\n<script>alert(1)</script></g>"), no_element("script", 5)),
        (svg("<style>*{fill:red}</style>"), no_element("style")),
        (
            svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'),
            no_element("foreignObject"),
        ),
        (svg('<image href="https://evil.example/x.png"/>'), no_element("image")),
        (svg('<use href="#a"/>'), no_element("use")),
        (svg('<a href="javascript:alert(1)"/>'), no_element("a")),
        (svg('<animate attributeName="x"/>'), no_element("animate")),
        (svg('<set attributeName="onload" to="x"/>'), no_element("set")),
        (svg('<g xmlns="urn:other"/>'), no_element("g")),
        ('<svg xmlns="http://www.w3.org/1999/xhtml" viewBox="0 0 1 1"/>', no_element("svg")),
        (svg("<svg/>"), "1: A drawing is one <svg> element, and there is none inside it."),
        ("<g/>", "1: A drawing is one <svg> element, and there is none inside it."),
        (svg("stray words"), "1: Words stand inside <text>."),
        (svg("<text><g/></text>"), "1: Inside words only <tspan> is allowed."),
        (svg("<tspan>x</tspan>"), "1: <tspan> stands inside <text>."),
        (svg("", ' onload="alert(1)"'), no_attribute("onload")),
        (svg('<g style="fill:red"/>'), no_attribute("style")),
        (svg('<g href="data:text/html,x"/>'), no_attribute("href")),
        (
            svg('<g xmlns:x="http://www.w3.org/1999/xlink" x:href="#a"/>'),
            no_attribute("href"),
        ),
        (svg('<g data-x="1"/>'), no_attribute("data-x")),
        (svg('<g viewBox="0 0 1 1"/>'), no_attribute("viewBox")),
        (svg('<g fill="url(https://evil.example)"/>'), not_so("fill", "url(https://evil.example)")),
        (svg('<g fill="#f00"/>'), not_so("fill", "#f00")),
        (svg('<g class="btn"/>'), not_so("class", "btn")),
        (svg('<g marker-end="url(x.svg#a)"/>'), not_so("marker-end", "url(x.svg#a)")),
        (svg('\n<g marker-end="url(#a)"/>'), "2: There is no marker “a” in the drawing."),
        (svg('<g id="a"/><g marker-end="url(#a)"/>'), "1: There is no marker “a” in the drawing."),
        (svg('<marker id="a"/><marker id="a"/>'), "1: Two markers have the same id."),
        (svg('<rect width="1e999"/>'), not_so("width", "1e999")),
        (svg('<rect x="NaN"/>'), not_so("x", "NaN")),
        (svg('<rect width="-1"/>'), not_so("width", "-1")),
        (svg('<rect width="100%"/>'), not_so("width", "100%")),
        (svg('<path d="M0 0L999999 1"/>'), not_so("d", "M0 0L999999 1")),
        (svg('<path d="M0 0;alert(1)"/>'), not_so("d", "M0 0;alert(1)")),
        (svg('<g transform="url(#a)"/>'), not_so("transform", "url(#a)")),
        (svg('<g transform="scale(1e30)"/>'), not_so("transform", "scale(1e30)")),
        (svg("<g>" * 10_000), "1: The elements of the drawing are nested too deeply."),
        (svg("<g/>" * MAX_ELEMENTS), f"1: A drawing has at most {MAX_ELEMENTS} elements."),
        (svg("<g/>" * MAX_BYTES), "1: The drawing is larger than 60 kB."),
    ],
)  # fmt: skip
def test_d07_d14_a_drawing_that_is_not_one_is_refused_with_its_line(text, problem):
    assert refusal(text) == problem


def test_d14_a_bomb_is_refused_before_it_grows():
    entities = "".join(
        f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 12)
    )
    start = time.perf_counter()
    assert (
        refusal(f'<!DOCTYPE svg [<!ENTITY a0 "ha">{entities}]>{svg("<text>&a11;</text>")}')
        == "1: A drawing has no DOCTYPE and no entities."
    )
    refusal(svg(f'<path d="{"1" * 50_000}"/>'))
    refusal(svg(f'<g transform="{"scale(" * 8_000}"/>'))
    refusal(svg(f'<polyline points="{"1 " * 25_000}"/>'))
    refusal("<" * MAX_BYTES)
    assert time.perf_counter() - start < 1


def test_a_drawing_with_words_is_narrow_enough_for_a_phone():
    wide = f'<svg xmlns="{SVG}" viewBox="0 0 800 100">%s</svg>'
    clean_svg(wide % "<path d='M0 0'/>")
    assert refusal(wide % "<text>Слово</text>").startswith("1: A drawing with words is at most 400")


def test_the_refusal_is_in_the_language_of_the_reader(monkeypatch):
    monkeypatch.setattr("modules.drawings._", lambda text: f"[{text}]")
    with pytest.raises(FaultyDrawing, match=r"^\[The drawing is empty\.\]$"):
        clean_svg("")


# --- Whatever goes in -----------------------------------------------------------------------------

GOOD = [
    ("x", "1"), ("y", "-2.5"), ("d", "M0 0l.5.5-4e-1 0z"), ("class", "d-soft  d-line"),
    ("fill", "none"), ("transform", "scale(2) rotate(-6)"), ("points", "1 2,3 4"), ("id", "a"),
    ("stroke-dasharray", "1,2"), ("text-anchor", "middle"),
]  # fmt: skip
BAD = [
    ("onload", "alert(1)"), ("style", "fill:red"), ("href", "javascript:alert(1)"),
    ("fill", "url(#a)"), ("class", "btn"), ("d", "M0 0;"), ("x", "&quot;&gt;&lt;script>"),
    ("marker-end", "url(#a)"),
]  # fmt: skip
PAIRS = st.sampled_from(GOOD * 20 + BAD)
SHAPES = st.sampled_from(
    ["g", "path", "rect", "circle", "line", "polyline", "defs"] * 20
    + ["script", "style", "foreignObject", "use", "image", "a", "p", "svg", "marker"]
)
WORDS = st.text("аʼ \n\u00a0\u2028\"'=", max_size=8) | st.sampled_from(
    ["<![CDATA[<script>]]>", "&#60;script&#62;", "&lt;b onload=x&gt;", "]]&gt;", "<!-- x -->"]
)


def marked(name, pairs, parts):
    attributes = "".join(f' {key}="{value}"' for key, value in dict(pairs).items())
    return f"<{name}{attributes}>{''.join(parts)}</{name}>"


ATTRIBUTES = st.lists(PAIRS, max_size=3)
SPANS = st.builds(marked, st.just("tspan"), ATTRIBUTES, st.lists(WORDS, max_size=2))
TEXTS = st.builds(marked, st.just("text"), ATTRIBUTES, st.lists(WORDS | SPANS, max_size=3))
TITLES = st.builds(marked, st.sampled_from(["title", "desc"]), ATTRIBUTES, st.lists(WORDS))
TREES = st.recursive(
    TEXTS | TITLES | st.sampled_from(["\n  ", "<!-- x -->"]),
    lambda inside: st.builds(marked, SHAPES, ATTRIBUTES, st.lists(inside, max_size=4)),
    max_leaves=8,
)


@given(inside=st.lists(TREES, max_size=4))
def test_what_comes_out_is_clean_and_stays_as_it_is(inside):
    try:
        cleaned = clean_svg(svg("".join(inside)))
    except FaultyDrawing:
        return
    assert clean_svg(cleaned) == cleaned
    allowed = {"viewBox", "marker-end", *(key for key, _value in GOOD)}
    for node in fromstring(cleaned).iter():
        assert node.tag.removeprefix(f"{{{SVG}}}") in ELEMENTS
        assert allowed.issuperset(node.attrib)
        assert CLASSES.issuperset(node.get("class", "").split())


@given(st.text())
def test_any_text_is_a_drawing_or_a_refusal(text):
    try:
        cleaned = clean_svg(text)
    except FaultyDrawing:
        return
    assert clean_svg(cleaned) == cleaned
