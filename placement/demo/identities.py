"""Generated ID numbers and telephone numbers that are well formed and belong to nobody.

An ID number keeps the area of its first registration. The areas used here were founded between 2014 and 2023, after
these graduates were born, so no number of this shape and these birth dates was ever given out. Telephone numbers
begin with 154, a segment that no operator holds.
"""

from collections import defaultdict

from placement.demo.names import pick
from registry.identity import check_digit

AREAS = ("659012",) * 7 + ("659011", "659010", "659009", "659008", "659007")
AREA_NAMES = {
    "659012": "白杨市", "659011": "新星市", "659010": "胡杨河市", "659009": "昆玉市", "659008": "可克达拉市", "659007": "双河市",
}  # fmt: skip
_SEQUENCES = 499  # a prime: sequences of one sex on one day, walked through in steps so that they do not run upwards


class IdNumbers:
    """Gives every number once."""

    def __init__(self):
        self._given = defaultdict(int)

    def next(self, area, born_on, is_male):
        """Return the next unused number of this area, day and sex; the neighbouring area when the day is full."""
        start = f"{area}{born_on:%Y%m%d}"
        turn = self._given[start, is_male]
        if turn == _SEQUENCES:
            return self.next(AREAS[7] if area == AREAS[0] else AREAS[0], born_on, is_male)
        self._given[start, is_male] += 1
        place = (born_on.toordinal() * 7 + turn * 113) % _SEQUENCES
        seventeen = f"{start}{2 * place + (1 if is_male else 2):03}"
        return seventeen + check_digit(seventeen)


def an_area(rng):
    """Return the area a made-up number begins with."""
    return pick(rng, AREAS)


class PhoneNumbers:
    """Gives every number of the unused segment once, scattered by a step that shares no factor with their count."""

    def __init__(self, rng):
        self._next = rng.randrange(10**8)

    def next(self):
        self._next = (self._next + 61_803_399) % 10**8
        return f"154{self._next:08}"
