"""The figures with sliders in a real browser: what the page shows is what ``lib`` computes."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from lib.book import paths
from lib.explorables import critical_temperature, degrees_of_freedom, resisting_distance
from lib.papers import liu
from lib.papers.jiang import choice, formula
from lib.physics import eliashberg

HTML = paths.ROOT / "_build" / "html"
PAGES = {
    "resisting-distance": "explore/resisting_distance.html",
    "critical-temperature": "explore/critical_temperature.html",
    "degrees-of-freedom": "explore/degrees_of_freedom.html",
}
OTHERS = ["index.html", "ledger.html", "chapters/liu.html"]
SETTINGS = 12
DOCUMENT = "Bokeh.documents.find((d) => d.get_model_by_name(name))"


@pytest.fixture
def context(browser):
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def live(context, book):
    """Open the page of an explorable and wait until it is live."""

    def opened(name):
        page = context.new_page()
        page.goto(book + PAGES[name])
        page.locator(f"#{name}.explorable-ready").wait_for()
        return page

    return opened


def set_controls(page, **values):
    for name, value in values.items():
        page.evaluate(
            f"([name, value]) => {{ {DOCUMENT}.get_model_by_name(name).value = value }}",
            [name, value],
        )


def data(page, name):
    """Return the columns of a source in the Bokeh document."""
    columns = page.evaluate(
        f"""(name) => Object.fromEntries(Object.entries({DOCUMENT}.get_model_by_name(name).data)
            .map(([key, values]) => [key, Array.from(values)]))""",
        name,
    )
    return {
        key: [np.nan if value is None else value for value in values]
        for key, values in columns.items()
    }


def rows(page, label):
    """Return the table that a reader sees, a list of cells a row."""
    table = page.get_by_role("region", name=label).locator("table")
    lines = table.locator("tr").all()
    return [[c.strip() for c in line.locator("th, td").all_inner_texts()] for line in lines]


def number(text):
    return float(re.search(r"[−-]?[\d.]+", text)[0].replace("−", "-"))


def test_resisting_distance_at_random_settings(live):
    page = live("resisting-distance")
    rng = np.random.default_rng(20)
    for _ in range(SETTINGS):
        c = round(0.005 * int(rng.integers(0, 201)), 3)
        border = int(rng.choice(resisting_distance.BORDERS))
        orbit = int(rng.integers(resisting_distance.NEAREST, border + 1))
        set_controls(page, coefficient=c, border=border, orbit=orbit)
        curve, point = data(page, "curve"), data(page, "point")
        shown = rows(page, "Numbers of this setting")
        for column, (kind, pairs) in enumerate((("first", 0), ("series", None)), start=1):
            radius = np.array(curve["radius"]) * 1e-12
            wanted = 1e-9 * liu.resisting_distance(radius, border * 1e-12, c, pairs)
            np.testing.assert_allclose(curve[kind], wanted, rtol=1e-6, atol=1e-6)
            at = 1e-9 * float(liu.resisting_distance(orbit * 1e-12, border * 1e-12, c, pairs))
            assert number(shown[3][column]) == pytest.approx(at, abs=5.1e-4)
            ratio = float(liu.conducting_ratio(c, pairs))
            threshold = float(liu.tunnel_threshold(pairs))
            assert number(shown[2][column]) == pytest.approx(threshold, abs=5.1e-4)
            if np.isnan(ratio):
                assert shown[1][column] == "no tunnel"
            else:
                assert number(shown[1][column]) == pytest.approx(ratio * border, abs=0.051)
                assert point[f"R_{kind}"][0] == pytest.approx(ratio * border, rel=1e-6)
            inside = not np.isnan(ratio) and orbit >= ratio * border
            assert shown[4][column] == ("in the tunnel" if inside else "must be lifted")


def test_an_orbit_beyond_the_border_has_no_resisting_distance(live):
    page = live("resisting-distance")
    set_controls(page, border=150, orbit=200)
    shown = rows(page, "Numbers of this setting")
    assert shown[3][1:] == ["–", "–"]
    assert shown[4][1:] == ["beyond the border"] * 2


def test_critical_temperature_at_random_settings(live):
    page = live("critical-temperature")
    rng = np.random.default_rng(21)
    hydrides = critical_temperature.hydrides()
    for _ in range(SETTINGS):
        coupling = round(0.4 + 0.01 * int(rng.integers(0, 361)), 2)
        mu = round(0.005 * int(rng.integers(0, 41)), 3)
        set_controls(page, coupling=coupling, repulsion=mu)
        wanted = {
            "equations": float(eliashberg.einstein_critical_temperature(coupling, mu)),
            "full": float(eliashberg.allen_dynes(1.0, coupling, mu, 1.0)),
            "simple": float(eliashberg.allen_dynes(1.0, coupling, mu)),
            "mcmillan": float(eliashberg.mcmillan(1.0, coupling, mu)),
        }
        point = data(page, "point")
        shown = rows(page, "Numbers of this setting")[1:]
        for line, (name, value) in zip(shown, wanted.items(), strict=True):
            assert point[name][0] == pytest.approx(value, rel=1e-4)
            assert number(line[1]) == pytest.approx(value, rel=1e-4, abs=5.1e-5)
            if name != "equations":
                error = 100 * (value / wanted["equations"] - 1)
                assert number(line[2].replace("+", "")) == pytest.approx(error, abs=0.06)
        table = rows(page, "Hydrides at this repulsion")[1:]
        for line, row in zip(table, hydrides.itertuples(), strict=True):
            phonon = row.temperature
            equations = phonon * eliashberg.einstein_critical_temperature(row.coupling, mu)
            full = eliashberg.allen_dynes(phonon, row.coupling, mu, phonon)
            assert number(line[3]) == pytest.approx(float(equations), abs=0.51)
            assert number(line[4]) == pytest.approx(float(full), abs=0.51)
            assert number(line[6]) == pytest.approx(row.measured, abs=0.51)


def test_jiangs_table_at_random_settings(live):
    page = live("degrees-of-freedom")
    table = degrees_of_freedom.table()
    density, field = table["electron_density"], table["critical_field"]
    chosen = np.full(len(table), degrees_of_freedom.START)
    rng = np.random.default_rng(22)
    for step in range(SETTINGS):
        metal = int(rng.integers(0, len(table)))
        value = int(rng.integers(1, 17))
        if step % 4 == 3:
            # a slider that does not move says nothing: begin from another value
            set_controls(page, metal=degrees_of_freedom.ALL)
            set_controls(page, i=value % 16 + 1)
            chosen[:] = value
        else:
            set_controls(page, metal=table.index[metal])
            chosen[metal] = value
        set_controls(page, i=value)
        points = data(page, "points")
        assert points["i"] == chosen.tolist()
        temperature = formula.critical_temperature(density, field, chosen)
        np.testing.assert_allclose(points["temperature"], temperature, rtol=1e-9)
        np.testing.assert_allclose(points["ratio"], temperature / table["measured"], rtol=1e-9)
        shown = next(line for line in rows(page, "Errors of this setting") if line[0] == "As set")
        for k, reference in enumerate(degrees_of_freedom.REFERENCES):
            required = formula.degrees_of_freedom(density, field, table[reference])
            error = float(choice.typical_error(required, chosen))
            assert number(shown[1 + 2 * k]) == pytest.approx(error, rel=1e-4, abs=5.1e-4)
            met = round(len(table) * float(choice.share_met(required, chosen)))
            assert shown[2 + 2 * k] == f"{met} of {len(table)}"


def test_button_returns_to_the_papers_choice(live):
    page = live("degrees-of-freedom")
    page.get_by_role("button", name="The paper's i for every metal").click()
    wanted = degrees_of_freedom.table()["degrees_of_freedom"].astype(int).tolist()
    assert data(page, "points")["i"] == wanted
    by_name = {line[0]: line[1:] for line in rows(page, "Errors of this setting")}
    assert by_name["As set"] == by_name["The paper's i"]


def test_choosing_a_metal_shows_its_value_and_changes_nothing(live):
    page = live("degrees-of-freedom")
    page.get_by_role("button", name="The paper's i for every metal").click()
    before = data(page, "points")["i"]
    page.get_by_label("Metal").select_option("Nb")
    slider = page.get_by_role("slider", name="Degrees of freedom i")
    table = degrees_of_freedom.table()
    assert float(slider.get_attribute("aria-valuenow")) == table["degrees_of_freedom"]["Nb"]
    assert data(page, "points")["i"] == before


def test_sliders_have_names_and_follow_the_keyboard(live):
    page = live("resisting-distance")
    slider = page.get_by_role("slider", name="Attraction coefficient")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    start = resisting_distance.START["coefficient"]
    assert data(page, "point")["c"][0] == pytest.approx(start + 0.015)
    page.keyboard.press("Home")
    assert rows(page, "Numbers of this setting")[1][1:] == ["no tunnel"] * 2
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert data(page, "curve")["radius"][-1] == resisting_distance.START["border"] - 5
    for name in ("Border (pm)", "Radius of the orbit (pm)"):
        assert page.get_by_role("slider", name=name).count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_the_static_figure_stands(name, browser, book):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(book + PAGES[name])
    figure = page.locator(f"[data-explorable={name}]")
    image = figure.locator("img")
    assert image.is_visible()
    assert image.bounding_box()["height"] > 200
    assert len(image.get_attribute("alt")) > 100
    assert figure.locator("noscript p").is_visible()
    assert figure.get_by_role("slider").count() == 0
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_live_figure_replaces_the_static_one(name, live):
    figure = live(name).locator(f"[data-explorable={name}]")
    assert not figure.locator("img").is_visible()
    assert figure.locator("canvas").count() >= 2


@pytest.mark.parametrize("path", [*PAGES.values(), *OTHERS])
def test_only_explorables_load_bokeh_and_nothing_comes_from_outside(path, context, book):
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(book + path)
    page.wait_for_load_state("networkidle")
    files = [url.removeprefix(book) for url in asked if url.startswith(book)]
    bokeh = [file for file in files if file.startswith("_static/explorables/")]
    if path in OTHERS:
        assert bokeh == []
        assert page.evaluate("typeof Bokeh") == "undefined"
    else:
        outside = [url for url in asked if not url.startswith((book, "data:", "blob:"))]
        assert outside == []
        assert "_static/explorables/bokeh.min.js" in bokeh
        own = [file for file in bokeh if file.endswith(".js")]
        assert len(own) == 4


def test_the_book_on_disk_is_live_too(context):
    page = context.new_page()
    page.goto((HTML / PAGES["degrees-of-freedom"]).as_uri())
    page.locator("#degrees-of-freedom.explorable-ready").wait_for()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_accessible_and_no_wider_than_the_page(name, scheme, width, browser, book):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(book + PAGES[name])
    page.locator(f"#{name}.explorable-ready").wait_for()
    found = Axe().run(page, context=f"#{name}").response["violations"]
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    assert grave == [], [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in grave]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
