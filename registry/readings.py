"""How a name can be typed: pinyin and initials, every reading of its surname. Pure."""

from functools import lru_cache
from itertools import product

from pypinyin import Style, lazy_pinyin, pinyin

# Surnames whose reading as a name is not the one dictionaries give first.
SURNAMES = {
    "曾": ["zeng"], "单": ["shan"], "解": ["xie"], "仇": ["qiu"], "区": ["ou"], "查": ["zha"], "朴": ["piao"],
    "覃": ["qin", "tan"], "任": ["ren"], "盖": ["ge", "gai"], "乐": ["yue", "le"], "万俟": ["mo qi"], "尉迟": ["yu chi"],
    "令狐": ["ling hu"], "澹台": ["tan tai"], "长孙": ["zhang sun"], "缪": ["miao"], "翟": ["zhai", "di"], "员": ["yun"],
    "冼": ["xian"], "纪": ["ji"], "繁": ["po"], "折": ["she"], "种": ["chong"], "秘": ["bi"], "黑": ["he", "hei"],
    "卜": ["bu"], "隗": ["wei", "kui"], "薄": ["bo", "bao"], "阚": ["kan"], "都": ["du", "dou"], "能": ["nai"],
    "乜": ["nie"], "句": ["gou", "ju"], "召": ["shao"], "六": ["lu"], "句龙": ["gou long"], "子车": ["zi ju"],
}  # fmt: skip
MOST = 4  # readings kept of one name
# Rare forms that a keyboard rarely has, by the character people type instead.
VARIANTS = str.maketrans("𠮷髙﨑靑淸敎囯", "吉高崎青清教国")


@lru_cache(maxsize=65536)
def search_keys(name):
    """Return the keys a name is found by, space-separated: "zhangwei zw"; at most MOST readings."""
    plain = name.translate(VARIANTS).replace("·", "").replace(" ", "")
    keys = []
    for syllables in _readings(plain):
        keys += ["".join(syllables), "".join(syllable[0] for syllable in syllables if syllable)]
    return " ".join(dict.fromkeys(key.lower() for key in keys if key))[:300]


def _readings(plain):
    for length in (2, 1):
        surname = plain[:length]
        if surname in SURNAMES and len(plain) > length:
            rest = lazy_pinyin(plain[length:])
            return [[*reading.split(), *rest] for reading in SURNAMES[surname]]
    if len(plain) > 6:  # a transliterated name: one reading, polyphones would only multiply
        return [lazy_pinyin(plain)]
    syllables = pinyin(plain, style=Style.NORMAL, heteronym=False)
    return [list(reading) for reading in list(product(*syllables))[:MOST]]
