"""The demo city 白杨市 (GB/T 2260 659012): three regiments, their streets and communities; coordinates are made up."""

from decimal import Decimal
from itertools import count
from typing import NamedTuple

CITY_CODE = "659012"
PEOPLE_A_COMMUNITY = 400  # above this the large city gets more communities, as a real one would

_MIDDLE = (Decimal("46.83000"), Decimal("83.62000"))

# regiment, its statistical code, streets; names of streets and communities are ours.
_REGIMENTS = (
    ("161团", "659012400", ("玫瑰园街道", "杨林街道", "团结街道", "草原街道")),
    ("163团", "659012503", ("龙泉街道", "北辰街道", "绿洲街道", "幸福街道", "军垦街道")),
    ("165团", "659012505", ("白杨河街道", "朝阳街道", "果园街道", "叶尔盖提街道")),
)
_COMMUNITIES = (
    "明珠 和谐 文化路 兴业 康居 春风 丰收 友谊 建设路 新城 红柳 金沙 祥和 柳荫 屯垦 光明 青松 银杏 东苑 西苑 阳光 希望 双拥 晨曦 沁园"
).split()
# How well a regiment keeps its promises: what makes rates differ from station to station.
DILIGENCE = {"161团": 0.97, "163团": 0.9, "165团": 0.79}


class Place(NamedTuple):
    """One station to be: its name, codes, level, which place it lies in, where, and how well it works."""

    name: str
    code: str
    level: str
    parent: int | None
    area_code: str
    latitude: Decimal
    longitude: Decimal
    diligence: float


def draw_places(rng, people):
    """Return every place of the city, parents first; `parent` is a position in the list."""
    places = [Place("白杨市", CITY_CODE, "city", None, CITY_CODE, *_MIDDLE, 0.85)]
    streets = sum(len(names) for *_, names in _REGIMENTS)
    communities = max(3, -(-people // (PEOPLE_A_COMMUNITY * streets)))
    names = (f"{name}{'' if turn == 1 else turn}" for turn in count(1) for name in _COMMUNITIES)
    for regiment, code, street_names in _REGIMENTS:
        _draw_regiment(rng, places, regiment, code, street_names, names, communities)
    return places


def _draw_regiment(rng, places, regiment, code, street_names, names, communities):
    at_regiment = len(places)
    places.append(_near(rng, regiment, code, "county", 0, code, DILIGENCE[regiment], places[0], 30))
    for number, street in enumerate(street_names, 1):
        diligence = min(0.99, max(0.6, DILIGENCE[regiment] + rng.uniform(-0.06, 0.03)))
        at_street = len(places)
        street_code = f"{code}{number:02}"
        places.append(_near(rng, street, street_code, "street", at_regiment, code, diligence, places[at_regiment], 6))
        for position in range(1, communities + 1):
            kind = "连" if position % 4 == 3 else "社区"
            name, place_code = next(names) + kind, f"{street_code}{position:03}"
            diligent = min(0.99, max(0.5, diligence + rng.uniform(-0.04, 0.03)))
            places.append(_near(rng, name, place_code, "community", at_street, code, diligent, places[at_street], 2))


def _near(rng, name, code, level, parent, area_code, diligence, around, hundredths):
    """Return a place a few hundredths of a degree from another."""
    latitude, longitude = (
        (place + Decimal(rng.randint(-hundredths * 1000, hundredths * 1000)) / 100000).quantize(Decimal("0.00001"))
        for place in (around.latitude, around.longitude)
    )
    return Place(name, code, level, parent, area_code, latitude, longitude, diligence)
