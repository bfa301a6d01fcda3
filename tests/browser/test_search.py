"""Searching the built book in a browser, as a reader does: what is typed, what is found, where it leads."""

from urllib.parse import quote, urlsplit

import pytest

from lib.book import claims, finding, ledger


@pytest.fixture
def search(visit):
    """Return a function from what is typed to the titles and addresses of what is found."""
    window = visit()

    def found(query):
        sheet = window.page
        sheet.goto(f"{window.base}search.html?q={quote(query)}")
        sheet.wait_for_function(
            "/finished|did not match/.test(document.querySelector('p.search-summary')?.innerText)"
        )
        return sheet.eval_on_selector_all(
            "ul.search > li > a", "all => all.map(one => [one.textContent, one.href])"
        )

    return found


def places(found):
    return [f"{urlsplit(url).path}#{urlsplit(url).fragment}".lstrip("/") for _, url in found]


def best(found):
    """Return title and place of the first hit."""
    return found[0][0], places(found)[0]


@pytest.mark.parametrize("query", ["jiang-eq3", "Jiang Eq. 3", "jiang eq. (3)"])
def test_an_equation_of_one_paper_is_the_first_hit(search, query):
    title, place = best(search(query))
    assert place == "chapters/jiang.html#jiang-eq3"
    assert title.startswith(claims.papers()["jiang"].title)


@pytest.mark.parametrize("query", ["Eq. 8", "(8)", "equation 8", "Eq. (8)"])
def test_the_number_of_an_equation_is_found_in_every_paper_that_has_it(search, query):
    having = {r["url"] for r in ledger.read() if "8" in finding.equations(r["where"])}
    assert having
    found = search(query)
    assert having <= set(places(found))
    assert places(found)[0] in having


@pytest.mark.parametrize("symbol", ["Nb", "In", "V", "Pb", "Li", "La", "H"])
def test_an_element_is_found_by_symbol_and_by_name(search, symbol):
    wanted = {r["url"] for r in ledger.read() if symbol in finding.elements(r["statement"])}
    assert wanted
    for query in (symbol, finding.ELEMENTS[symbol]):
        found = search(query)
        assert wanted <= set(places(found)), query
        said = {
            (place, title.rpartition(" > ")[2])
            for place, (title, _) in zip(places(found), found, strict=True)
        }
        assert {(place, query) for place in wanted} <= said


def test_running_text_is_searched_too(search):
    pages = {place.partition("#")[0] for place in places(search("niobium"))}
    assert {"chapters/jiang.html", "chapters/cross_examination.html"} <= pages


@pytest.mark.parametrize("author", ["McMillan", "Eliashberg", "Ashcroft", "Dynes"])
def test_an_author_leads_to_the_bibliography_and_to_the_chapters(search, author):
    found = search(author)
    pages = {place.partition("#")[0] for place in places(found)}
    assert "bibliography.html" in pages
    assert any(page.startswith("chapters/") for page in pages)


def test_a_first_author_with_the_year_leads_to_the_work(search):
    title, place = best(search("McMillan 1968"))
    assert place == "bibliography.html#cite-mcmillan1968"
    assert title == "Bibliography > McMillan 1968"


def test_a_formula_is_found_as_one_types_it(search):
    assert "chapters/jiang.html#jiang-lah10" in places(search("LaH10"))
    assert "chapters/wang_ding_mao.html#wdm-highest" in places(search("C-S-H"))


def test_every_claim_is_the_first_hit_of_its_id(search):
    for record in ledger.read()[::12]:
        assert best(search(record["id"]))[1] == record["url"]


def test_what_is_nowhere_is_not_found(search):
    assert search("zzyzzx") == []
