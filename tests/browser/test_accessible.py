"""Readable by eye, by ear and by keyboard."""

import itertools
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from lib.book import cards
from tests.browser.served import DESK, PAGES, PHONE


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(visit, name, scheme):
    page = visit(color_scheme=scheme).open(name)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    # folded parts are opened too; of code a few cells, whose colours are those of all the others
    page.evaluate(
        """() => { document.querySelectorAll('details.cite-verdict').forEach(d => { d.open = true; });
             [...document.querySelectorAll('details:not([open])')].slice(0, 4)
               .forEach(d => { d.open = true; }); }"""
    )
    page.add_style_tag(content="* { animation: none !important; transition: none !important }")
    found = Axe().run(page).response["violations"]
    grave = [
        (
            v["id"],
            [(n["html"][:200], n["failureSummary"][:300]) for n in v["nodes"][:4]],
            len(v["nodes"]),
        )
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert grave == []


def test_headings_are_in_order(still):
    levels = still.page.eval_on_selector_all(
        "main h1, main h2, main h3, main h4, main h5, main h6",
        "all => all.filter(h => h.getClientRects().length).map(h => Number(h.tagName[1]))",
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), levels


def test_figures_say_what_they_show(still):
    page = still.page
    # the signs that fold the index of modules are controls and no figures
    for alt in page.eval_on_selector_all("main img:not(.toggler)", "all => all.map(i => i.alt)"):
        assert len(alt.split()) >= 8, alt
    for label in page.eval_on_selector_all(
        "main [role=img]", "all => all.map(i => i.getAttribute('aria-label') || '')"
    ):
        assert len(label.split()) >= 4, label


def test_verdicts_are_told_by_word_and_shape(still):
    told = {text: shape for kind in cards.WORDS.values() for shape, text in kind.values()}
    for text in still.page.eval_on_selector_all(".verdict", "all => all.map(v => v.textContent)"):
        shape, words = text.strip().split(maxsplit=1)
        assert told[words.removesuffix(", last digit slips")] == shape


def test_the_ledger_is_usable_by_keyboard(visit):
    page = visit().open("ledger.html")
    names = []
    for _ in range(80):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                """() => { const e = document.activeElement;
                   const s = getComputedStyle(e), seen = s.outlineStyle !== 'none' || s.boxShadow !== 'none';
                   return [e.tagName, e.className, e.getAttribute('aria-label') || e.textContent.trim(), seen]; }"""
            )
        )
        if "page-link" in names[-1][1] or "dt-paging-button" in names[-1][1]:
            break
    inside = [n for n in names if n[0] in ("SELECT", "INPUT")]
    assert len(inside) >= 5, names  # three filters, the length of a page, the search
    assert all(n[3] for n in names if n[0] != "BODY"), [n for n in names if not n[3]]
    # sorting: the head of a column is reached and worked without a mouse
    head = page.locator("#ledger thead [role=button], #ledger thead button").first
    head.focus()
    first = page.locator("#ledger tbody tr").first.inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    # the table is drawn anew a moment after the key
    page.wait_for_function(
        "first => document.querySelector('#ledger tbody tr').innerText !== first", arg=first
    )
    assert page.locator("#ledger thead th[aria-sort]").count() == 1
    # the search box narrows what is shown as one types
    page.locator("input[type=search].dt-input").focus()
    page.keyboard.type("liu-eq9")
    page.wait_for_function(
        "document.querySelector('#ledger tbody tr').innerText.startsWith('liu-eq9')"
    )


def test_the_first_stop_of_the_tab_key_skips_to_the_text(visit):
    page = visit().open("index.html")
    page.keyboard.press("Tab")
    assert re.search("skip", page.evaluate("document.activeElement.textContent"), re.IGNORECASE)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_buttons_have_names(visit, viewport):
    page = visit(viewport=viewport).open(PAGES[0])
    for button in page.get_by_role("button").all():
        if button.is_visible():
            name = button.get_attribute("aria-label") or button.get_attribute("title")
            assert name or button.inner_text().strip()
