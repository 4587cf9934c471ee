"""The rosters' pages: upload, row by row, apply; and the same from the shell."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from placement.accounts.roles import Role
from registry.models import Person, Roster
from tests.factories import make_id_number, make_station, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_user(Role.CLERK)


@pytest.fixture
def upload(signed_in, clerk):
    def send(content, name="名册.csv", **data):
        file = SimpleUploadedFile(name, content)
        return signed_in(clerk).post(
            reverse("registry:roster_upload"), {"file": file, "station": clerk.station.pk, "source": "教育局", **data}
        )

    return send


def rows(*cells):
    return "\n".join(",".join(row) for row in (("姓名", "身份证号", "星座"), *cells)).encode()


def test_from_upload_to_registered(upload, client):
    response = upload(rows(("张三", make_id_number(), "狮子"), ("李四", "1", "")))
    page = client.get(response.url)
    assert {code: count for code, _label, count in page.context["tabs"]} == {
        "new": 1, "changed": 0, "same": 0, "doubtful": 0, "invalid": 1
    }  # fmt: skip
    assert page.context["unused"] == "星座"
    client.post(reverse("registry:roster_apply", args=[Roster.objects.get().pk]))
    assert Person.objects.get().name == "张三"


def test_the_page_masks_id_numbers_and_says_what_is_wrong(upload, client):
    number = make_id_number()
    page = client.get(upload(rows(("张三", number, ""), ("李四", "1", ""))).url).content.decode()
    assert number not in page
    assert number[-4:] in page
    assert "应为 18 位" in page


def test_rows_are_narrowed_to_one_verdict(upload, client):
    url = upload(rows(("张三", make_id_number(), ""), ("李四", "1", ""))).url
    table = client.get(url, {"verdict": "invalid"}).context["table"]
    assert [row.record.number for row in table.rows] == [3]
    assert len(client.get(url, {"verdict": "nonsense"}).context["table"].rows) == 2


def test_pressing_twice_registers_once(upload, client):
    upload(rows(("张三", make_id_number(), "")))
    apply = reverse("registry:roster_apply", args=[Roster.objects.get().pk])
    client.post(apply)
    client.post(apply)
    assert Person.objects.count() == 1


def test_an_unreadable_file_says_why_on_its_page(upload, client):
    page = client.get(upload(b"PK\x03\x04junk", name="a.xlsx").url)
    assert "损坏" in page.content.decode()
    assert page.context["roster"].stage == Roster.Stage.FAILED


def test_a_station_above_ones_own_is_not_offered(signed_in):
    city = make_station("白杨市", level="city")
    clerk = make_user(Role.CLERK, station=make_station("龙泉街道", parent=city))
    file = SimpleUploadedFile("a.csv", rows(("张三", make_id_number(), "")))
    response = signed_in(clerk).post(reverse("registry:roster_upload"), {"file": file, "station": city.pk})
    assert "station" in response.context["form"].errors
    assert not Roster.objects.exists()


@pytest.mark.parametrize("name", ["roster", "roster_progress"])
def test_another_stations_roster_is_not_there(name, upload, signed_in):
    upload(rows(("张三", make_id_number(), "")))
    stranger = make_user(Role.CLERK, station=make_station("外市", level="city"))
    page = signed_in(stranger).get(reverse(f"registry:{name}", args=[Roster.objects.get().pk]))
    assert page.status_code == 404


def test_progress_asks_for_the_page_when_it_is_there(upload, client):
    upload(rows(("张三", make_id_number(), "")))
    response = client.get(reverse("registry:roster_progress", args=[Roster.objects.get().pk]))
    assert response["HX-Refresh"] == "true"


@pytest.mark.parametrize("people", [1, 40])
def test_queries_do_not_grow_with_rows(people, upload, client, django_assert_max_num_queries):
    url = upload(rows(*(("张三", make_id_number(), "") for _ in range(people)))).url
    with django_assert_max_num_queries(12):
        client.get(url)


# --- From the shell ----------------------------------------------------------------------------


def bring_in(path, **options):
    out = StringIO()
    call_command("import_roster", path, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "名册.csv"
    path.write_bytes(rows(("张三", make_id_number(), ""), ("李四", "1", "")))
    return path


def test_without_apply_the_shell_only_shows(file, clerk):
    report = json.loads(bring_in(file, json=True))
    assert (report["verdicts"], report["reasons"]) == ({"new": 1, "invalid": 1}, {"bad_id_length": 1})
    assert not Person.objects.exists()


def test_with_apply_the_shell_registers(file, clerk):
    assert "应为 18 位" in bring_in(file, apply=True, by=clerk.username)
    assert Person.objects.get().station == clerk.station


@pytest.mark.parametrize(
    ("options", "said"),
    [({"apply": True}, "--by"), ({"by": "nobody"}, "nobody"), ({"station": "x99"}, "x99")],
)
def test_the_shell_says_what_is_missing(options, said, file, clerk):
    with pytest.raises(CommandError, match=said):
        bring_in(file, **options)


def test_a_missing_file_is_one_sentence(tmp_path, clerk):
    with pytest.raises(CommandError, match="No such file"):
        bring_in(tmp_path / "gone.csv")
