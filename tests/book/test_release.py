"""The archive of an edition: what it holds, what it refuses, and that its bytes are settled."""

import hashlib
import json
import os
import shutil
import subprocess
import zipfile

import pytest

from lib.book import changes, citation, edition, ledger, paths, release
from lib.book.paths import BookError

NAMES = [
    *("CITATION.cff", "requirements.lock", "chapters/hu.ipynb", "lib/book/release.py", ".ci/run"),
]


def pdf_of(path, title):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.metadata = {"/Title": title}
    writer.write(path)
    return path


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A small built book, its PDF and its kept edition."""
    html = tmp_path / "html"
    (html / "chapters").mkdir(parents=True)
    (html / "chapters/hu.html").write_text("<p>Hu</p>", encoding="utf-8")
    records = ledger.read()
    (html / "claims.json").write_text(ledger.as_json(records), encoding="utf-8")
    monkeypatch.setattr(paths, "EDITIONS", tmp_path / "editions")
    changes.keep(records)
    return html, pdf_of(tmp_path / "book.pdf", f"A book, edition {edition.version()}")


def archived(built, dist):
    path = release.make(paths.ROOT, NAMES, *built, dist)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return path, {name: archive.read(name) for name in archive.namelist()}


def test_the_archive_holds_all_parts_and_their_checksums(built, tmp_path):
    path, files = archived(built, tmp_path / "dist")
    assert path.name == f"superconductivity-claims-{edition.version()}.zip"
    parts = {"html/chapters/hu.html", "html/claims.json", "superconductivity-claims.pdf"}
    parts |= {"claims.json", "claims.csv", "SHA256SUMS", "ro-crate-metadata.json", *NAMES}
    assert set(files) == parts
    lines = files["SHA256SUMS"].decode().splitlines()
    assert dict(line.split("  ")[::-1] for line in lines) == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != "SHA256SUMS"
    }
    assert json.loads(files["claims.json"]) == json.loads(ledger.as_json(ledger.read()))
    assert files["requirements.lock"] == (paths.ROOT / "requirements.lock").read_bytes()
    beside = path.with_suffix(".zip.sha256").read_text(encoding="utf-8")
    assert beside == f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"


def test_the_description_is_read_by_its_own_library(built, tmp_path):
    from rocrate.rocrate import ROCrate

    path, files = archived(built, tmp_path / "dist")
    crate = ROCrate(path)
    book = citation.edition()
    assert crate.name == f"{book['title']}, edition {edition.version()}"
    assert crate.root_dataset["version"] == edition.version()
    assert str(crate.root_dataset["datePublished"])[:10] == str(edition.date())
    assert [author["name"] for author in crate.root_dataset["author"]] == [
        citation._author(one)["name"] for one in book["authors"]
    ]
    described = {e.id: e for e in crate.data_entities}
    assert set(described) == {*release.DESCRIBED, "html/", "chapters/hu.ipynb"}
    for name, entity in described.items():
        if name not in ("html/", "SHA256SUMS"):
            assert int(entity["contentSize"]) == len(files[name])
            assert entity["sha256"] == hashlib.sha256(files[name]).hexdigest()
    licences = {licence["name"] for licence in crate.root_dataset["license"]}
    assert licences == set(book["license"])


def test_the_same_sources_give_the_same_bytes_whenever_they_are_archived(built, tmp_path):
    one, _ = archived(built, tmp_path / "one")
    html, pdf = built
    later = 2_000_000_000
    for path in (*html.rglob("*"), pdf):
        os.utime(path, (later, later))
    two, _ = archived(built, tmp_path / "two")
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        day = edition.date()
        dates = {entry.date_time for entry in archive.infolist()}
        assert dates == {(day.year, day.month, day.day, 0, 0, 0)}
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes.pop(".ci/run") == 0o755
    assert set(modes.values()) == {0o644}


def test_checksums_are_what_the_system_checks(built, tmp_path):
    path, _ = archived(built, tmp_path / "dist")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "out")
    if shutil.which("sha256sum") is None:
        pytest.skip("needs sha256sum, which is not installed")
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=tmp_path / "out").returncode == 0


def refusal(built, dist):
    with pytest.raises(BookError) as caught:
        release.make(paths.ROOT, NAMES, *built, dist)
    assert not dist.exists()
    return str(caught.value)


def test_an_edition_that_is_not_kept_or_kept_otherwise_is_refused(built, tmp_path):
    path = paths.EDITIONS / f"{edition.version()}.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"holds"', '"fails"', 1), encoding="utf-8")
    assert "is not kept as the notebooks have it" in refusal(built, tmp_path / "dist")
    path.unlink()
    assert "keep it with --keep" in refusal(built, tmp_path / "dist")


def test_pages_of_other_notebooks_are_refused(built, tmp_path):
    (built[0] / "claims.json").write_text("[]", encoding="utf-8")
    assert refusal(built, tmp_path / "dist").endswith("run make book")


def test_a_missing_old_broken_or_foreign_pdf_is_refused(built, tmp_path):
    _, pdf = built
    pdf_of(pdf, "A book, edition 1999.1")
    said = refusal(built, tmp_path / "dist")
    assert "of another edition ('A book, edition 1999.1'): run make pdf" in said
    os.utime(pdf, (1, 1))
    assert "older than the pages: run make pdf" in refusal(built, tmp_path / "dist")
    pdf.write_bytes(b"no PDF")
    assert "is no PDF" in refusal(built, tmp_path / "dist")
    pdf.unlink()
    assert "is not there: run make pdf" in refusal(built, tmp_path / "dist")


def git(folder, *arguments):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_only_what_is_committed_is_archived(tmp_path):
    with pytest.raises(BookError, match="make it in a clone"):
        release.committed(tmp_path)
    git(tmp_path, "init", "-q")
    (tmp_path / "ä b.txt").write_text("1", encoding="utf-8")
    with pytest.raises(BookError, match="not committed: .*: commit or remove it"):
        release.committed(tmp_path)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    assert release.committed(tmp_path) == ["ä b.txt"]


def test_the_file_for_citation_is_complete_and_of_this_edition():
    """What the Citation File Format 1.2.0 requires, and what it recommends and the book knows."""
    book = citation.edition()
    assert book["cff-version"] == "1.2.0"
    assert book["type"] in ("software", "dataset")
    known = {
        *("cff-version", "message", "type", "title", "abstract", "authors", "version"),
        *("date-released", "license", "keywords"),
    }
    optional = {"doi", "identifiers", "url", "repository-code", "references", "commit"}
    assert known <= set(book) <= known | optional
    assert all(isinstance(book[name], str) for name in ("message", "title", "abstract", "version"))
    assert all(set(one) & {"name", "family-names"} for one in book["authors"])
    assert book["license"] == list(release.LICENCES)
    assert len(set(book["keywords"])) == len(book["keywords"]) > 0
    assert book["version"] == edition.version()
    assert edition.date()
