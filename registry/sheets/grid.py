"""Cells put into their places one by one, for kinds of file that say what a cell spans and not where it stands."""

from registry.sheets.sheet import Details, Sheet, too_vast

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet, in any program
MOST_COVERED = 500_000  # cells that others may cover, taken together


class Grid:
    """A sheet under construction, row by row; cells that another covers are left empty."""

    def __init__(self):
        self.rows, self.merged, self.covered = [], [], set()
        self.spread = 0  # cells under those that span several
        self.next_column = 0  # the first that has not been described
        self.details = Details()

    def begin_row(self, index=None, *, is_hidden=False):
        """Begin the next row, or the one at an index."""
        index = len(self.rows) if index is None else index
        if index >= MOST_ROWS:
            raise too_vast()
        self.rows.extend([] for _row in range(len(self.rows), index + 1))
        if is_hidden:
            self.details.hide_row(index + 1)

    def place(self, value, *, down=1, across=1, column=None):
        """Put a value into the last row, at a column or at the next that is free; return its column."""
        row, cells = len(self.rows) - 1, self.rows[-1]
        at = len(cells) if column is None else column
        while (row, at) in self.covered:
            at += 1
        if at + across > MOST_COLUMNS:
            raise too_vast()
        cells.extend([""] * (at - len(cells)))
        cells.append(value)
        if down > 1 or across > 1:
            self._cover(row, at, down, across)
        return at

    def _cover(self, row, at, down, across):
        self.spread += down * across
        if self.spread > MOST_COVERED:
            raise too_vast()
        self.merged.append((row, at, row + down - 1, at + across - 1))
        self.covered.update((row + y, at + x) for y in range(down) for x in range(across))

    def hide_column(self, first, last):
        if (first, last) not in self.details.hidden_columns:
            self.details.hidden_columns.append((first, last))

    def sheet(self, name, *, is_hidden=False):
        return Sheet(name, self.rows, len(self.rows), self.merged, is_hidden, self.details)
