"""The demo city: the same for the same seed, true to the rules of the verbs, and careful with what it finds."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Min, Q

from followup.models import Case, Evidence, Internship, Outcome, Session, Step, Transfer, Visit
from matching.models import Employer, Posting, PostingBatch, Push
from placement.accounts.models import Station, User
from placement.accounts.roles import Role
from placement.demo.accounts import DEMO_ACCOUNTS
from placement.demo.city import build_city, wipe_city
from registry.history import verify_chain
from registry.identity import check_id_number
from registry.models import Entry, Helper, Person, Phone, Roster, RosterRow
from registry.sealed import digest
from registry.statuses import willingness_of

TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """The sample files of a test never land in the office's var/."""
    settings.VAR_DIR = tmp_path


def tiny_city(seed=7, people=60, postings=150):
    return build_city(people_wanted=people, postings_wanted=postings, seed=seed, today=TODAY, with_accounts=True)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """One city for the whole module, built once; every test works on it in a transaction of its own."""
    with django_db_blocker.unblock():
        wipe_city()  # PostgreSQL's sequences remember the tests before, and staff are named by their keys
        yield tiny_city()
        wipe_city()


def outline():
    """What a city looks like, without keys and without what is sealed anew each time."""
    people = Person.objects.order_by("id_digest").values_list("id_digest", "name", "status", "owner__username", "major")
    postings = Posting.objects.order_by("source_key").values_list("source_key", "title_raw", "pay_text", "opens_on")
    visits = Visit.objects.made().order_by("uuid").values_list("uuid", "made_on", "result")
    return list(people), list(postings), list(visits)


def test_the_same_seed_makes_the_same_city_and_another_seed_another(city):
    first = outline()
    wipe_city()
    tiny_city()
    assert outline() == first
    wipe_city()
    tiny_city(seed=8)
    assert outline() != first


def test_the_sample_files_are_there_and_the_desks_hold_lists_in_every_state(city, tmp_path):
    wipe_city()
    call_command("make_city", people=20, postings=60, today=TODAY, stdout=StringIO())
    assert len(list((tmp_path / "demo").iterdir())) == 3
    assert sorted(Roster.objects.values_list("stage", flat=True)) == ["applied", "compared", "compared"]
    assert set(RosterRow.objects.values_list("verdict", flat=True)) == {"new", "changed", "same", "invalid"}
    assert sorted(PostingBatch.objects.values_list("stage", flat=True)) == ["applied", "compared"]


def test_every_id_number_is_valid_and_found_by_its_digest(city):
    for person in Person.objects.all():
        checked = check_id_number(person.id_number, TODAY)
        assert not checked.problem
        assert not checked.repairs
        assert (checked.sex, checked.born_on) == (person.sex, person.born_on)
        assert person.id_digest == digest(person.id_number, "id_number")


def test_telephone_numbers_belong_to_nobody(city):
    assert all(phone.number.startswith("154") and len(phone.number) == 11 for phone in Phone.objects.all())


def test_every_file_is_whole_and_begins_with_the_registration(city):
    assert [verify_chain(person) for person in Person.objects.all()] == [None] * 60
    assert set(Entry.objects.filter(number=1).values_list("act", flat=True)) == {"registered"}
    # What the product's own verbs did as the city was built has the hour in which they did it.
    verbs = Q(act__in=("transfer", "helper")) | Q(person__attendances__isnull=False) | Q(person__visits__rung__gt="")
    assert not Entry.objects.exclude(verbs).filter(at__date__gte=TODAY).exists()


def test_everybody_has_one_case_with_the_steps_of_its_standard(city):
    assert Case.objects.count() == 60 == Case.objects.values("person").distinct().count()
    promised = sum(Case.objects.first().standard.promises.values_list("times", flat=True))
    assert set(Case.objects.annotate(n=Count("steps")).values_list("n", flat=True)) == {promised}


def test_a_step_is_done_exactly_when_something_proves_it(city):
    assert Step.objects.filter(done_on__isnull=False).count() == Evidence.objects.count() > 60
    assert not Step.objects.filter(done_on=None, evidence__isnull=False).exists()
    assert not Step.objects.filter(done_on__isnull=False, evidence=None).exists()


def test_the_proof_is_of_the_right_kind_person_and_day(city):
    for proof in Evidence.objects.select_related("step__case", "briefing", "push", "session", "internship"):
        kind, record, day = {
            proof.briefing: ("briefing", proof.briefing, "given_on"),
            proof.push: ("push", proof.push, "pushed_on"),
            proof.session: ("guidance", proof.session, "held_on"),
            proof.internship: ("internship", proof.internship, "answered_on"),
        }[proof.briefing or proof.push or proof.session or proof.internship]
        assert (proof.step.kind, proof.step.case.person_id) == (kind, record.person_id)
        assert proof.step.done_on == getattr(record, day)


def test_pushes_count_on_different_days_and_never_the_same_posting_twice(city):
    days = Step.objects.filter(kind="push", done_on__isnull=False).values("case", "done_on").annotate(n=Count("pk"))
    assert {row["n"] for row in days} == {1}
    assert not Push.objects.filter(posting__opens_on__gt=F("pushed_on")).exists()
    assert not Push.objects.filter(posting__closes_on__lt=F("pushed_on")).exists()


def test_the_sums_of_a_case_equal_its_facts(city):
    cases = Case.objects.annotate(
        done=Count("steps", filter=Q(steps__done_on__isnull=False)),
        promised=Count("steps", filter=Q(steps__excused_on=None)),
        first=Min("steps__done_on"),
    )
    assert not cases.exclude(steps_done=F("done"), steps_total=F("promised")).exists()
    assert all(case.served_on == case.first for case in cases)
    assert all((case.completed_on is not None) == (0 < case.done == case.promised) for case in cases)


def test_contact_dates_are_those_of_the_visits_that_reached_somebody(city):
    for case in Case.objects.select_related("person"):
        days = case.person.visits.filter(result__in=Visit.REACHED).values_list("made_on", flat=True)
        assert (case.contacted_on, case.last_contact_on) == (min(days, default=None), max(days, default=None))


def test_willingness_follows_the_status_and_outcomes_belong_to_the_settled(city):
    assert all(person.willingness == willingness_of(person.status) for person in Person.objects.all())
    settled = Outcome.objects.filter(ended_on=None).values_list("person", flat=True)
    assert set(settled) == set(Person.objects.filter(willingness="settled").values_list("pk", flat=True))


def test_every_open_case_is_planned_and_no_closed_one(city):
    planned = set(Visit.objects.planned().values_list("person", flat=True))
    assert planned <= set(Case.objects.open().values_list("person", flat=True))
    assert planned >= set(Case.objects.open().uncontacted().values_list("person", flat=True))


def test_internships_under_way_are_the_people_who_are_interning(city):
    running = Internship.objects.filter(starts_on__isnull=False, ended_on=None).values_list("person", flat=True)
    assert set(running) >= set(Person.objects.filter(status="interning").values_list("pk", flat=True))


def test_nothing_has_happened_that_is_still_to_come(city):
    assert not Visit.objects.filter(made_on__gte=TODAY).exists()
    assert not Session.objects.filter(held_on__gte=TODAY).exists()
    assert not Push.objects.filter(Q(pushed_on__gte=TODAY) | Q(answered_on__gte=TODAY)).exists()


def test_people_are_helped_and_go_between_stations(city):
    assert Helper.objects.exists()
    assert set(Transfer.objects.values_list("state", flat=True)) >= {"waiting", "accepted", "expired"}
    assert not Person.objects.filter(also_station=F("station")).exists()


def test_there_is_one_demo_account_for_each_role_and_the_others_cannot_sign_in(city):
    names = {username for username, _password, _role in DEMO_ACCOUNTS}
    assert set(User.objects.filter(username__in=names).values_list("role", flat=True)) == set(Role)
    assert not any(user.has_usable_password() for user in User.objects.exclude(username__in=names))


def test_the_demo_caseworker_has_people_and_the_stations_form_one_tree(city):
    assert User.objects.get(username="zhuanyuan").people.exists()
    root = Station.objects.get(code="659012")
    assert Station.objects.within(root).count() == Station.objects.count()


def test_a_city_that_is_there_is_refused_left_alone_or_replaced(city):
    with pytest.raises(CommandError, match="--fresh"):
        call_command("make_city", people=5, postings=5)
    call_command("make_city", people=5, postings=5, if_empty=True)
    assert Person.objects.count() == 60
    call_command("make_city", people=5, postings=5, fresh=True, today=TODAY, stdout=StringIO())
    assert Person.objects.count() == 5


def test_people_who_are_not_from_the_demo_are_never_wiped(city):
    User.objects.filter(username__startswith="demo-").update(username=F("pk"))
    with pytest.raises(CommandError, match="a real office"):
        call_command("make_city", people=5, postings=5, fresh=True)


def test_outside_the_embedded_default_no_demo_account_is_made(city, settings):
    wipe_city()
    settings.EMBEDDED = False
    call_command("make_city", people=5, postings=5, today=TODAY, stdout=StringIO())
    assert not User.objects.filter(username__in=[username for username, *_rest in DEMO_ACCOUNTS]).exists()


def test_new_rows_are_numbered_after_those_that_were_poured(city):
    last = Employer.objects.order_by("-pk").first().pk
    assert Employer.objects.create(name="新单位", name_key="新单位").pk == last + 1
