"""Makes up rosters of any size for benchmarks and tests: valid numbers of nobody, names in several scripts, 1 % bad."""

from datetime import date, timedelta
from itertools import product

from openpyxl import Workbook

from registry.identity import check_digit

HEADER = (
    "姓名 身份证号码 学历 毕业院校 毕业日期 专业 联系电话 户籍地址 常住详细地址 调查人 调查日期 调查方式 服务时间 就业地 "
    "单位名称 单位性质 专业是否对口 其他就业 特殊就业 其他情况 未就业原因 有无就业意愿 是否提供1311服务 推荐单位及岗位名称 "
    "就业服务需求 已接受就业服务 备注"
).split()
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂文辉玲梅红鹏飞宇浩晨曦雨欣怡然子涵梓轩诗琪俊豪思远嘉慧雅婷志鑫"
OTHERS = ("阿卜杜热西提·麦麦提", "阿依努尔·买买提", "古丽娜扎尔·吐尔逊", "叶尔波力·赛力克", "才让卓玛", "𠮷小麦")
SCHOOLS = ("塔里木大学", "石河子大学", "新疆农业大学", "兰州大学", "西安交通大学", "新疆轻工职业技术学院")
MAJORS = ("会计学", "计算机科学与技术", "农学", "护理", "汉语言文学", "机电一体化技术", "法学", "土木工程")
DEGREES = ("本科生毕业", "专科生毕业", "硕士研究生", "大学本科")
AREAS = ("659012", "650102", "652901", "653101", "510104", "320583")
REASONS = ("正在求职", "拟升学", "拟参加公招考试", "暂无就业意愿", "", "家中有事")
BAD_EVERY = 100


def roster_rows(people):
    """Yield rows under HEADER; every hundredth has something wrong with it."""
    names = product(SURNAMES, GIVEN, GIVEN)
    for number in range(people):
        surname, first, second = next(names, None) or ("牛", "二", str(number))
        name = OTHERS[number // 50 % len(OTHERS)] if number % 50 == 0 else f"{surname}{first}{second}"
        yield _row(number, name)


def id_number(number, area="659012"):
    """Return the number-th valid ID number of an area; it belongs to nobody we know of."""
    born = date(1999, 1, 1) + timedelta(days=number // 900)
    seventeen = f"{area}{born:%Y%m%d}{number % 900 + 100:03d}"
    return seventeen + check_digit(seventeen)


def _row(number, name):
    identity = id_number(number, AREAS[number % len(AREAS)])
    if number % BAD_EVERY == BAD_EVERY - 1:
        identity = identity[:17] + ("0" if identity[17] != "0" else "1")
    willing = "有" if number % 5 else "无"
    return [
        name,
        identity,
        DEGREES[number % len(DEGREES)],
        SCHOOLS[number % len(SCHOOLS)],
        f"202{5 + number % 2}.7.1" if number % 3 else f"202{5 + number % 2}年7月",
        MAJORS[number % len(MAJORS)],
        f"1{3 + number % 7}{number:09d}",
        "新疆维吾尔自治区白杨市龙泉街道",
        f"白杨市友谊路{number % 400}号{number % 30}栋{number % 600}室",
        "张专员",
        "2026-09-01",
        "电话调查" if number % 2 else "上门调查",
        "4月16日",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        REASONS[number % len(REASONS)],
        willing,
        "是",
        "",
        "求职、职业指导" if number % 4 == 0 else "",
        "",
        "",
    ]


def write_roster(path, people):
    """Write a roster of this many people below a title, as an office would send it."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("名单")
    sheet.append(["白杨市离校未就业高校毕业生名单（编造，仅供测试）"])
    sheet.append(HEADER)
    for row in roster_rows(people):
        sheet.append(row)
    workbook.save(path)
