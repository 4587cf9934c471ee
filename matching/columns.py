"""The names that real lists of postings give their columns. Pure."""

from registry.columns import look_up, plain_header

HEADERS = {
    "title": "岗位名称 职位名称 招聘岗位 岗位 职位 招聘职位 工种 需求岗位 紧缺岗位 title",
    "employer": "单位名称 用人单位 招聘单位 企业名称 公司名称 招聘企业 用工单位 需求单位 单位 企业 employer",
    "category": "岗位类别 类别 专业类别 职位类别 产业 行业 所属行业 category",
    "education": "学历要求 学历 最低学历 education",
    "major": "专业要求 专业 所需专业 专业背景 major",
    "pay": "薪酬 薪资 薪资待遇 工资待遇 月薪 薪酬待遇 待遇 年薪 payorsubsidy pay",
    "pay_low": "最低月薪 月薪下限 最低薪资 薪资下限 最低工资 最低薪酬 薪酬下限 paymin",
    "pay_high": "最高月薪 月薪上限 最高薪资 薪资上限 最高工资 最高薪酬 薪酬上限 paymax",
    "headcount": "招聘人数 需求人数 人数 需求数量 计划人数 岗位数 headcount",
    "area": "工作地点 工作地 地点 工作地区 城市 市 city",
    "province": "省份 省 province",
    "experience": "经验要求 工作经验 工作年限 经历要求 工作经历 experience",
    "skills": "技能要求 技能 所需技能 skills",
    "kind": "工作性质 岗位性质 用工形式 岗位类型 用工性质 工作类型 招聘类型 kind",
    "audience": "面向群体 面向对象 招聘对象 面向人群 适合人群 适用人群 audience",
    "details": "岗位职责 岗位描述 任职要求 其他条件 备注 说明 其他要求 other",
    "closes_on": "截止日期 招聘截止 有效期 报名截止 截止时间 closeson",
    "opens_on": "发布日期 发布时间 openson",
    "year": "年度 年份 year",
    "number": "岗位编号 岗位代码 职位代码 编号 rowid postcode",
}  # fmt: skip
REQUIRED = ("title",)
KNOWN = {plain_header(name): fact for fact, names in HEADERS.items() for name in names.split()}


def recognise(headers):
    """Return {column index: fact}; the first of two columns with one fact wins."""
    found = {}
    for index, header in enumerate(headers):
        fact = look_up(header, KNOWN)
        if fact and fact not in found.values():
            found[index] = fact
    return found


def header_score(cells):
    """Return how much a row looks like a header of postings."""
    return len({look_up(cell, KNOWN) for cell in cells} - {""})


def printed(fact):
    return HEADERS[fact].split()[0]
