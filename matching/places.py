"""The area code (GB/T 2260) that the name of a place means, as far as it means one for certain."""

import re
from collections import defaultdict
from contextlib import suppress
from functools import cache
from os.path import commonprefix

from django.conf import settings

_CODES = """
北京:11 天津:12 河北:13 山西:14 内蒙古:15 辽宁:21 吉林:22 黑龙江:23 上海:31 江苏:32 浙江:33 安徽:34 福建:35
江西:36 山东:37
河南:41 湖北:42 湖南:43 广东:44 广西:45 海南:46 重庆:50 四川:51 贵州:52 云南:53 西藏:54 陕西:61 甘肃:62 青海:63 宁夏:64
新疆:65 兵团:65 台湾:71 香港:81 澳门:82
"""
PROVINCES = dict(part.split(":") for part in _CODES.split())
# Cities of the Xinjiang corps and their neighbours, which lists there name without the province; the list of areas
# is of 2021 and does not know the youngest.
NEARBY = {
    "白杨": "659012",
    "塔城": "654201",
    "额敏": "654221",
    "乌苏": "654202",
    "石河子": "659001",
    "乌鲁木齐": "650100",
}
_PEOPLES = "各|[东裕]?[^东裕]{1,3}族|蒙古|哈萨克|维吾尔|柯尔克孜|锡伯|塔吉克|裕固|东乡|保安|达斡尔|鄂温克|鄂伦春|撒拉|仫佬|毛南"
_KIND = re.compile(r"(特别行政区|自治区|自治州|自治县|自治旗|地区|[省市盟州])$")
PROVINCE, CITY = 2, 4  # digits of a code that say so


def _names():
    """Return {name: the codes it may mean}, in full and as people shorten it. A province's name means the province."""
    names = defaultdict(set)
    for code, name in _areas():
        for written in _ways_to_write(name):
            names[written].add(code)
    return (
        names | {name: {code} for name, code in NEARBY.items()} | {name: {c + "0000"} for name, c in PROVINCES.items()}
    )


def _ways_to_write(name):
    """A county or district is not shortened: 和平, 新华, 长安 mean much else. 黔东南苗族侗族自治州 is 黔东南, 黔东南州."""
    yield name
    kind = _KIND.search(name)
    if kind:
        short = re.sub(f"(?<=.{{2}})({_PEOPLES})+$", "", name[: kind.start()])
        if kind[1] in ("自治县", "自治旗"):
            yield short + kind[1][-1]
        elif len(short) > 1:
            yield from (short, short + kind[1][-1])


def _areas():
    """Return (code, name) pairs down to the county; a house set up without the list knows the provinces and its neighbours.

    The list names provinces, cities and counties, then towns under the code of their county: the first name is meant.
    """
    names = {}
    with suppress(FileNotFoundError), settings.AREAS_FILE.open(encoding="utf-8") as file:
        for line in file:
            code, name, _rest = line.split(",", 2)
            names.setdefault(code, name)
    return ((code, name) for code, name in names.items() if "直辖" not in name and code.isdigit())


@cache
def _gazetteer():
    """Return the names with their codes, and the pattern that finds the longest of them."""
    names = _names()
    return names, re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))


def area_of(text):
    """Return the area code that a place's text names, as long as it is known for certain, or "".

    Names are read from left to right, each inside the one before: 广东省广州市 is 440100. A name that several places
    bear means what they share: 朝阳区 alone nothing, 塔城地区 and a county of it that county.
    """
    names, pattern = _gazetteer()
    within = ""
    for name in pattern.findall(text or ""):
        inside = [code for code in names[name] if code.startswith(within)]
        if not inside:
            break  # another place: the first one named counts
        within = _shared(inside) or within
    return within.ljust(6, "0") if within else ""


def _shared(codes):
    """Return the digits that codes have in common: of one county all six, of one city four, of one province two."""
    digits = commonprefix([_significant(code) for code in codes])
    return digits[: len(digits) // 2 * 2]


def _significant(code):
    if code.endswith("0000"):
        return code[:PROVINCE]
    return code[:CITY] if code.endswith("00") else code


def plain_place(text):
    """Return a place as two boards would both write it: its code where it is known, else its name and no province."""
    code = area_of(text)
    if code and not code.endswith("0000"):
        return code
    rest = re.sub("|".join(PROVINCES), "", text or "")
    return re.sub(r"[\s·,、/-]|自治[区州县]|[省市区县州]$|[省市区县]|维吾尔|壮族|回族", "", rest) or code
