"""Names of majors that no catalogue holds as they stand, to the nearest that it does. Pure."""

import re
from functools import cache, lru_cache

from matching.branches import branches
from registry.catalogue import class_names, find_major, majors, plain_major

# What requirements say and no catalogue does.
INFORMAL = {
    "工科": "工学",
    "理科": "理学",
    "文科": "文学",
    "财务": "财务管理",
    "财会": "会计学",
    "金融": "金融学",
    "会计": "会计学",
    "机电": "机械类",
    "土建": "土木类",
    "汽修": "汽车制造类",
    "化工": "化工与制药类",
    "微电子": "微电子科学与工程",
    "电子": "电子信息类",
    "材料科学": "材料类",
    "体育": "体育学类",
    "播音主持": "播音与主持艺术",
    "中文": "汉语言文学",
    "文秘": "秘书学",
    "护理": "护理学",
    "计算机应用": "计算机类",
    "计算机": "计算机类",
    "信息通信": "电子信息类",
    "电气自动化": "电气类",
    "机械设计": "机械类",
    "机械制造": "机械类",
    "行政": "行政管理",
    "人力资源": "人力资源管理",
    "工程": "工学",
    "管理": "管理学",
    "医药": "医学",
    "医疗": "医学",
    "临床": "临床医学",
    "影像": "医学影像学",
    "师范": "教育学",
    "外语": "外国语言文学类",
    "语文": "汉语言文学",
    "思政": "思想政治教育",
    "物流": "物流管理与工程类",
    "营销": "市场营销",
    "电商": "电子商务",
    "环保": "环境科学与工程类",
    "通讯": "通信工程",
    "软件": "软件工程",
    "种植": "植物生产类",
    "养殖": "动物生产类",
    "冶金": "冶金工程",
    "铸造": "材料成型及控制工程",
    "质检": "质量管理工程",
    "法律": "法学",
}
_ROLE = re.compile(r"(?:技术|工程|设计|制造|加工|生产|开发|管理|教育|工艺|运营|维修|服务)+$")
_FEW = 6  # so many majors may begin with a short word; a word that more begin with says too little


def wards(name):
    """Return the branch that a hospital's ward is: 眼科 is 眼科学, 消化内科 is 内科学, 骨科 is 外科学."""
    ward = name.removesuffix("学")
    for one in (ward + "学", ward.removesuffix("科") + "学"):
        if ward.endswith("科") and one in branches():
            return [one]
    inner = re.search(r"(?:中医)?[内外]科$", ward)
    if inner and inner.group() + "学" in branches():
        return [inner.group() + "学"]
    return ["外科学"] if re.fullmatch(r".{0,2}(?:骨|泌尿|烧伤|整形|肛肠)科?", ward) and ward.endswith("科") else []


def heads(name):
    """Return the word that a name begins with, as known names do: 焊接 of 焊接工程, 城市轨道 of 城市轨道运营."""
    if _ROLE.sub("", name) in INFORMAL:
        return [_ROLE.sub("", name)]
    for head in (_ROLE.sub("", name), name[:4], name[:3]):
        if head != name and beginning_with(head):
            return beginning_with(head)
    return next(([name[:size]] for size in (3, 2) if name[:size] in INFORMAL or find_major(name[:size])), [])


@lru_cache(maxsize=4096)
def beginning_with(word):
    """Return the majors and branches that begin with a word, their classes when they are many, or nothing."""
    if len(word) < 2 or word in ("科学", "工程", "技术", "应用", "现代"):
        return []
    named = [name for name in (*_known_names(), *branches()) if name.startswith(word)]
    if len(named) <= _FEW:
        return named
    classes = [name for name in class_names() if name.startswith(word) and name.endswith("类")]
    return classes if len(classes) <= _FEW // 2 else []


@lru_cache(maxsize=4096)
def within(text):
    """Return the known names of four characters or more that a text is made of, longest first: 机械工程电气工程."""
    return [name for name in _long_names().findall(text) if "非" + name not in text]


@cache
def _known_names():
    return tuple(dict.fromkeys(plain_major(major.name) for major in majors() if major.name))


@cache
def _long_names():
    names = {name for name in (*_known_names(), *branches(), *class_names()) if len(name) > 3}
    return re.compile("|".join(sorted(names, key=lambda name: (-len(name), name))))
