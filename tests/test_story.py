"""One graduate from roster to stable job, through the pages, as it is lived."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from followup.models import Case
from matching.models import Posting
from placement.accounts.roles import Role
from placement.dashboards.figures import BY_CODE, behind
from registry.history import verify_chain
from registry.models import Person, Roster
from tests.factories import make_employer, make_id_number, make_station, make_user

NAME = "阿卜杜热西提·麦麦提"


def postings_list(published):
    """A list as an office sends it: a title above the header, noise in the cells, two jobs in one."""
    return f"""2026 年白杨市用工需求,,,,,,,
岗位名称,单位名称,学历要求,专业要求,薪酬,招聘人数,工作地点,发布日期
会计,白杨农机有限公司,大专,会计学、财务管理,4500-6000元,2,新疆白杨市,{published}
急聘出纳（双休）,红柳商贸有限公司,大专,不限,4-5k,1,新疆白杨市,{published}
成本会计,塔城粮油有限公司,本科,工商管理类,6000元/月,1,新疆塔城,{published}
电工、焊工,准噶尔建设有限公司,不限,不限,200元/天,10,新疆白杨市,{published}
""".encode()


@pytest.fixture
def office(db):
    """A street station of 白杨市 with everyone who plays a part."""
    city = make_station("白杨市", level="city")
    street = make_station("龙泉街道", parent=city)
    return {
        "street": street,
        "clerk": make_user(Role.CLERK, station=city, name="马晓梅"),
        "job officer": make_user(Role.JOB_OFFICER, station=city),
        "caseworker": make_user(Role.CASEWORKER, station=street, name="李专员"),
        "supervisor": make_user(Role.SUPERVISOR, station=city),
        "base": make_employer("白杨融媒体中心", is_internship_base=True),
    }


class Life:
    """The story's acts; each is what one person does on a page."""

    def __init__(self, client, office):
        self.client, self.office, self.today = client, office, timezone.localdate()

    def as_(self, who):
        self.client.force_login(self.office[who])

    def post(self, name, *arguments, **data):
        response = self.client.post(reverse(name, args=arguments), data)
        form = response.context.get("form") if response.context else None
        assert response.status_code == 302, form.errors if form is not None else response.content.decode()[:2000]
        return response

    def pips(self):
        page = self.client.get(self.person.get_absolute_url())
        assert page.status_code == 200
        return page.context["ledger"].pips.characters

    def bring_in(self, content, name, station=None):
        file = SimpleUploadedFile(name, content)
        if station:
            return self.post("registry:roster_upload", file=file, station=station.pk, source="教育局")
        return self.post("matching:batch_upload", file=file, source="白杨市人社局")

    def rate(self, code):
        return behind(BY_CODE[code], Person.objects.all(), on=self.today).count()


def test_one_graduate_from_roster_to_stable_job(client, office):
    life = Life(client, office)

    # The clerk brings in a list from the education bureau: one good row, one that a spreadsheet has damaged.
    life.as_("clerk")
    roster = (
        "2026届离校未就业名单,,,,,,,\n姓 名,身份证号码*,学历,毕业院校,专业,联系电话,所属街道,意向岗位\n"
        f"{NAME},{make_id_number()},本科,石河子大学,会计学,+86 138-0013-8000,龙泉街道,会计\n"
        "张三,6.59012E+17,本科,石河子大学,会计学,13900139000,龙泉街道,会计\n"
    ).encode("gb18030")
    page = life.bring_in(roster, "名单.csv", office["street"])
    shown = client.get(page["Location"])
    assert "末几位已丢失" in shown.content.decode()
    assert not Person.objects.exists()
    found = Roster.objects.get()
    life.post("registry:roster_apply", found.pk)
    life.person = Person.objects.get()
    assert (life.person.name, life.person.station) == (NAME, office["street"])

    # The same list again changes nothing.
    life.bring_in(roster, "名单.csv", office["street"])
    assert Roster.objects.order_by("pk").last().counts == {"same": 1, "invalid": 1}

    # The job officer brings in what employers need; one cell held two jobs.
    life.as_("job officer")
    page = life.bring_in(postings_list(life.today - timedelta(days=7)), "岗位.csv")
    batch = int(page["Location"].strip("/").split("/")[-1])
    life.post("matching:batch_apply", batch)
    assert set(Posting.objects.values_list("title", flat=True)) >= {"会计", "电工", "焊工"}

    # The supervisor opens cases for everyone without one; the street's caseworker becomes responsible.
    life.as_("supervisor")
    standard = client.get(reverse("followup:people")).context["open_form"].fields["standard"].queryset.first()
    life.post("followup:people_open", all="yes", standard=standard.pk)
    life.person.refresh_from_db()
    assert life.person.owner == office["caseworker"]
    assert life.rate("contact") == 0

    # At the door: reached, wishes to work, policies explained.
    life.as_("caseworker")
    assert life.pips() == "○  ○○○  ○  ○"
    form = client.get(reverse("followup:visit_new", args=[life.person.pk])).context["form"]
    visit = {
        "uuid": str(form["uuid"].value()),
        "manner": "door",
        "result": "self",
        "status": "seeking",
        "made_on": life.today.isoformat(),
        "briefing_topics": ["subsidy", "internship"],
        "barriers": ["expectations"],
    }
    life.post("followup:visit_new", life.person.pk, **visit)
    life.post("followup:visit_new", life.person.pk, **visit)  # pressed twice
    assert life.person.visits.made().count() == 1
    assert life.pips() == "●  ○○○  ○  ○"

    # Three pushes on three days, the best first, each with its reasons.
    for ago in (2, 1, 0):
        page = client.get(reverse("followup:jobs", args=[life.person.pk]))
        best = page.context["rows"][0]
        assert best["reasons"]
        day = (life.today - timedelta(days=ago)).isoformat()
        life.post("followup:jobs", life.person.pk, postings=[best["posting"].pk], channel="face", pushed_on=day)
    titles = list(life.person.pushes.order_by("pk").values_list("posting__title", flat=True))
    assert titles[0] == "会计"
    assert len(set(titles)) == 3
    life.post("followup:push_answer", life.person.pushes.order_by("pk").first().pk, answer="yes")
    assert life.pips() == "●  ●●●  ○  ○"

    # Guidance is booked, then held.
    booked = f"{life.today:%Y-%m-%d}T10:30"
    url = reverse("followup:session_new", args=[life.person.pk]) + "?book=yes"
    assert client.post(url, {"manner": "office", "booked_for": booked}).status_code == 302
    assert life.pips() == "●  ●●●  ◐  ○"
    session = life.person.sessions.get()
    held = {"held_on": life.today.isoformat(), "minutes": 45, "topics": ["resume"], "manner": "office"}
    life.post("followup:session_hold", session.pk, **held, agreed="周五前改好简历")

    # An internship is offered and taken: the promise is whole, and the case complete.
    offered = {"employer": office["base"].pk, "position": "出纳", "offered_on": life.today.isoformat()}
    life.post("followup:internship_new", life.person.pk, **offered)
    assert life.pips() == "●  ●●●  ●  ◐"
    life.post("followup:internship_answer", life.person.internships.get().pk, answer="accepted")
    assert life.pips() == "●  ●●●  ●  ●"
    assert Case.objects.get().completed_on == life.today

    # The supervisor sees the rate move and opens it to the name.
    life.as_("supervisor")
    assert life.rate("completion") == 1
    names = client.get(reverse("dashboards:names", args=["completion"]))
    assert NAME in names.content.decode()

    # Work is found, with a contract; half a year later the person is still there, and the case closes as stable.
    life.as_("caseworker")
    started = life.today - timedelta(days=200)
    work = {"kind": "11", "employer": "白杨农机有限公司", "position": "会计", "proof": "contract"}
    life.post(
        "followup:outcome_new", life.person.pk, **work, started_on=started.isoformat(), insured="true", relevant="true"
    )
    for _check in range(3):
        life.post("followup:outcome_check", life.person.pk, still_there="yes")
    assert Case.objects.get().closed_reason == Case.ClosedReason.STABLE
    assert not life.person.visits.planned().exists()

    # Everything is in the file, in one unbroken chain, and so is every look.
    assert verify_chain(life.person) is None
    acts = set(life.person.entries.values_list("act", flat=True))
    assert {"registered", "case_opened", "visited", "briefed", "pushed", "guided", "internship", "outcome"} <= acts
    assert life.person.looks.exists()
    assert life.person.born_on < date(2010, 1, 1)
