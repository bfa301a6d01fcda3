"""Style sheets cut down to what a page uses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.book import style

SHEET = """
/* a comment */
@import "other.css";
:root { --used: #123; --unused: url("data:x;base64,a;b"); --through: var(--used) }
.card, .other > p { color: var(--through); background: url(../pics/a.png) }
.gone { color: red }
#here .card:not(.gone) { animation: turn 1s }
@media (max-width: 600px) { .gone { top: 0 } .card { top: 1px !important } }
@media print { .gone { top: 0 } }
@keyframes turn { from { top: 0 } to { top: 1px } }
@keyframes idle { from { top: 0 } }
"""


def rendered(*used, elsewhere=""):
    return style.render(style.parse(SHEET, "styles"), set(used), elsewhere)


def test_a_rule_stays_if_one_of_its_selectors_can_apply():
    css = rendered("card")
    assert ".card{" in css
    assert ".other" not in css
    assert ".gone{" not in css


def test_a_rule_for_an_id_and_a_class_needs_both():
    assert "#here" not in rendered("card")
    assert "#here .card:not(.gone)" in rendered("card", "here")


def test_properties_that_are_read_stay_and_others_go():
    assert "--through:var(--used)" in rendered("card")
    assert "--used:#123" in rendered("card")
    assert "--" not in rendered("gone")
    assert "--unused" in rendered("gone", elsewhere="getPropertyValue('--unused')")


def test_a_condition_without_rules_goes():
    css = rendered("card")
    assert "@media (max-width: 600px){.card{top:1px!important}" in css
    assert "print" not in css


def test_animations_stay_only_where_one_is_named():
    assert "@keyframes" not in rendered("card")
    css = rendered("card", "here")
    assert "@keyframes turn" in css
    assert "idle" not in css


def test_relative_addresses_are_seen_from_the_page():
    assert 'url("pics/a.png")' in rendered("card")


@pytest.mark.parametrize("address", ["data:image/svg+xml;utf8,<svg a='b)'/>", "#filter", "/a.png"])
def test_other_addresses_stay(address):
    css = style.render(style.parse(f'p {{ mask: url("{address}") }}', "styles"), set())
    assert address in css


def test_what_cannot_be_read_is_said():
    with pytest.raises(ValueError, match="line 2"):
        style.parse("p { top: 0 }\n}")


@given(st.sets(st.sampled_from(["card", "other", "gone", "here"])))
def test_rendering_again_changes_nothing(used):
    once = style.render(style.parse(SHEET), used)
    assert style.render(style.parse(once), used) == once


@given(st.sets(st.sampled_from(["card", "other", "gone"])), st.sampled_from(["card", "gone"]))
def test_more_in_use_never_means_fewer_rules(used, more):
    assert len(rendered(*used)) <= len(rendered(*used, more))
