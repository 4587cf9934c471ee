"""The names that real forms give their columns, and the fact each one holds. Pure."""

import hashlib
import re
import unicodedata

# fact → the headers seen on real forms; the first is the one we print ourselves.
HEADERS = {
    "name": "姓名 学生姓名 毕业生姓名 人员姓名 名字 本人姓名 考生姓名 求职者姓名 登记人姓名 登记对象姓名 name xm",
    "id_number": "身份证号码 身份证号 身份证 公民身份号码 公民身份证号码 公民身份证号 证件号码 证件号 居民身份证号码 "
    "居民身份证号 身份证件号码 身份证件号 身份证件编号 有效证件号码 社会保障号码 社会保障号 idnumber sfzh sfzhm",
    "phones": "联系电话 手机号码 手机号 手机 电话 联系方式 本人电话 本人联系电话 移动电话 本人手机 本人手机号 本人手机号码 "
    "本人联系方式 学生电话 学生联系电话 学生手机号 毕业生联系电话 毕业生电话 联系手机 联系号码 电话号码 手机电话 常用电话 "
    "备用手机 phone tel mobile",
    "family_phones": "家庭电话 家长电话 家属电话 备用电话 紧急联系电话 家庭联系电话 家长联系电话 家长联系方式 家长手机号 "
    "父母电话 父母联系电话 父亲电话 母亲电话 父亲联系电话 母亲联系电话 家属联系电话 家人电话 家人联系电话 紧急联系人电话 "
    "紧急联系方式 紧急联系人联系电话 第二联系电话",
    "sex": "性别 sex gender",
    "ethnicity": "民族 民族名称 族别",
    "education": "学历 学历层次 最高学历 文化程度 培养层次 学历名称 毕业学历 现有学历 受教育程度 教育程度 层次 办学层次 "
    "学历类别 最高学历层次 education",
    "school": "毕业院校 毕业学校 院校名称 学校名称 学校 院校 高校名称 毕业院校名称 毕业学校名称 毕业高校 毕业院校全称 院校全称 "
    "学校全称 就读院校 就读学校 所在院校 所在学校 高校 school",
    "major": "专业 专业名称 所学专业 毕业专业 所学专业名称 毕业专业名称 专业全称 就读专业 major",
    "graduated_on": "毕业日期 毕业时间 毕业年月 离校时间 毕业年份 毕业年月日 离校日期",
    "cohort": "届别 毕业届别 届次 毕业年度 毕业届 年届 毕业年届",
    "hukou_text": "户籍地址 户籍所在地 户籍地 户口所在地 生源地 生源地区 户籍 户口地址 户口所在地地址 户籍详细地址 户籍地详细地址 "
    "户籍所在地详细地址 户籍所在地地址 户籍地地址 生源所在地 生源地名称 身份证地址 入学前户籍所在地 入学前户口所在地",
    "address": "常住详细地址 常住地址 常住地 现住址 居住地址 家庭住址 家庭地址 通讯地址 联系地址 现居住地 现居住地址 现住地址 现居地 "
    "居住地 居住详细地址 现居住详细地址 实际居住地 实际居住地址 经常居住地 经常居住地址 家庭详细地址 家庭详细住址 详细地址 住址 地址",
    "station": "所属街道 街道 街道乡镇 乡镇街道 所属社区 社区 社区村 服务站点 站点 所属站点 团场 连队 乡镇 镇街 所在街道 所在社区 "
    "所属乡镇 所在乡镇 村社区 村居 居委会 社区居委会",
    "status": "就业状态 就业情况 目前状态 状态 毕业去向 就业状况 当前状态 当前就业状态 目前就业状态 目前就业状况 目前就业情况 现就业状态 "
    "毕业去向类别 毕业去向名称 就业去向 去向 现状 就失业状态",
    "willingness": "有无就业意愿 就业意愿 是否有就业意愿 有无求职意愿 是否有求职意愿 是否愿意就业",
    "unemployed_reason": "未就业原因 原因 未就业主要原因 暂未就业原因 未就业的原因",
    "wish": "意向岗位 求职意向 就业意向 期望岗位 期望职业 意向职业 求职意愿 意向职位 求职岗位 期望职位 意向工种 意向工作 "
    "期望工作 求职意向岗位 就业意向岗位 期望工作岗位 意向工作岗位",
    "wish_area": "意向地区 期望地区 意向地 期望工作地 意向就业地 意向工作地 意向工作地区 意向工作地点 期望工作地点 期望工作地区 "
    "期望就业地 期望就业地区 意向就业地区 求职地区",
    "wish_pay": "期望薪资 期望薪酬 期望月薪 薪资要求 薪酬要求 期望工资 期望收入 期望待遇 意向薪资 意向薪酬 薪资期望 薪酬期望 薪资意向",
    "skills": "技能 技能证书 职业技能 技能特长 职业资格证书 证书 职业资格 职业技能证书 技能等级 技能等级证书 职业技能等级 "
    "职业技能等级证书 所获证书 特长",
    "groups": "重点群体 困难类型 困难类别 人员类别 重点群体类别 困难生类别 困难群体 困难群体类别 困难群体类型 困难人员类别 "
    "困难毕业生类别 困难毕业生类型 特殊群体 特殊群体类别 群体类别 群体类型",
    "needs": "就业服务需求 服务需求 需求 就业需求 服务需求类型 就业帮扶需求 帮扶需求 需求类型",
    "note": "备注 说明 备注说明 备注信息 其他说明",
}  # fmt: skip
LONGEST = 200  # characters of a header that are looked at
REQUIRED = ("name", "id_number")
SEVERAL = frozenset(["phones", "family_phones"])  # facts that several columns may hold together

OWN = frozenset(["name", "id_number", "phones", "sex", "ethnicity", "education", "address"])  # others have theirs too
_FAMILY = re.compile("家长|家庭|家属|亲属|父|母|监护|配偶|紧急")
_OTHERS = re.compile("单位|企业|公司|责任|负责|干部|经办|帮扶|结对|调查|填表|填报|审核|联系人|推荐")
JOINT = " › "  # between the names above each other in a header of several rows

_NOISE = re.compile(r"[\s*※:·、,。.\-_/\\›]|\([^)]*\)|\[[^\]]*\]|【[^】]*】")
_NUMBER = re.compile(r"^\d{1,2}[.、)]\s*(?=\D)")  # 1.姓名
_COUNT = re.compile(r"[1-9一二三]$")  # 联系电话2


def plain_header(text):
    """Return a header as the dictionary knows it: no width, space, star, number, bracketed remark or punctuation."""
    return _NOISE.sub("", _NUMBER.sub("", unicodedata.normalize("NFKC", str(text or "")[:LONGEST]).strip())).lower()


KNOWN = {plain_header(name): fact for fact, names in HEADERS.items() for name in names.split()}


def look_up(header, known):
    """Return what a dictionary of plain headers knows of a header, or of the lowest of the names joined in it."""
    header = str(header or "")
    for plain in (plain_header(header), plain_header(header.rpartition(JOINT)[2])):
        if plain in known:
            return known[plain]
        if _COUNT.sub("", plain) in known:
            return known[_COUNT.sub("", plain)]
    return ""


def fact_of(header):
    """Return the fact that a header names, or "" when the dictionary does not know it.

    A telephone under 家长信息 is the family's; a name under 帮扶责任人 is nothing of this person's.
    """
    fact = look_up(header, KNOWN)
    group = str(header or "").rpartition(JOINT)[0]
    if group and fact in OWN and fact_of(group) != fact:
        if _FAMILY.search(group):
            return "family_phones" if fact == "phones" else ""
        return "" if _OTHERS.search(group) else fact
    return fact


def recognise(headers, words=()):
    """Return {column index: fact}; of two columns with one fact the first wins, but telephone columns add up.

    `words` are what a list of this sort says beside, or instead of, what all lists do: {plain header: fact}.
    """
    found = {}
    for index, header in enumerate(headers):
        fact = look_up(header, dict(words)) or fact_of(header)
        if fact and (fact in SEVERAL or fact not in found.values()):
            found[index] = fact
    return found


def duplicates(headers):
    """Return {fact: [column indices]} of the facts that several columns name."""
    named = {}
    for index, header in enumerate(headers):
        if fact_of(header):
            named.setdefault(fact_of(header), []).append(index)
    return {fact: indices for fact, indices in named.items() if len(indices) > 1}


def remarks(headers):
    """Return a remark for every column that is passed over because an earlier one holds the same fact."""
    return [
        {
            "code": "duplicate_header",
            "column": printed(fact),
            "used": letter(indices[0]),
            "ignored": [letter(index) for index in indices[1:]],
        }
        for fact, indices in duplicates(headers).items()
        if fact not in SEVERAL
    ]


def letter(index):
    """Return the letters a spreadsheet shows above a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def shape(headers):
    """Return a digest of the headers in their order: the same form has the same shape."""
    return hashlib.sha256("\n".join(map(plain_header, headers)).encode()).hexdigest()


def missing(columns):
    """Return the required facts that no column holds."""
    return [fact for fact in REQUIRED if fact not in columns.values()]


def printed(fact):
    """Return the header we print for a fact."""
    return HEADERS[fact].split()[0] if fact in HEADERS else fact


def header_score(cells):
    """Return how much a row looks like a header: the number of cells the dictionary knows."""
    return len({fact_of(cell) for cell in cells} - {""})


_CLOSING = re.compile(
    r"(合计|总计|小计|共计|共\d+人|填表|填报|制表|审核|经办|负责人|单位负责|单位盖章|报送|联系人|(注|备注|说明|填表说明)[:：])"
)


def is_no_person(cells):
    """Whether a row without an ID number is a total, a signature, a note, or the header once more."""
    texts = [text for text in map(str, cells) if text.strip()]
    first = texts[0].replace(" ", "") if texts else ""
    return bool(_CLOSING.match(first)) or header_score(texts) >= 2
