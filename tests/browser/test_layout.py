"""On a phone, in the dark, on paper; and nothing moves while a page loads."""

import pytest

from tests.browser.served import CHAPTERS, DESK, PAGES, PHONE


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_on_a_phone(visit, name):
    page = visit(viewport=PHONE).open(name)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # what is wider than the screen lies in a box of its own that scrolls
    wide = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(e => {
             const box = e.getBoundingClientRect();
             if (!box.width || box.right <= innerWidth + 1) return false;
             for (let up = e; up && up !== document.body; up = up.parentElement) {
               const s = getComputedStyle(up);
               if (['auto', 'scroll'].includes(s.overflowX) || s.position === 'fixed'
                   || s.clipPath !== 'none' || s.visibility === 'hidden') return false;
             }
             return true;
           }).map(e => e.outerHTML.slice(0, 200))"""
    )
    assert wide == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", CHAPTERS)
def test_nothing_moves_while_a_chapter_loads(visit, name, viewport):
    page = visit(viewport=viewport).open(name)
    shift = page.evaluate(
        """() => new Promise(resolve => { let sum = 0;
             new PerformanceObserver(list => list.getEntries().forEach(e => {
               if (!e.hadRecentInput) sum += e.value; }))
               .observe({ type: 'layout-shift', buffered: true });
             setTimeout(() => resolve(sum), 300); })"""
    )
    # a hundredth of the window moved by its own height; 0.1 counts as good
    assert shift <= 0.01


@pytest.mark.parametrize("name", CHAPTERS)
def test_an_image_keeps_its_place_before_it_arrives(visit, name):
    page = visit().open(name)
    sizes = page.eval_on_selector_all(
        "main img",
        "all => all.map(i => [i.getAttribute('width'), i.getAttribute('height'), i.src])",
    )
    assert all(width and height for width, height, _ in sizes), sizes


@pytest.mark.parametrize("name", CHAPTERS)
def test_figures_stand_on_a_light_ground_in_the_dark(visit, name):
    page = visit(color_scheme="dark").open(name)
    grounds = page.eval_on_selector_all(
        "main img", "all => all.map(i => getComputedStyle(i).backgroundColor)"
    )
    for ground in grounds:
        red, green, blue = (int(c) for c in ground.strip("rgba()").split(",")[:3])
        assert min(red, green, blue) >= 230, ground


@pytest.mark.parametrize("name", CHAPTERS)
def test_all_of_a_chapter_is_there_after_the_first_paint(visit, name):
    page = visit().open(name)
    waiting = page.eval_on_selector_all(
        "article section",
        "all => all.filter(s => getComputedStyle(s).contentVisibility !== 'visible').length",
    )
    assert waiting == 0


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_link_to_a_card_leads_to_it(visit, name):
    window = visit()
    page = window.open(name)
    cards = page.eval_on_selector_all(".claim-card[id]", "all => all.map(c => c.id)")
    for card in cards[-1:]:
        page = window.open("index.html")
        page = window.open(f"{name}#{card}")
        page.wait_for_function(
            f"""() => {{ const box = document.getElementById({card!r}).getBoundingClientRect();
                 return box.top > -5 && box.top < innerHeight; }}""",
            timeout=5000,
        )


@pytest.mark.parametrize("name", CHAPTERS)
def test_paper_carries_the_text_and_not_the_furniture(visit, name):
    page = visit().open(name)
    page.emulate_media(media="print")
    for part in ("#pst-primary-sidebar", "#pst-secondary-sidebar", ".bd-header-article"):
        for element in page.locator(part).all():
            assert not element.is_visible(), part
    heads = page.locator("main article h2")
    assert all(heads.nth(k).is_visible() for k in range(heads.count()))
