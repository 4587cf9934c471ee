"""Files for the clerk to try: a clean roster, one as messy as real ones, and a messy list of postings. All made up."""

import csv
import io
from datetime import date, timedelta

from openpyxl import Workbook

from placement.demo.identities import IdNumbers, PhoneNumbers, an_area
from placement.demo.names import a_name, a_people, pick
from placement.demo.schools import BACHELOR_MAJORS, COLLEGE_MAJORS, COLLEGES, UNIVERSITIES

CLEAN, MESSY, POSTINGS = "名册-教育部门移交.xlsx", "名册-社区摸排-待清理.csv", "岗位-急需紧缺目录-待清理.csv"
_CLEAN_HEADER = (
    "姓名",
    "身份证号码",
    "性别",
    "学历",
    "毕业院校",
    "专业",
    "毕业日期",
    "届别",
    "联系电话",
    "户籍地址",
    "重点群体",
)
_MESSY_HEADER = (
    "序号",
    "姓  名",
    "身份证号（必填）",
    "毕业学校",
    "所学专业",
    "毕业时间",
    "手机",
    "就业状态",
    "求职意向",
    "有无就业意愿",
    "社区",
    "备注",
)
_DATES = ("{0:%Y.%m}", "{0:%Y}年{0.month}月", "{0:%Y%m%d}", "{0.year}/{0.month}/{0.day}")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


class Graduates:
    """Makes people who are not in the city yet; their ID numbers come from the city's generator, so none repeats."""

    def __init__(self, rng, id_numbers: IdNumbers, phones: PhoneNumbers, cohort):
        self.rng, self.id_numbers, self.phones, self.cohort = rng, id_numbers, phones, cohort

    def next(self):
        """Return the facts of one graduate as a form would state them."""
        rng, is_male = self.rng, self.rng.random() < 0.46
        is_bachelor = rng.random() < 0.5
        graduated = date(self.cohort, 6, 20) + timedelta(days=int(rng.random() * 15))
        born = graduated - timedelta(days=int(365.25 * (21 + rng.random() * 3)))
        return {
            "name": a_name(rng, a_people(rng), is_male),
            "id": self.id_numbers.next(an_area(rng), born, is_male),
            "sex": "男" if is_male else "女",
            "education": "本科" if is_bachelor else "专科",
            "school": pick(rng, UNIVERSITIES if is_bachelor else COLLEGES),
            "major": pick(rng, BACHELOR_MAJORS if is_bachelor else COLLEGE_MAJORS).name,
            "graduated": graduated,
            "phone": self.phones.next(),
        }


def sample_files(graduates):
    """Return {file name: bytes} of the three files."""
    return {CLEAN: clean_roster(graduates), MESSY: messy_roster(graduates), POSTINGS: messy_postings()}


def clean_roster(graduates, rows=36):
    """Return a workbook as the education department would hand it over."""
    book = Workbook()
    sheet = book.active
    sheet.title = f"{graduates.cohort}届"
    sheet.append(_CLEAN_HEADER)
    for position in range(rows):
        one = graduates.next()
        group = pick(graduates.rng, ("低保家庭", "脱贫家庭", "助学贷款")) if position % 9 == 0 else ""
        sheet.append(
            (one["name"], one["id"], one["sex"], one["education"], one["school"], one["major"], one["graduated"].isoformat(),
             f"{graduates.cohort}届", one["phone"], "新疆白杨市", group)
        )  # fmt: skip
    return _bytes_of(book)


def _bytes_of(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def update_roster(people):
    """Return a workbook about people who are in the city: a third of them with a school put right."""
    book = Workbook()
    book.active.append(("姓名", "身份证号码", "毕业院校", "联系电话"))
    for position, person in enumerate(people):
        school = person.school if position % 3 else pick_by(position, UNIVERSITIES)
        book.active.append((person.name, person.id_number, school, person.phones.all()[0].number))
    return _bytes_of(book)


def messy_roster(graduates):
    """Return a CSV as a community might send it: title rows, odd headers, and ID numbers spoilt in every way."""
    people = [graduates.next() for _turn in range(26)]
    while not people[2]["id"].endswith("X"):  # the row that will show a lower-case x
        people[2] = graduates.next()
    rows = [
        (f"白杨市{graduates.cohort}届离校未就业高校毕业生摸排表",),
        ("填报单位：龙泉街道明珠社区", "", "", "", "填报日期：", "11.18"),
        _MESSY_HEADER,
    ]
    rows += [_messy_row(number, one) for number, one in enumerate(people, 1)]
    rows.append(_messy_row(2 * len(_SPOILT) + 1, people[0]))  # the same person again, further down
    rows.append(("", "合计", f"{len(people)}人"))
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("gb18030")


def _messy_row(number, one):
    spoil = _SPOILT[number % len(_SPOILT)]
    graduated = pick_by(number, _DATES).format(one["graduated"])
    status = pick_by(number, ("待就业", "未就业", "考研", "考公", "见习", "", "已就业", "在家"))
    wish = pick_by(number, ("会计、出纳", "教师", "", "护士", "都行", "公务员", "电商运营/客服"))
    willing = pick_by(number, ("有", "有", "无", "", "是"))
    community = pick_by(number, ("明珠社区", "和谐社区", "", "文化路", "不清楚"))
    note = pick_by(number, ("", "联系不上", "", "家长代接", "=1+1"))
    return (
        number, pick_by(number, ("{}", " {} ", "{}", "{}　")).format(one["name"]), spoil(one["id"]), one["school"], one["major"],
        graduated, _spoilt_phone(number, one["phone"]), status, wish, willing, community, note,
    )  # fmt: skip


def pick_by(number, options):
    """Return the option whose turn it is."""
    return options[number % len(options)]


def _spoilt_phone(number, phone):
    return pick_by(
        number, (phone, f"{phone[:3]} {phone[3:7]} {phone[7:]}", f"+86{phone}", phone[:10], f"{phone}、0901-6220000")
    )


_SPOILT = (
    lambda value: value,
    lambda value: value,
    lambda value: value.translate(_WIDE),  # full-width digits: repaired
    lambda value: value.lower(),  # a lower-case x where there is one: repaired
    lambda value: f"{value[:6]} {value[6:14]} {value[14:]}",  # spaces: repaired
    lambda value: "'" + value,  # the apostrophe of a cell forced to text: repaired
    lambda value: value[:6] + value[8:17],  # fifteen digits
    lambda value: value[:17] + ("1" if value[17] != "1" else "2"),  # wrong check digit
    lambda value: f"{float(value[:17] + '0'):.5E}",  # stored as a number: lost for ever
    lambda value: value[:10] + "0230" + value[14:],  # the 30th of February
    lambda value: value[:16],  # cut off
    lambda value: value[:6] + "********" + value[14:],  # masked by someone
    lambda value: "00" + value[2:],  # no such province
    lambda value: "",
)

_MESSY_POSTINGS = """
白杨市,农业,农业技术员、植保员,大专及以上,农学、植物保护、园艺,4000-6000,3
白杨市,农业,【急聘】农机操作手（拖拉机、采棉机）,,不限,180元/天,10
163团,教育,小学语文教师;小学数学教师,本科及以上,汉语言文学/数学与应用数学/小学教育,按政策执行,不限
白杨市,医疗,护士（五险一金，包住）,专科以上,护理学类,4.5K-6K,5
,,会计,本科,会计学、财务管理等相关专业,面议,
塔城市,商贸,电商运营\\直播运营,大专,电子商务类,底薪3500+提成,2
白杨市,新能源,光伏运维工程师,本科以上,电气工程及其自动化，能源与动力工程,年薪8-10万,4
161团,,社区工作者,大专及以上,专业不限,3800元,若干
白杨市,建筑,施工员/资料员/安全员,,土木类、土建施工类,5000--8000元,6
乌鲁木齐,信息技术,软件开发工程师(Java),本科,计算机及相关专业,0.8-1.2万/月,2
白杨市,制造,操作工,学历不限,,3001--5000元,30
白杨市,制造,操作工,学历不限,,3001--5000元,30
额敏县,畜牧,兽医,专科,动物医学、畜牧兽医,6万元及以上,1
白杨市,物业,,大专,行政管理,4000,1
165团,农业,果树技术员,硕士研究生以上,果树学（090201）,10-20万,1
白杨市,其他,岗位名称,学历要求,专业要求,薪酬,人数
白杨市,旅游,导游；讲解员（普通话二甲）,大专,旅游管理 英语 俄语,3500-5000元/月+提成,3
白杨市,金融,客户经理,本科以,金融学类、经济学类,五险一金、双休、带薪年假,2
浙江杭州,电商,跟单员,大专,国际经济与贸易,6000,5
白杨市,食品,品控员（番茄制品）,专科及以上,食品科学与工程类（含食品质量与安全）,3500元起,0
"""


_CLEAN_POSTINGS = """
白杨市绿洲丰番茄制品有限公司,品控员,大专,食品科学与工程类,4000-5500元/月,4,白杨市
白杨市绿洲丰番茄制品有限公司,设备维修工,大专,机电一体化技术,4500-6500元/月,3,白杨市
塔城市兴边和国际贸易有限公司,外贸业务员,本科,俄语、国际经济与贸易,5000-8000元/月,2,塔城市
白杨市163团胡杨康养老服务中心,养老护理员,大专,护理,3800-5000元/月,6,白杨市163团
白杨市北疆源光伏发电有限公司,光伏运维工程师,大专,电力系统自动化技术,5500-7500元/月,5,白杨市
额敏县牧歌兴乳业有限公司,畜牧技术员,大专,畜牧兽医,4500-6000元/月,4,额敏县
白杨市晨光达农业科技有限公司,农业技术员,本科,农学、植物保护,5000-7000元/月,3,白杨市161团
"""


def clean_postings():
    """Return a workbook as an event's organiser would hand it over."""
    book = Workbook()
    book.active.append(("单位名称", "岗位名称", "学历要求", "专业要求", "薪酬", "招聘人数", "工作地点"))
    for line in _CLEAN_POSTINGS.strip().splitlines():
        book.active.append(line.split(","))
    return _bytes_of(book)


def messy_postings():
    """Return a CSV as shortage lists are published: several titles in a cell, many ways to write pay."""
    rows = [line.split(",") for line in _MESSY_POSTINGS.strip().splitlines()]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("附件：2026年急需紧缺岗位目录（汇总）",))
    writer.writerow(("工作地点", "行业", "岗位名称", "学历要求", "专业要求", "薪酬待遇", "需求人数"))
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
