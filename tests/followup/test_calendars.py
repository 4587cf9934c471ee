"""The office's calendar: a year's sheet received with a preview, days taken back, and what is missing said."""

from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from followup.models import CalendarDay
from followup.schedules import office_calendar, unannounced_year
from followup.workdays import PUBLISHED, due_after, is_announced, is_workday, next_workday
from placement.accounts.models import Station
from placement.accounts.roles import Role
from tests.factories import make_station, make_user

pytestmark = pytest.mark.django_db
SHEET = """2027 年放假安排,,
日期,上班/休息,说明
2027-01-01至2027-01-03,休息,元旦
2027-02-05至2027-02-11,休息,春节
2027-01-31,上班,春节调休
也许,休息,
2027-05-01至2027-05-05,休息,劳动节
"""


@pytest.fixture
def city():
    """Whoever leads the topmost station."""
    station = Station.objects.filter(parent=None).first() or make_station(level="city")
    return make_user(Role.SUPERVISOR, station=station)


def upload(client, sheet=SHEET):
    file = SimpleUploadedFile("放假.csv", sheet.encode())
    return client.post(reverse("followup:calendar_upload"), {"file": file})


def keep(client, page):
    return client.post(reverse("followup:calendar_keep"), {"days": page.context["form"].initial["days"]})


def test_an_upload_shows_what_changes_and_keeps_nothing_yet(city, signed_in):
    page = upload(signed_in(city))
    assert len(page.context["changes"]) == 16
    assert [number for number, _sentence in page.context["wrong"]] == [6]
    assert not CalendarDay.objects.exists()


def test_what_was_shown_is_kept_and_kept_again_changes_nothing(city, signed_in):
    client = signed_in(city)
    assert keep(client, upload(client)).url == reverse("followup:calendar") + "?year=2027"
    assert CalendarDay.objects.count() == 16
    assert upload(client).context["changes"] == []
    assert keep(client, upload(client)).status_code == 302
    assert CalendarDay.objects.count() == 16


def test_a_corrected_sheet_corrects_the_days(city, signed_in):
    client = signed_in(city)
    keep(client, upload(client))
    keep(client, upload(client, "日期,上班/休息,说明\n2027-01-31,休息,不调休\n"))
    assert not is_workday(date(2027, 1, 31), office_calendar())


def test_deadlines_go_by_the_days_that_were_imported(city, signed_in):
    client = signed_in(city)
    keep(client, upload(client))
    calendar = office_calendar()
    assert due_after(date(2027, 1, 21), 15, calendar) == date(2027, 2, 12)
    assert is_workday(date(2027, 1, 31), calendar)
    assert is_announced(2027, calendar)


def test_a_day_is_taken_back(city, signed_in):
    client = signed_in(city)
    day = CalendarDay.objects.create(day=date(2026, 9, 14), works=False, name="古尔邦节")
    assert next_workday(day.day, office_calendar()) == date(2026, 9, 15)
    client.post(reverse("followup:calendar_drop", args=[day.pk]))
    assert office_calendar() == PUBLISHED


def test_a_single_day_off_does_not_make_a_year_known():
    CalendarDay.objects.create(day=date(2027, 3, 20), works=False, name="肉孜节")
    assert not is_announced(2027, office_calendar())


def test_next_years_days_are_missed_from_october_on():
    assert unannounced_year(date(2026, 9, 30), PUBLISHED) is None
    assert unannounced_year(date(2026, 10, 1), PUBLISHED) == 2027
    assert unannounced_year(date(2027, 3, 1), PUBLISHED) == 2027


def test_a_year_that_nobody_knows_is_said_on_the_page(city, signed_in):
    page = signed_in(city).get(reverse("followup:calendar"), {"year": 2031}).content.decode()
    assert "2031 年节假日尚未公布或导入，只按周末计算" in page


def test_a_year_shows_what_was_published_and_what_is_the_offices_own(city, signed_in):
    CalendarDay.objects.create(day=date(2026, 10, 1), works=True, name="本单位值守")
    page = signed_in(city).get(reverse("followup:calendar"), {"year": "2026"})
    assert {day.day: day.name for day in page.context["days"]}[date(2026, 10, 1)] == "本单位值守"
    assert {day.day: day.name for day in page.context["days"]}[date(2026, 10, 2)] == "国庆节"


def test_whoever_leads_a_street_may_look_but_not_change(city, signed_in):
    street = make_user(Role.SUPERVISOR, station=make_station(parent=city.station))
    client = signed_in(street)
    page = upload(client)
    assert "由全市统一维护" in client.get(reverse("followup:calendar")).content.decode()
    keep(client, page)
    assert not CalendarDay.objects.exists()


def test_what_was_changed_on_the_way_is_not_kept(city, signed_in):
    client = signed_in(city)
    client.post(reverse("followup:calendar_keep"), {"days": "WyJ4Il0:1:x"})
    assert not CalendarDay.objects.exists()


def test_a_file_that_is_no_calendar_is_said_on_the_page(city, signed_in):
    assert "没有找到表头" in str(upload(signed_in(city), "姓名,电话\n张三,1\n").context["form"].errors)


# --- The command -------------------------------------------------------------------------------


def run(path, *options):
    out, wrong = StringIO(), StringIO()
    call_command("import_calendar", str(path), *options, stdout=out, stderr=wrong)
    return out.getvalue(), wrong.getvalue()


def test_the_command_imports_what_the_page_would(tmp_path):
    (path := tmp_path / "放假.csv").write_text(SHEET)
    out, wrong = run(path)
    assert out.endswith("16 / 16\n")
    assert "不是日期" in wrong
    assert run(path)[0] == "0 / 16\n"


def test_the_command_can_only_say_what_would_change(tmp_path):
    (path := tmp_path / "放假.csv").write_text(SHEET)
    assert "2027-02-05  休息  春节" in run(path, "--dry-run")[0]
    assert not CalendarDay.objects.exists()


def test_the_command_says_what_is_wrong_with_a_file(tmp_path):
    with pytest.raises(CommandError):
        run(tmp_path / "没有.csv")
