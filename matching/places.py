"""Names of provinces and of places the office knows, to area codes (GB/T 2260). Pure."""

import re

_CODES = """
北京:11 天津:12 河北:13 山西:14 内蒙古:15 辽宁:21 吉林:22 黑龙江:23 上海:31 江苏:32 浙江:33 安徽:34 福建:35
江西:36 山东:37
河南:41 湖北:42 湖南:43 广东:44 广西:45 海南:46 重庆:50 四川:51 贵州:52 云南:53 西藏:54 陕西:61 甘肃:62 青海:63 宁夏:64
新疆:65 兵团:65 台湾:71 香港:81 澳门:82
"""
PROVINCES = dict(part.split(":") for part in _CODES.split())
# Cities of the Xinjiang corps and their neighbours, which lists there name without the province.
NEARBY = {
    "白杨": "659012",
    "塔城": "654201",
    "额敏": "654221",
    "乌苏": "654202",
    "石河子": "659001",
    "乌鲁木齐": "650100",
}
_NAMES = re.compile("|".join(sorted([*PROVINCES, *NEARBY], key=len, reverse=True)))


def area_of(text):
    """Return the area code that a place's text names, as long as it is known for certain, or ""."""
    found = _NAMES.findall(text or "")
    near = next((NEARBY[name] for name in found if name in NEARBY), "")
    return near or next((PROVINCES[name] + "0000" for name in found), "")


def plain_place(text):
    """Return a place as two boards would both write it: its code where it is known, else its name and no province."""
    code = area_of(text)
    if code and not code.endswith("0000"):
        return code
    rest = re.sub("|".join(PROVINCES), "", text or "")
    return re.sub(r"[\s·,、/-]|自治[区州县]|[省市区县州]$|[省市区县]|维吾尔|壮族|回族", "", rest) or code
