"""The pages of the weights: versions, the draft with its sentence, the preview by name, observing, switching on."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching import previewing, tasks, weighing
from matching.models import RankingPreview, RankingVersion
from matching.ranking import Weights
from matching.weights import current_weights
from placement.accounts.roles import Role
from registry.registering import set_wishes
from tests.factories import make_person, make_posting, make_station, make_user

pytestmark = pytest.mark.django_db
PAY_FIRST = {"title": 10, "major": 10, "skills": 0, "pay": 70, "distance": 10, "freshness": 0, "unknown": 20}
ON = timezone.localdate()


@pytest.fixture
def supervisor():
    return make_user(Role.SUPERVISOR, station=make_station("白杨市", level="city"))


@pytest.fixture
def office(supervisor, signed_in):
    return signed_in(supervisor)


@pytest.fixture
def draft(supervisor):
    return weighing.draft_version(PAY_FIRST, by=supervisor, note="工资更要紧")


@pytest.fixture
def people(supervisor):
    for number in range(14):
        make_posting(("会计", "护士")[number % 2], pay_min=3000 + 500 * number, pay_max=4000 + 500 * number)
    found = [make_person(by=supervisor, name=name, residence_area="659012") for name in ("甲某", "乙某")]
    for person in found:
        set_wishes(person, [{"occupation": "会计", "pay_floor": 6000}], by=supervisor)
    return found


def page(version, name="ranking"):
    return reverse(f"matching:{name}", args=[version.pk])


def test_without_versions_the_products_weights_are_listed(office):
    text = office.get(reverse("matching:rankings")).content.decode()
    assert "第 1 版" in text
    assert "系统自带" in text


def test_a_draft_begins_with_the_weights_in_force(office):
    form = office.get(reverse("matching:ranking_new")).context["form"]
    assert [form.initial[name] for name in ("title", "unknown")] == [40, 40]


@pytest.mark.parametrize(
    ("points", "sentence"), [({"title": 7}, "六项之和为 97，还差 3。"), ({"pay": 75}, "六项之和为 105，多了 5。")]
)
def test_weights_that_do_not_add_up_are_said_beside_the_field(office, points, sentence):
    answer = office.post(reverse("matching:ranking_new"), {**PAY_FIRST, "note": "试", **points})
    assert answer.context["form"].errors == {"title": [sentence]}
    assert not RankingVersion.objects.exists()


def test_a_draft_is_saved_and_changed(office):
    office.post(reverse("matching:ranking_new"), {**PAY_FIRST, "note": "工资更要紧"})
    draft = RankingVersion.objects.get(number=2)
    office.post(page(draft, "ranking_edit"), {**PAY_FIRST, "title": 20, "pay": 60, "note": "稍缓"})
    draft.refresh_from_db()
    assert (draft.title, draft.pay, draft.note) == (20, 60, "稍缓")
    weighing.observe_version(draft, by=draft.made_by)
    assert office.get(page(draft, "ranking_edit")).status_code == 404


def test_the_preview_names_whose_list_changes_and_shows_both_lists(office, draft, people):
    office.post(page(draft, "ranking_preview"))
    shown = office.get(page(draft))
    assert {person.name for person, _change in shown.context["page"].people} == {"甲某", "乙某"}
    beside = office.get(f"{page(draft, 'ranking_beside')}?person={people[0].pk}")
    one, other = beside.context["lists"]
    assert (one.version, other.version) == (1, 2)
    assert [line.match.posting_id for line in one.lines] != [line.match.posting_id for line in other.lines]
    assert sum(points for _label, points, _most in other.lines[0].parts) == other.lines[0].match.score


def test_a_person_out_of_sight_is_neither_named_nor_compared(signed_in, draft, people, supervisor):
    previewing.work_out(previewing.ask_for_preview(draft, by=supervisor, on=ON))
    local = make_user(Role.SUPERVISOR, station=make_station("红星镇", parent=supervisor.station))
    RankingPreview.objects.update(asked_by=None)
    shown = signed_in(local).get(page(draft))
    assert shown.context["effect"].changed == 2
    assert shown.context["page"].people == []
    assert signed_in(local).get(f"{page(draft, 'ranking_beside')}?person={people[0].pk}").status_code == 404
    assert signed_in(local).get(f"{page(draft, 'ranking_beside')}?person=x").status_code == 404


def test_progress_is_shown_until_it_is_there(office, draft, supervisor):
    preview = previewing.ask_for_preview(draft, by=supervisor, on=ON)
    assert "hx-get" in office.get(page(draft)).content.decode()
    url = reverse("matching:ranking_progress", args=[preview.pk])
    assert "HX-Refresh" not in office.get(url)
    previewing.work_out(preview)
    assert office.get(url)["HX-Refresh"] == "true"


def test_it_is_switched_on_after_its_effect_with_a_reason(office, draft, people):
    refused = office.get(page(draft, "ranking_switch"), follow=True)
    assert "请先预览" in refused.content.decode()
    office.post(page(draft, "ranking_preview"))
    shown = office.get(page(draft, "ranking_switch"))
    assert shown.context["effect"].changed == 2
    office.post(page(draft, "ranking_switch"), {"reason": ""})
    assert current_weights() == Weights()
    office.post(page(draft, "ranking_switch"), {"reason": "市局要求"})
    assert current_weights().version == 2
    assert "市局要求" in office.get(page(draft)).content.decode()


def test_observing_is_silent_and_can_end(office, draft, people):
    office.post(page(draft, "ranking_observe"))
    tasks.observe_ranking()
    assert current_weights() == Weights()
    shown = office.get(page(draft))
    assert shown.context["effect"].people == 2
    assert shown.context["trial"].accepted == 0
    office.post(page(draft, "ranking_give_up"))
    assert RankingVersion.objects.get(pk=draft.pk).state == "retired"


@pytest.mark.parametrize("n", [1, 12])
def test_the_queries_of_a_version_do_not_grow(office, draft, people, supervisor, n, django_assert_num_queries):
    for _more in range(n):
        set_wishes(make_person(by=supervisor), [{"occupation": "会计", "pay_floor": 6000}], by=supervisor)
    office.post(page(draft, "ranking_preview"))
    with django_assert_num_queries(11):
        assert len(office.get(page(draft)).context["page"].people) >= 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_read_in_both_languages(office, draft, people, language, settings):
    settings.LANGUAGE_CODE = language
    office.post(page(draft, "ranking_preview"))
    pages = [reverse("matching:rankings"), reverse("matching:ranking_new"), page(draft), page(draft, "ranking_switch")]
    pages += [f"{page(draft, 'ranking_beside')}?person={people[0].pk}", reverse("matching:truth")]
    assert {office.get(url).status_code for url in pages} == {200}


def test_who_may_not_change_weights_reads_them_without_a_button(signed_in, draft):
    client = signed_in(make_user(Role.JOB_OFFICER))
    pages = [client.get(url).content.decode() for url in (reverse("matching:rankings"), page(draft))]
    assert all("工资更要紧" in text for text in pages)
    assert not any(word in text for text in pages for word in ("拟定新版", "开始观察", "预览影响</button>", "启用…"))
