"""Templates of an office: uploaded, their columns put right, filled by an export, and nobody else's to change."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from followup import exporting
from followup.exporting import ask_for_export, fetch_export, write_export
from followup.keeping_templates import drop_template, keep_template, name_columns
from followup.models import Export, ExportTemplate
from placement.accounts.roles import Role
from registry.models import Person
from registry.refusals import Refusal
from tests.factories import make_person, make_station, make_user

pytestmark = pytest.mark.django_db
LIST = "/exports/templates/"


@pytest.fixture
def city():
    return make_station("白杨市", level="city")


@pytest.fixture
def clerk(city):
    return make_user(Role.CLERK, station=city)


def form_content(header=("序号", "姓名", "身份证号码", "学历", "领导意见")):
    book = openpyxl.Workbook()
    book.active.title = "上报表"
    book.active.append(["高校毕业生上报表"])
    book.active.append(header)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def kept(by, name="上报表"):
    return keep_template(name=name, file_name="表.xlsx", content=form_content(), by=by)


def asked(by, template, **facts):
    people = Person.objects.visible_to(by).order_by("pk")
    return ask_for_export(people, columns=[], purpose="上报教育局", by=by, template=template, **facts)


def sheet_of(export):
    write_export(export, today=date(2026, 11, 21))
    export.refresh_from_db()
    assert export.stage == Export.Stage.READY, export.problem
    content = b"".join(fetch_export(export, by=export.by))
    return openpyxl.load_workbook(io.BytesIO(content))["上报表"]


# --- Keeping ----------------------------------------------------------------------------------


def test_a_template_is_uploaded_and_its_columns_are_shown_to_be_put_right(signed_in, clerk):
    client = signed_in(clerk)
    file = SimpleUploadedFile("表.xlsx", form_content())
    response = client.post(f"{LIST}new/", {"name": "上报表", "file": file})
    template = ExportTemplate.objects.get()
    assert response["Location"] == reverse("followup:export_template", args=[template.pk])
    form = client.get(response["Location"]).context["form"]
    assert [field.label for field in form] == [
        "A · 序号",
        "B · 姓名",
        "C · 身份证号码",
        "D · 学历",
        "E · 领导意见",
    ]
    assert [field.initial for field in form] == ["number", "name", "id_number", "education", ""]


def test_a_wrong_file_is_refused_in_the_form(signed_in, clerk):
    file = SimpleUploadedFile("表.xlsx", b"nothing of the kind")
    response = signed_in(clerk).post(f"{LIST}new/", {"name": "上报表", "file": file})
    assert response.context["form"].errors
    assert not ExportTemplate.objects.exists()


def test_what_was_recognised_wrongly_is_put_right(signed_in, clerk):
    template = kept(clerk)
    url = reverse("followup:export_template", args=[template.pk])
    signed_in(clerk).post(url, {"1": "number", "2": "name", "4": "", "5": "station"})
    template.refresh_from_db()
    assert template.columns == {"1": "number", "2": "name", "5": "station"}


def test_a_template_of_which_nothing_is_filled_is_refused(signed_in, clerk):
    template = kept(clerk)
    url = reverse("followup:export_template", args=[template.pk])
    assert signed_in(clerk).post(url, {"1": "number"}).context["form"].errors
    with pytest.raises(Refusal):
        name_columns(template, {"9": "name"}, by=clerk)


def test_the_content_is_sealed(clerk):
    assert b"PK\x03\x04" not in bytes(kept(clerk).content)


def test_a_citys_template_is_every_streets_to_use_and_the_citys_to_change(signed_in, city, clerk):
    template = kept(clerk)
    street_clerk = make_user(Role.CLERK, station=make_station(parent=city))
    client = signed_in(street_clerk)
    assert list(client.get(LIST).context["templates"]) == [template]
    for name in ("export_template", "export_template_drop"):
        assert client.post(reverse(f"followup:{name}", args=[template.pk])).status_code == 404
    with pytest.raises(Refusal):
        drop_template(template, by=street_clerk)
    assert ExportTemplate.objects.exists()


def test_a_streets_template_is_not_its_neighbours(signed_in, city):
    one, other = (make_user(Role.CLERK, station=make_station(parent=city)) for _ in range(2))
    kept(one)
    assert list(signed_in(other).get(LIST).context["templates"]) == []


def test_a_template_is_thrown_away_and_the_record_stays(signed_in, clerk):
    template = kept(clerk)
    make_person(station=clerk.station)
    export = asked(clerk, template)
    sheet_of(export)
    signed_in(clerk).post(reverse("followup:export_template_drop", args=[template.pk]))
    export.refresh_from_db()
    assert (export.template, export.rows_total) == (None, 1)


# --- Filling ----------------------------------------------------------------------------------


def test_people_are_poured_into_the_templates_columns(clerk):
    for name in ("阿依努尔", "王芳"):
        make_person(station=clerk.station, name=name, education="21")
    sheet = sheet_of(asked(clerk, kept(clerk)))
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [
        (1, "阿依努尔", "大学本科", None),
        (2, "王芳", "大学本科", None),
    ]


def test_a_template_is_masked_like_any_export(clerk):
    person = make_person(station=clerk.station)
    shown = sheet_of(asked(clerk, kept(clerk)))["C3"].value
    assert person.id_number[:6] in shown
    assert shown != person.id_number


def test_a_supervisor_fills_it_unmasked_and_it_is_recorded(city, clerk):
    person, supervisor = make_person(station=city), make_user(Role.SUPERVISOR, station=city)
    assert sheet_of(asked(supervisor, kept(clerk), whole=True))["C3"].value == person.id_number
    assert set(person.looks.values_list("what", flat=True)) == {"export", "id_number"}


def test_a_template_is_chosen_on_the_page_instead_of_columns(signed_in, clerk):
    make_person(station=clerk.station)
    template = kept(clerk)
    data = {"all": "yes", "purpose": "上报教育局", "template": template.pk}
    response = signed_in(clerk).post("/people/export/", data)
    assert response.status_code == 302
    assert Export.objects.get().columns == list(template.columns.values())


def test_somebody_elses_template_cannot_be_chosen(signed_in, clerk):
    make_person(station=clerk.station)
    strange = kept(make_user(Role.CLERK, station=make_station("外市", level="city")))
    data = {"all": "yes", "purpose": "上报教育局", "template": strange.pk}
    response = signed_in(clerk).post("/people/export/", data)
    assert "template" in response.context["form"].errors


def test_a_template_stays_as_it_is_while_a_list_is_poured_into_it(clerk):
    make_person(station=clerk.station)
    template = kept(clerk)
    export = asked(clerk, template)
    with pytest.raises(Refusal):
        drop_template(template, by=clerk)
    with pytest.raises(Refusal):
        name_columns(template, {"2": "name"}, by=clerk)
    assert sheet_of(export)["A3"].value == 1


def test_a_template_that_changed_in_the_same_moment_is_not_filled_wrongly(clerk):
    make_person(station=clerk.station)
    export = asked(clerk, kept(clerk))
    ExportTemplate.objects.update(columns={"2": "school"})
    write_export(Export.objects.get(pk=export.pk), today=date(2026, 11, 21))
    assert Export.objects.get(pk=export.pk).stage == Export.Stage.FAILED


def test_more_people_than_a_template_takes_are_refused_with_the_numbers(clerk, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    for _ in range(2):
        make_person(station=clerk.station)
    with pytest.raises(Refusal, match="1 人，现有 2 人"):
        asked(clerk, kept(clerk))
