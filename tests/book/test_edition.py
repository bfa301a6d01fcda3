"""The edition has one version and one date, wherever they are read."""

import datetime
import re

import pytest

from lib.book import citation, edition, paths
from lib.book.paths import BookError


def test_package_and_citation_name_the_same_edition():
    assert edition.version() == str(citation.edition()["version"])
    assert f'version = "{edition.version()}"' in paths.PROJECT.read_text(encoding="utf-8")


def test_the_date_is_committed_and_in_the_month_that_the_version_names():
    assert f'date-released: "{edition.date().isoformat()}"' in paths.CITATION.read_text("utf-8")
    assert edition.version().startswith(f"{edition.date():%Y.%m}")


def test_the_name_has_version_and_date():
    assert re.fullmatch(r"Edition \d{4}\.\d\d\S*, \d{1,2} [A-Z][a-z]+ \d{4}", edition.name())
    shown = edition.name().split(", ")[1]
    assert datetime.datetime.strptime(shown, "%d %B %Y").date() == edition.date()


@pytest.fixture
def sources(tmp_path, monkeypatch):
    def write(project='[project]\nversion = "2001.02"\n', **changes):
        data = {"title": "T", "version": '"2001.02"', "date-released": "2001-02-03"} | changes
        lines = [f"{key}: {value}" for key, value in data.items()]
        (tmp_path / "CITATION.cff").write_text("\n".join([*lines, "authors: [{name: A}]"]))
        (tmp_path / "pyproject.toml").write_text(project)
        monkeypatch.setattr(paths, "CITATION", tmp_path / "CITATION.cff")
        monkeypatch.setattr(paths, "PROJECT", tmp_path / "pyproject.toml")
        for cache in (citation._edition, edition._version):
            cache.cache_clear()

    yield write
    for cache in (citation._edition, edition._version):
        cache.cache_clear()


def test_an_edition_is_read_from_both_files(sources):
    sources()
    assert edition.name() == "Edition 2001.02, 3 February 2001"


def test_two_versions_are_an_error_that_names_both(sources):
    sources(version='"2001.03"')
    with pytest.raises(BookError, match=r"2001\.03.*2001\.02: make them agree"):
        edition.version()


def test_what_is_missing_or_misspelt_is_named(sources):
    sources(**{"date-released": "3 February"})
    with pytest.raises(BookError, match="date-released is '3 February': write it as"):
        edition.date()
    sources(project="[project]\n")
    with pytest.raises(BookError, match=r"no project\.version: add it"):
        edition.version()
    sources(project="[project\n")
    with pytest.raises(BookError, match="not valid TOML"):
        edition.version()
