"""The English catalogue: finds every Chinese sentence of the interface, and says which lack English."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from placement.environment import ROOT

CATALOGUE = ROOT / "placement" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PACKAGES = ("placement", "registry", "matching", "followup")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def found_messages():
    """Return a Catalog of every message in Python, templates and scripts, with where it stands."""
    found = Catalog(locale="en", fuzzy=False)
    for path in _files():
        place = path.relative_to(ROOT).as_posix()
        for _line, message, _comments, context in _messages_in(path):
            # Places without line numbers: a moved line should not change the catalogue.
            found.add(message, locations=[(place, None)], context=context)
    return found


def _files():
    for package in PACKAGES:
        yield from sorted(path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts)
    yield from sorted((ROOT / "templates").rglob("*.html"))


def _messages_in(path: Path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = templatize(text, origin=str(path))
    return extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})


def read_catalogue():
    """Return the English catalogue as kept in the repository."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def refresh_catalogue():
    """Bring the catalogue up to the code: new sentences join without English, gone ones leave."""
    catalogue = read_catalogue()
    catalogue.update(found_messages(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, sort_output=True, omit_header=False, width=110)
    return catalogue


def without_english():
    """Return the sentences that an English reader would see in Chinese."""
    kept = read_catalogue()
    return [message.id for message in found_messages() if message.id and not _translated(kept, message)]


def _translated(catalogue, message):
    entry = catalogue.get(message.id, context=message.context)
    return bool(entry) and (all(entry.string) if isinstance(entry.string, tuple) else bool(entry.string))


def compile_catalogue():
    """Write the .mo file beside the catalogue, unless it is newer; Babel does it, no gettext tools are needed."""
    target = CATALOGUE.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < CATALOGUE.stat().st_mtime:
        with target.open("wb") as file:
            write_mo(file, read_catalogue())
