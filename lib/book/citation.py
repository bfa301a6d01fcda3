"""How a verdict is cited: by a reader, as a line of text, and by a machine, as schema.org's JSON-LD."""

from __future__ import annotations

import functools
import json
from html import escape
from pathlib import Path
from typing import Any

from lib.book import cards, claims, paths
from lib.book.paths import BookError, read_text, read_yaml, shown

QUESTIONS = {
    "derivation": "Does it follow from the paper’s own inputs?",
    "evidence": "Does it agree with measurement and with the consensus?",
}


def edition() -> dict[str, Any]:
    """Return what ``CITATION.cff`` says of the book.

    Raises
    ------
    BookError
        If the file is no YAML or lacks the title, the version, the date or the authors.
    """
    return _edition(paths.CITATION, paths.CITATION.stat().st_mtime_ns)


@functools.cache
def _edition(path: Path, _changed: int) -> dict[str, Any]:
    data = read_yaml(path)
    for name in ("title", "version", "date-released", "authors"):
        if not isinstance(data, dict) or not data.get(name):
            raise BookError(f"{shown(path)} has no {name}: add it")
    return data


def _author(entry: dict[str, str]) -> dict[str, str]:
    if "name" in entry:
        return {"@type": "Organization", "name": entry["name"]}
    name = " ".join(filter(None, (entry.get("given-names"), entry.get("family-names"))))
    return {"@type": "Person", "name": name}


def address(record: dict[str, Any], site: str = "") -> str:
    """Return the url of a record's card: absolute if `site` is given, else inside the book."""
    return f"{site.rstrip('/')}/{record['url']}" if site else record["url"]


def text(record: dict[str, Any], site: str = "") -> str:
    """Return the line that cites one verdict of one edition.

    Parameters
    ----------
    record : dict
        A record of the ledger.
    site : str, optional
        Address of the published book.
    """
    book = edition()
    authors = ", ".join(_author(one)["name"] for one in book["authors"])
    verdict = "; ".join(cards.words(record, which)[1] for which in QUESTIONS)
    return (
        f"{authors}: {book['title']}, edition {book['version']}, claim {record['id']} "
        f"({verdict}), {address(record, site)}"
    )


def bibtex(record: dict[str, Any], site: str = "") -> str:
    """Return the BibTeX entry that cites one verdict of one edition; with its url if `site` is given."""
    book = edition()
    authors = " and ".join(f"{{{_author(one)['name']}}}" for one in book["authors"])
    verdict = "; ".join(cards.words(record, which)[1] for which in QUESTIONS)
    fields = {
        "title": f"{{{book['title']}}}",
        "author": authors,
        "edition": str(book["version"]),
        "year": str(book["date-released"])[:4],
        "note": f"Claim {record['id']}: {verdict}",
    }
    if site:
        fields["url"] = address(record, site)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{claim-{record['id']},\n{lines}}}"


def details(records: list[dict[str, Any]], site: str = "") -> str:
    """Return the HTML that opens to the citations of one card, or of a table's rows."""
    title = "Cite this verdict" if len(records) == 1 else "Cite one of these verdicts"
    lines = "".join(
        f'<p class="citation">{escape(text(record, site), quote=False)}</p>' for record in records
    )
    return f'<details class="cite-verdict"><summary>{title}</summary>{lines}</details>'


@functools.cache
def _bibliography(path: Path, _changed: int) -> Any:
    from pybtex.database import parse_string

    return parse_string(read_text(path), "bibtex").entries


def article(key: str) -> dict[str, Any]:
    """Return a paper of the bibliography as a schema.org ``ScholarlyArticle``.

    Raises
    ------
    BookError
        If ``references.bib`` has no such key.
    """
    from pybtex.richtext import Text

    def plain(latex: str) -> str:
        return str(Text.from_latex(latex))

    claims.require_citations([key], "a paper under review")
    entry = _bibliography(paths.BIBLIOGRAPHY, paths.BIBLIOGRAPHY.stat().st_mtime_ns)[key]
    names = [
        " ".join((*p.first_names, *p.middle_names, *p.prelast_names, *p.last_names))
        for p in entry.persons.get("author", [])
    ]
    found: dict[str, Any] = {
        "@type": "ScholarlyArticle",
        "name": plain(entry.fields["title"]),
        "author": [{"@type": "Person", "name": plain(name)} for name in names],
        "datePublished": entry.fields["year"],
    }
    urls = []
    if "doi" in entry.fields:
        urls.append(f"https://doi.org/{entry.fields['doi']}")
    if entry.fields.get("archiveprefix") == "arXiv":
        urls.append(f"https://arxiv.org/abs/{entry.fields['eprint']}")
    if urls:
        found["sameAs"] = urls
    return found


def claim_reviews(record: dict[str, Any], site: str = "") -> list[dict[str, Any]]:
    """Return the verdicts of one record as schema.org ``ClaimReview`` objects.

    There is one for each verdict that says something, told apart by ``reviewAspect``. The verdicts
    are words and no marks on a scale, so a rating has an ``alternateName`` and no ``ratingValue``.
    Without `site` the urls are relative to the page of the card.
    """
    book = edition()
    url = address(record, site) if site else f"#{record['id']}"
    paper = claims.papers()[record["paper"]]
    item: dict[str, Any] = {
        "@type": "Claim",
        "@id": url,
        "identifier": record["id"],
        "name": f"{paper.title}, {record['where']}",
        "text": record["statement"],
        "appearance": article(paper.source),
    }
    reviews = []
    for which, question in QUESTIONS.items():
        if record[which] == "not-applicable":
            continue
        rating = {"@type": "Rating", "alternateName": cards.words(record, which)[1]}
        if which == "evidence" and record["rule"]:
            rating["ratingExplanation"] = cards.rule(record)
        reviews.append(
            {
                "@type": "ClaimReview",
                "url": url,
                "claimReviewed": record["statement"],
                "itemReviewed": item,
                "reviewAspect": question,
                "reviewRating": rating,
                "reviewBody": record["because"],
                "author": [_author(one) for one in book["authors"]],
                "datePublished": str(book["date-released"]),
                "isPartOf": {
                    "@type": "Book",
                    "name": book["title"],
                    "bookEdition": str(book["version"]),
                },
            }
        )
        item = {"@id": url}
    return reviews


def script(records: list[dict[str, Any]], site: str = "") -> str:
    """Return the ``<script type="application/ld+json">`` of some cards."""
    data = {
        "@context": "https://schema.org",
        "@graph": [review for record in records for review in claim_reviews(record, site)],
    }
    body = json.dumps(data, ensure_ascii=False, allow_nan=False)
    # nothing in a string may end the element or open a comment
    for character in "<>&":
        body = body.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/ld+json">{body}</script>'
