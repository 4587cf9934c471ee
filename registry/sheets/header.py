"""Where the header of a list stands in a sheet: below titles and notes, in one row or in several. Pure."""

import re
from dataclasses import dataclass
from itertools import islice

from registry.columns import JOINT

HEADER_WITHIN = 20  # rows from the top among which the header is looked for
TALLEST = 3  # rows that a header may have
LONGEST_NAME = 30  # characters of a name nobody knows
_NUMBER = re.compile(r"\d{3}|^\d+$")


@dataclass(frozen=True)
class Header:
    """The names of the columns, and the first row below them, counted from 0."""

    names: list
    end: int
    is_guess: bool = False  # no name in it is known


def find_header(sheet, score):
    """Return the Header of a sheet, or None when no row looks like one; `score(cells)` says how much a row does."""
    tops = _tops(sheet)
    if not tops:
        return None
    scores = [score(row) for row in tops[:HEADER_WITHIN]]
    best = scores.index(max(scores))
    if scores[best] < 1:
        return None
    top, bottom = _extent(tops, best, sheet.merged, score)
    return Header(_joined(tops[top : bottom + 1]), bottom + 1)


def guess_header(sheet):
    """Return the Header that a sheet has if none of its names is known: the first of the widest rows of mere words."""
    tops = _tops(sheet)[:HEADER_WITHIN]
    widths = [sum(map(bool, row)) if _is_of_words(row) else 0 for row in tops]
    if max(widths, default=0) < 2:
        return None
    best = widths.index(max(widths))
    return Header(tops[best], best + 1, is_guess=True)


def _tops(sheet):
    """Return the texts of the first rows, all of one length."""
    tops = [[text_of(cell) for cell in cells] for cells in islice(sheet.rows, HEADER_WITHIN + TALLEST)]
    width = max(map(len, tops), default=0)
    return [row + [""] * (width - len(row)) for row in tops]


def _is_of_words(row):
    words = list(filter(None, row))
    return len(set(words)) == len(words) and not any(len(word) > LONGEST_NAME or _NUMBER.search(word) for word in words)


def text_of(cell):
    return "" if cell is None else str(cell).strip()


def _extent(tops, best, merged, score):
    """Return the first and the last row of the header of which one row is known."""
    tall = [(first, last) for first, _left, last, _right in merged if first <= best <= last < first + TALLEST]
    top = min([best, *(first for first, _last in tall)])
    bottom = min(max([best, *(last for _first, last in tall)]), len(tops) - 1)
    if top == bottom and best + 1 < len(tops) and score(tops[best + 1]) and _belongs_under(tops[best + 1], tops[best]):
        bottom += 1
    if top == bottom and best and score(tops[best - 1]) and _belongs_under(tops[best], tops[best - 1]):
        top -= 1
    return top, bottom


def _belongs_under(lower, upper):
    """Whether a row only divides what the row above spans: it fills gaps, leaves some names alone, and stands under
    no name that spans nothing."""
    gaps = [index for index, text in enumerate(lower) if text and not upper[index]]
    spanned = {index - 1 for index in gaps if lower[index - 1]}
    names = [index for index, text in enumerate(upper) if text]
    alone = [index for index in names if not lower[index]]
    return bool(gaps and alone) and all(index in spanned for index in names if lower[index])


def _joined(rows):
    """Return one name for each column: those above each other, each once, the upper spread over what it spans."""
    rows = [list(row) for row in rows]
    for upper, lower in reversed(list(zip(rows, rows[1:], strict=False))):
        for index in range(1, len(upper)):
            if not upper[index] and lower[index] and lower[index - 1]:
                upper[index] = upper[index - 1]
    return [JOINT.join(dict.fromkeys(filter(None, column))) for column in zip(*rows, strict=True)]
