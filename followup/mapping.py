"""A small map without tiles: places in their order, drawn to scale from latitude and longitude alone. Pure."""

from dataclasses import dataclass
from math import cos, radians

WIDTH, HEIGHT, MARGIN = 640, 400, 64  # of the drawing, in its own units
DEGREE = 111.2  # kilometres of latitude
LEAST = 0.4  # kilometres a drawing covers at the least: one place is not blown up
BARS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
NAMED = 8  # places up to which their names are written beside them


@dataclass(frozen=True)
class Marker:
    """One place of the drawing: where, what is written in it and beside it, and whether somebody there is overdue."""

    x: int
    y: int
    label: str
    name: str
    late: bool

    @property
    def half(self):
        """Half the width of the sign, which grows with what is written in it."""
        return 12 + 5 * len(self.label)

    @property
    def width(self):
        return 2 * self.half


@dataclass(frozen=True)
class Drawing:
    """Where to begin, the places in order, the line that joins them, and a bar that says how far a kilometre is."""

    start: Marker | None
    markers: list
    line: str
    bar: int
    bar_km: str
    bar_y: int = HEIGHT - 16
    width: int = WIDTH
    height: int = HEIGHT


def draw(start, places):
    """Return the Drawing of places, each ((latitude, longitude), label, name, late); None where there is nothing."""
    if not places:
        return None
    points = [place for place, *_said in places]
    put, scale = _projection([start, *points] if start else points)
    names = len(places) <= NAMED
    markers = [Marker(*put(place), label, name if names else "", late) for place, label, name, late in places]
    begun = Marker(*put(start), "", "", False) if start else None
    line = " ".join(f"{marker.x},{marker.y}" for marker in ([begun] if begun else []) + markers)
    bar_km = max((bar for bar in BARS if bar * scale <= WIDTH / 4), default=BARS[0])
    return Drawing(begun, markers, line, round(bar_km * scale), f"{bar_km:g}")


def _projection(points):
    """Return where a point is put, and how many units a kilometre has: north is up, both directions to one scale."""
    north, south = max(north for north, _east in points), min(north for north, _east in points)
    east, west = max(east for _north, east in points), min(east for _north, east in points)
    narrow = cos(radians((north + south) / 2))
    high, wide = max((north - south) * DEGREE, LEAST), max((east - west) * narrow * DEGREE, LEAST)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    middle = ((north + south) / 2, (east + west) / 2)

    def put(place):
        right = (place[1] - middle[1]) * narrow * DEGREE * scale
        up = (place[0] - middle[0]) * DEGREE * scale
        return round(WIDTH / 2 + right), round(HEIGHT / 2 - up)

    return put, scale
