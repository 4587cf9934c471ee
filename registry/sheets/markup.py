"""What the markup of a sheet tells before anything lays the sheet out: how far it reaches, and what is odd in it.

Every pattern is possessive where it repeats: markup made to be slow is passed over as fast as any other.
"""

import re

from registry.sheets.sheet import Details, column_number

PIECE = 1 << 23  # bytes looked at together
LONGEST_TAG = 1 << 16  # one that is longer may be torn between two pieces


def details_of(archive, part):
    """Return the Details of a part, which need not be a sheet."""
    details = Details()
    for text in _pieces(archive, part):
        _measure(details, text)
        _look(details, text)
        if details.is_vast:
            break
    if details.is_vast:  # perhaps only for cells that are formatted and hold nothing
        details.last_row = details.last_column = 1
        details.at_row = details.at_column = 0
        for text in _pieces(archive, part):
            _measure_exactly(details, text)
            if details.is_vast:
                break
    return details


def _pieces(archive, part):
    """Yield the text of a part in pieces that end where a row ends, or at least not within a tag."""
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(PIECE):
            text = rest + chunk
            cut = text.rfind(b"row>") + 4
            if cut < 4:
                cut = max(text.rfind(b"<", len(text) - LONGEST_TAG), 0) or len(text)
            yield text[:cut]
            rest = text[cut:]
    yield rest


# --- How far it reaches --------------------------------------------------------------------------

# Cells as nearly all programs write them, and anything else that could be one.
_LETTERS = re.compile(rb'<c r="([A-Z]{1,4})')
_NUMBERS = re.compile(rb'<c r="[A-Z]{1,4}(\d{1,8})"')
_OTHERWISE = re.compile(rb'<c(?! r="[A-Z]{1,4}[1-9]\d{0,7}"(?: (?!r=)\w{1,2}="\w*+")*+ ?/?>|[A-Za-z])')
_ATTRIBUTES = rb"""((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>"""
_PREFIX = rb"""<(?:[^\s<>:/"']++:)?+"""
_CELL_OR_ROW = re.compile(_PREFIX + rb"(c|row)(?![^\s/>])" + _ATTRIBUTES)
_PLACE = re.compile(rb"""(?<!\S)r\s*+=\s*+["']([A-Za-z]*+)(\d*+)""")


def _measure(details, text):
    """Widen the rectangle that the cells span, be they formatted only, by a piece of a sheet's text."""
    if b":c" in text or _OTHERWISE.search(text):
        _measure_exactly(details, text)
        return
    details.last_row = max([details.last_row, *map(int, set(_NUMBERS.findall(text)))])
    details.last_column = max([details.last_column, *map(column_number, set(_LETTERS.findall(text)))])


def _measure_exactly(details, text):
    """Follow rows and cells as the reader does: those without an address stand beside the one before.

    The reader passes over cells that are only formatted.
    """
    for tag in _CELL_OR_ROW.finditer(text):
        places = _PLACE.findall(tag[2])
        row = max((int(number) for _letters, number in places if number), default=0)
        if tag[1] == b"row":
            details.at_row, details.at_column = row or max(details.at_row, details.last_row) + 1, 0
            continue
        column = max((column_number(letters[:8]) for letters, _number in places), default=0)
        details.at_column = column or details.at_column + 1
        if not tag[2].endswith(b"/"):
            details.last_row = max(details.last_row, details.at_row, row)
            details.last_column = max(details.last_column, details.at_column)


# --- What is odd in it ---------------------------------------------------------------------------

_ROW_OR_COLUMN = re.compile(_PREFIX + rb"(row|col)\s" + _ATTRIBUTES)
_IS_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_FORMULA = re.compile(
    _PREFIX + rb"c\s([^<>]*+)>\s*+" + _PREFIX + rb"f\b[^<>]*+>(?:[^<]*+</(?:[^\s<>:]++:)?+f>)?+\s*+"
    rb"(" + _PREFIX + rb"v\b[^<>]*+>[^<])?"
)
_IS_TEXT = re.compile(rb"""\bt=["']str["']""")
_IS_ERROR = re.compile(rb"""\bt=["']e["']""")
_ADDRESS = re.compile(rb"""\br=["']([A-Za-z]{1,4}\d{1,8})["']""")


def _look(details, text):
    """Add to the Details what a piece of a sheet's text tells."""
    if b"hidden=" in text:
        for tag in _ROW_OR_COLUMN.finditer(text):
            if _IS_HIDDEN.search(tag[2]):
                _note_hidden(details, *tag.groups())
    if b"<f" in text or b":f" in text:
        _look_at_formulas(details, text)
    if b'"e"' in text or b"'e'" in text:
        for found in _IS_ERROR.finditer(text):
            begins = text.rfind(b"<", max(0, found.start() - 200), found.start())
            details.errors.add(_address(text[begins : found.end() + 200].partition(b">")[0]))


def _note_hidden(details, tag, attributes):
    if tag == b"row":
        details.hide_row(_number(attributes, b"r"))
    else:
        details.hidden_columns.append((_number(attributes, b"min") - 1, _number(attributes, b"max") - 1))


def _look_at_formulas(details, text):
    for attributes, value in _FORMULA.findall(text):
        details.formulas += 1
        if not value and not _IS_TEXT.search(attributes):  # a text may well be worked out to be empty
            details.unvalued.add(_address(attributes))


def _number(attributes, name):
    found = re.search(rb"""\b%b=["'](\d{1,8})["']""" % name, attributes)
    return int(found[1]) if found else 0


def _address(attributes):
    found = _ADDRESS.search(attributes)
    return found[1].decode() if found else "?"
