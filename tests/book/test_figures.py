"""Figures: the same text on every machine, and under rounding noise."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lib.book import figures


@pytest.fixture
def drawn():
    """A function that draws a figure with lines, markers, a legend and a note at data."""

    def draw(noise=0.0):
        rng = np.random.default_rng(1)
        x = np.linspace(0, 1, 400)
        y = np.sin(7 * x) * np.exp(x) * (1 + noise * rng.choice([-1, 1], x.size))
        figure, axes = plt.subplots()
        axes.plot(x, y, "o-", label="$T_c$")
        axes.text(1.0, y[-1], "the last point of them all")
        axes.legend()
        text = figures.svg(figure)
        plt.close(figure)
        return text

    with plt.rc_context():
        figures.use_style()
        yield draw


def test_noise_changes_no_character(drawn):
    assert drawn() == drawn(1e-12)
    assert drawn() != drawn(1e-2)


def test_coordinates_keep_two_decimals_and_factors_all(drawn):
    text = drawn()
    for path in re.findall(r' d="([^"]*)"', text):
        assert not re.search(r"\.\d{3}", path)
    assert re.search(r"scale\(0\.\d{3,}", figures.settled('<g transform="scale(0.015625)"/>'))


def test_every_reference_finds_its_part_and_two_figures_share_none(drawn):
    one, two = drawn(), drawn(1e-2)
    named = {text: set(re.findall(r'id="(p\w+-\d+)"', text)) for text in (one, two)}
    for text, names in named.items():
        used = set(re.findall(r"url\(#([^)]*)\)", text)) | set(
            re.findall(r'href="#(p\w+-\d+)"', text)
        )
        assert used
        assert used <= names
    assert not named[one] & named[two]


def test_settled_leaves_no_negative_zero():
    assert figures.settled('<path d="M -0.001 1.5 L 2.999 10.0"/>') == '<path d="M 0 1.5 L 3 10"/>'
    # the form in which matplotlib writes an edge of the figure that noise put below nothing
    assert (
        figures.settled('<path d="M 526.8 -0 L -0 -10 L -1e-05 0-0"/>')
        == '<path d="M 526.8 0 L 0 -10 L -1e-05 0-0"/>'
    )
