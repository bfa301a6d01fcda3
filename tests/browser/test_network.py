"""Without a network: every page has all it needs from the book's own files."""

import re

import pytest

from lib.book import ledger
from tests.browser.served import CHAPTERS, HTML, PAGES


def test_a_page_loads_from_the_book_alone(still):
    assert still.outside == []
    assert still.failed == []
    assert still.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_names_an_outside_script_or_style(name):
    text = (HTML / name).read_text(encoding="utf-8")
    own = re.sub(r'<script type="application/ld\+json">.*?</script>', "", text, flags=re.DOTALL)
    named = re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=\"([^\"]*)\"", own)
    # a canonical address is the page's own, for search engines; nothing is loaded from it
    canonical = set(re.findall(r'<link rel="canonical" href="([^"]*)"', own))
    assert not [n for n in named if re.match(r"(https?:)?//", n) and n not in canonical]
    for script in re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", own, re.DOTALL):
        assert not re.search(r"https?://\S+\.(?:js|css)\b", script)
    for style in re.findall(r"<style.*?</style>", own, re.DOTALL):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", style)


def test_mathematics_is_typeset_in_the_book_s_own_font(still):
    page = still.page
    loaded = (
        "[...document.fonts].filter(f => f.family.includes('STIX') && f.status == 'loaded').length"
    )
    # a page without formulas carries no font for them
    assert page.evaluate(loaded) == (page.locator("math").count() > 0)
    # every formula that is shown is an element that the browser knows, and has extent
    flat = page.evaluate(
        """() => [...document.querySelectorAll('math')].filter(m => m.checkVisibility())
             .filter(m => { const box = m.getBoundingClientRect();
               return !(m instanceof MathMLElement) || box.width < 2 || box.height < 2; })
             .map(m => m.outerHTML.slice(0, 200))"""
    )
    assert flat == []


def test_icons_are_drawn_from_the_book_s_own_font(still):
    icons = still.page.evaluate(
        """() => [...document.querySelectorAll('[class*="fa-"]')]
             .filter(e => getComputedStyle(e).display !== 'none' && e.getClientRects().length)
             .map(e => { const s = getComputedStyle(e, '::before');
               return { sign: s.content, family: s.fontFamily, of: e.className,
                        known: document.fonts.check('900 16px "Font Awesome 6 Free"', s.content) }; })"""
    )
    assert icons
    for icon in icons:
        assert icon["sign"] not in ("none", "normal", '""'), icon
        assert "Font Awesome 6 Free" in icon["family"], icon
        assert icon["known"], icon


def test_search_finds_a_word_of_a_chapter(visit):
    window = visit()
    page = window.open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("isotope")
    page.keyboard.press("Enter")
    page.wait_for_selector("ul.search li a")
    found = page.eval_on_selector_all("ul.search li a", "links => links.map(a => a.pathname)")
    assert any("/chapters/" in link for link in found)
    assert window.outside == window.failed == []


def test_the_ledger_s_table_is_searched_sorted_and_filtered(visit):
    page = visit().open("ledger.html")
    rows, info = page.locator("#ledger tbody tr"), page.locator(".dt-info")
    total = len(ledger.read())
    assert f"of {total} claims" in info.inner_text()
    page.locator("input[type=search].dt-input").fill("flux quantum")
    assert 0 < rows.count() < 25
    page.locator("input[type=search].dt-input").fill("")
    page.locator(".ledger-filters select").nth(1).select_option("✗ does not follow")
    wanted = sum(r["derivation"] == "fails" for r in ledger.read())
    assert f"of {wanted} claims" in info.inner_text()


def test_the_theme_s_tools_work(visit):
    page = visit().open(CHAPTERS[0])
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.evaluate("localStorage.setItem('mode', 'dark'); localStorage.setItem('theme', 'dark')")
    page.reload(wait_until="networkidle")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    button = page.get_by_role("button", name="Color mode")
    button.click()
    button.click()
    assert page.evaluate("document.documentElement.dataset.mode") in ("auto", "light")
    page.get_by_role("button", name="Download this page").click()
    assert page.locator(".dropdown-download-buttons .dropdown-menu").is_visible()
    assert page.locator(".dropdown-download-buttons a[href$='.ipynb']").is_visible()
