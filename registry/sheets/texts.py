"""A .csv or .txt, or rows pasted from a sheet, as one sheet, whatever their encoding and delimiter."""

import csv
import io
from itertools import islice

from django.utils.translation import gettext as _

from registry.refusals import Refusal
from registry.sheets.sheet import Details, Sheet, damaged

DELIMITERS = "\t,;|"
ENCODINGS = ("utf-8-sig", "gb18030")
HEAD = 20  # lines by which encoding and delimiter are told
TORN = "\ufffd"  # what stands for bytes that are no character


def read_text(content, score):
    """Return the Sheet in a text; `score(cells)` tells by its header how it is written.

    Bytes that are no character in an otherwise good text stand as � in their cells, and their rows are named.
    """
    lines, details, height = _lines_of(content, score), Details(), 0
    try:
        for number, cells in enumerate(lines, 1):
            if any(cells):
                height = number
                if lines.errors == "replace" and any(TORN in cell for cell in cells):
                    details.torn.add(str(number))
    except csv.Error as error:  # a quote that is never closed swallows the rest of the file
        raise damaged() from error
    if details.torn.total * 10 > height:
        raise unreadable(content)
    return Sheet("", lines, height, details=details)


def _lines_of(content, score):
    """Return the Lines of a text in the first encoding that shows a header, forgiving ones last."""
    encoding = encoding_of(content)
    if b"\0" in content and not (encoding or "").startswith("utf-16"):
        raise unreadable(content)
    ways = [(encoding, "strict")] if encoding else []
    tried = [_best(content, name, errors, score) for name, errors in ways + [(name, "replace") for name in ENCODINGS]]
    shown = next((lines for lines in tried if lines.shown(score)[0]), None)
    if shown is None and encoding is None:
        raise unreadable(content)
    return shown or tried[0]


def _best(content, encoding, errors, score):
    """Return the Lines with the delimiter that shows the best header; of equals the one that divides most."""
    every = [Lines(content, encoding, errors, delimiter) for delimiter in DELIMITERS]
    return max(every, key=lambda lines: lines.shown(score))


def unreadable(content):
    """Return the Refusal for bytes that are text in no encoding we know."""
    return damaged() if b"\0" in content else Refusal(_("无法识别文件的编码，请另存为 UTF-8 或 GBK。"))


def encoding_of(content):
    """Return the encoding in which every byte of a text has a meaning, or None."""
    return next((encoding for encoding in _likely(content) if _is_whole(content, encoding)), None)


def _likely(content):
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):  # what Excel calls Unicode text
        return ("utf-16",)
    even, odd = content[:4096:2].count(0), content[1:4096:2].count(0)
    if even or odd:  # empty bytes at every second place: UTF-16 that does not say so
        return ("utf-16-le" if odd > even else "utf-16-be",)
    return ENCODINGS


def _is_whole(content, encoding):
    text = _decoded(content, encoding)
    try:
        while text.read(1 << 20):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content, encoding, errors="strict"):
    """Return the text as a file that is decoded while it is read; every line end becomes a plain one."""
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors=errors, newline=None)


class Lines:
    """The rows of a text, decoded and divided anew each time they are gone through."""

    def __init__(self, content, encoding, errors, delimiter):
        self.content, self.encoding, self.errors, self.delimiter = content, encoding, errors, delimiter

    def __iter__(self):
        return csv.reader(_decoded(self.content, self.encoding, self.errors), delimiter=self.delimiter)

    def shown(self, score):
        """Return (how much the best of the first rows looks like a header, how many cells they have)."""
        try:
            rows = list(islice(self, HEAD))
        except csv.Error:
            return 0, 0
        return max(map(score, rows), default=0), sum(map(len, rows))
