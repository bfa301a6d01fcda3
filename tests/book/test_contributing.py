"""The contributor's page: its picture is of things that are there, described, and the same each time."""

import re
from xml.etree import ElementTree

import pytest

from lib.book import contributing, paths


@pytest.mark.parametrize("place", [place for *_, place, _ in contributing.BOXES.values()])
def test_each_box_names_a_place_of_the_repository_or_of_the_built_book(place):
    # the first two are made by a build
    assert place in ("_build/html/", "claims.json") or (paths.ROOT / place).exists()


def test_every_box_is_reached_and_every_arrow_leads_on():
    ends = {name for arrow in contributing.ARROWS for name in arrow}
    assert ends == set(contributing.BOXES)
    assert all(
        contributing.BOXES[start][0] + 1 == contributing.BOXES[end][0]
        for start, end in contributing.ARROWS
    )


def test_the_picture_is_the_same_each_time_and_well_formed():
    picture = contributing.svg()
    assert picture == contributing.svg()
    ElementTree.fromstring(picture)
    assert not re.search(r"\d{4}-\d\d-\d\dT", picture)


def test_the_commands_of_the_picture_are_in_the_makefile():
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    for command in contributing.COMMANDS.values():
        assert re.search(rf"^{command.removeprefix('make ')}:", makefile, re.MULTILINE)


def test_the_page_lists_every_command_of_the_makefile():
    listed = dict(contributing.commands())
    assert {"make book", "make test", "make refresh", "make new-paper"} <= set(listed)
    assert all(what and not what.endswith(".") for what in listed.values())
