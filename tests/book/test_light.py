"""What is done to a page so that it carries only what it uses."""

import io
import re

import pytest
from fontTools.ttLib import TTFont

from lib.book import light

SVG = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "a"\n "b"><svg width="72pt" height="36.9pt">'
    "<metadata>who\nwhen</metadata><!-- T -->"
    '<path d="M 10.123456 -0.000001 \nL 3 2.5 \nz" transform="scale(0.015625 -0.09)"/></svg>'
)


def test_a_figure_loses_digits_and_not_its_shape():
    short = light.fewer_digits(SVG)
    assert 'd="M 10.12 0 L 3 2.5 z"' in short
    assert 'transform="scale(0.015625 -0.09)"' in short
    assert "metadata" not in short
    assert "<!" not in short
    before, after = (
        [float(x) for x in re.findall(r"-?\d+\.?\d*", re.search(r' d="([^"]*)"', s)[1])]
        for s in (SVG, short)
    )
    assert after == pytest.approx(before, abs=0.005)


def test_shortening_twice_is_shortening_once():
    assert light.fewer_digits(light.fewer_digits(SVG)) == light.fewer_digits(SVG)


def test_an_image_says_its_size_in_pixels():
    # 72 points are an inch, and so are 96 pixels
    assert light.size_of(SVG) == (96, 49)
    page = '<p><img alt="x" src="../_images/a.svg" /><img src="b.png"></p>'
    sized = light.sized(page, {"a.svg": (96, 49)})
    said = 'width="96" height="49" loading="lazy" decoding="async"'
    assert f'<img {said} alt="x" src="../_images/a.svg" />' in sized
    assert '<img src="b.png">' in sized
    assert light.sized(sized, {"a.svg": (96, 49)}) == sized


def test_formulas_need_their_letters_slanted_and_the_signs_of_roots():
    page = (
        "x y <math><mi>T</mi><mi>h</mi><mi>λ</mi><mo>&#x2062;</mo><msqrt><mn>7</mn></msqrt></math>"
    )
    found = light.formula_characters(page)
    assert {"𝑇", "ℎ", "𝜆", "√", "7"} <= set(found)
    assert "𝑥" not in found


def test_a_subset_has_what_was_asked_and_less_than_the_whole():
    font = light.subset(light.MATH_FONT, "𝑇√(")
    loaded = TTFont(io.BytesIO(font))
    # with a bracket comes its mirror image
    assert {ord(c) for c in "𝑇√()"} == set(loaded.getBestCmap())
    assert "MATH" in loaded
    # brackets and roots grow with what they hold: their larger forms come along
    assert len(loaded.getGlyphOrder()) > 10
    assert len(font) < light.MATH_FONT.stat().st_size / 10


def test_a_subset_is_the_same_every_time():
    light.subset.cache_clear()
    first = light.subset(light.MATH_FONT, "𝑇√(")
    light.subset.cache_clear()
    assert light.subset(light.MATH_FONT, "𝑇√(") == first


def test_code_keeps_its_text_and_its_colours():
    page = '<pre><span class="n">a</span> <span class="o">=</span> <span class="mi">1</span></pre>'
    plain = light.plainer_code(page)
    assert plain == '<pre>a <span class="o">=</span> <span class="mi">1</span></pre>'


def test_words_in_use_are_classes_ids_and_what_scripts_may_set():
    words = light.words_in_use(['<p class="a b-c" id="d">e</p>'], ["el.classList.add('show')"])
    assert {"a", "b-c", "d", "show"} <= words
    assert "e" not in words
