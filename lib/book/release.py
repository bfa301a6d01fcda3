"""Archive an edition: the repository, the pages, the PDF and the ledger, with their checksums.

``python -m lib.book.release`` writes ``dist/superconductivity-claims-VERSION.zip``. It holds every
committed file (the notebooks with their outputs, the data, the code and ``requirements.lock``), the
built pages, the PDF, ``claims.json`` and ``claims.csv``, a list ``SHA256SUMS`` and a description as
RO-Crate metadata. The same sources give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from lib.book import changes, citation, edition, ledger, paths
from lib.book.paths import BookError, read_text, shown

HTML = paths.ROOT / "_build" / "html"
PDF = paths.ROOT / "_build" / "pdf" / "book.pdf"
DIST = paths.ROOT / "dist"
NAME = "superconductivity-claims"
SUMS = "SHA256SUMS"
METADATA = "ro-crate-metadata.json"
# what the description names, with its media type; the notebooks come to these
DESCRIBED = {
    f"{NAME}.pdf": ("The book on paper", "application/pdf"),
    "claims.json": ("The ledger: every claim with its two verdicts", "application/json"),
    "claims.csv": ("The ledger as comma-separated values", "text/csv"),
    "requirements.lock": ("The versions and hashes of all dependencies", "text/plain"),
    "CITATION.cff": ("How the book is cited", "application/yaml"),
    SUMS: ("SHA-256 of every file", "text/plain"),
}
LICENCES = {
    "BSD-3-Clause": "https://spdx.org/licenses/BSD-3-Clause",
    "CC-BY-4.0": "https://spdx.org/licenses/CC-BY-4.0",
}


def committed(root: Path) -> list[str]:
    """Return the files of a repository that are committed.

    Raises
    ------
    BookError
        If it is no repository, or something in it is not committed.
    """

    def git(*arguments: str) -> str:
        try:
            run = subprocess.run(
                ["git", *arguments], cwd=root, capture_output=True, encoding="utf-8", check=True
            )
        except (OSError, subprocess.CalledProcessError):
            raise BookError(
                "an edition is archived from a git repository: make it in a clone, with git installed"
            ) from None
        return run.stdout

    changed = [line[3:] for line in git("status", "--porcelain").splitlines()]
    if changed:
        raise BookError(f"not committed: {', '.join(changed[:5])}: commit or remove it")
    return [name for name in git("ls-files", "-z").split("\0") if name]


def check(records: list[dict[str, Any]], html: Path, pdf: Path) -> None:
    """Check that pages, PDF and kept edition are of the ledger and of one version.

    Raises
    ------
    BookError
        If one is missing or of another ledger or version.
    """
    version = edition.version()
    kept = paths.EDITIONS / f"{version}.json"
    if not kept.exists() or changes.load(kept) != changes.kept(records):
        raise BookError(
            f"edition {version} is not kept as the notebooks have it: see what differs with "
            f"python -m lib.book.changes {shown(kept)}, and keep it with --keep"
        )
    export = html / "claims.json"
    if not export.exists() or json.loads(read_text(export)) != json.loads(ledger.as_json(records)):
        raise BookError("the built pages are not of these notebooks: run make book")
    if not pdf.exists():
        raise BookError(f"{shown(pdf)} is not there: run make pdf")
    if pdf.stat().st_mtime < export.stat().st_mtime:
        raise BookError(f"{shown(pdf)} is older than the pages: run make pdf")
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        title = (PdfReader(pdf).metadata or {}).get("/Title") or ""
    except PyPdfError as error:
        raise BookError(f"{shown(pdf)} is no PDF ({error}): run make pdf") from None
    if version not in title:
        raise BookError(f"{shown(pdf)} is of another edition ({title!r}): run make pdf")


def gather(
    records: list[dict[str, Any]], root: Path, names: list[str], html: Path, pdf: Path
) -> dict[str, bytes]:
    """Return what the archive holds, by name, without the checksums and the description."""
    files = {name: (root / name).read_bytes() for name in names}
    for path in html.rglob("*"):
        if path.is_file():
            files[f"html/{path.relative_to(html).as_posix()}"] = path.read_bytes()
    files[f"{NAME}.pdf"] = pdf.read_bytes()
    files["claims.json"] = f"{ledger.as_json(records)}\n".encode()
    files["claims.csv"] = ledger.as_csv(records).encode()
    return files


def checksums(files: dict[str, bytes]) -> str:
    """Return one line a file, as ``sha256sum --check`` reads it."""
    return "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files))


def description(files: dict[str, bytes]) -> str:
    """Return the RO-Crate metadata of an archive with these files and their checksums."""
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    book, day = citation.edition(), edition.date().isoformat()
    crate = ROCrate()
    crate.name = f"{book['title']}, edition {edition.version()}"
    crate.description = " ".join(book["abstract"].split())
    root = crate.root_dataset
    root["datePublished"] = day
    root["version"] = edition.version()
    root["keywords"] = list(book["keywords"])
    root["license"] = [
        crate.add(ContextEntity(crate, url, {"@type": "CreativeWork", "name": name}))
        for name, url in LICENCES.items()
    ]
    root["author"] = [
        crate.add(ContextEntity(crate, f"#author-{number}", citation._author(one)))
        for number, one in enumerate(book["authors"], start=1)
    ]
    crate.add_dataset(dest_path="html/", properties={"name": "The book as pages"})
    notebooks = sorted(n for n in files if n.endswith(".ipynb") and not n.startswith("html/"))
    described = DESCRIBED | {
        name: ("Notebook, executed", "application/x-ipynb+json") for name in notebooks
    }
    for name, (title, media) in described.items():
        properties = {"name": title, "encodingFormat": media}
        # the list of checksums has a line for this description, which so can say nothing of it
        if name != SUMS:
            properties["contentSize"] = str(len(files[name]))
            properties["sha256"] = hashlib.sha256(files[name]).hexdigest()
        crate.add_file(dest_path=name, properties=properties)
    return json.dumps(crate.metadata.generate(), ensure_ascii=False, indent=1, sort_keys=True)


def write(files: dict[str, bytes], path: Path, executable: frozenset[str] = frozenset()) -> None:
    """Write a zip of files, dated by the edition and by nothing else, whole or not at all."""
    day = edition.date()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in sorted(files):
                entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3
                entry.external_attr = (0o755 if name in executable else 0o644) << 16
                archive.writestr(entry, files[name])
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def make(root: Path, names: list[str], html: Path, pdf: Path, dist: Path) -> Path:
    """Archive this edition and return the archive.

    Parameters
    ----------
    root : pathlib.Path
        Of the repository.
    names : list of str
        Its files that go into the archive.
    html, pdf : pathlib.Path
        The built pages and the PDF.
    dist : pathlib.Path
        Where the archive goes, with its own checksum beside it.

    Raises
    ------
    BookError
        See `check`.
    """
    records = ledger.read()
    check(records, html, pdf)
    files = gather(records, root, names, html, pdf)
    files[METADATA] = f"{description(files)}\n".encode()
    files[SUMS] = checksums(files).encode()
    path = dist / f"{NAME}-{edition.version()}.zip"
    executable = frozenset(name for name in names if (root / name).stat().st_mode & 0o111)
    write(files, path, executable)
    sums = checksums({path.name: path.read_bytes()})
    path.with_suffix(".zip.sha256").write_text(sums, encoding="utf-8", newline="\n")
    return path


def main() -> None:
    """Archive this edition."""
    import argparse

    argparse.ArgumentParser(
        prog="python -m lib.book.release", description="Archive this edition in dist/."
    ).parse_args()
    try:
        path = make(paths.ROOT, committed(paths.ROOT), HTML, PDF, DIST)
    except BookError as error:
        raise SystemExit(f"error: {error}") from None
    with zipfile.ZipFile(path) as archive:
        count = len(archive.namelist())
    print(f"{shown(path)}: {count} files, {path.stat().st_size / 1e6:.1f} MB")
    print(read_text(path.with_suffix(".zip.sha256")), end="")


if __name__ == "__main__":
    main()
