"""What bench_matching measures from the database on: a cold night up to stored lists, a page's search, and pg_trgm."""

import time
from itertools import islice
from multiprocessing import get_context
from tempfile import TemporaryDirectory

import numpy
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import override_settings
from django.utils import timezone

from matching import candidates, nightly
from matching.index import keeping
from matching.management.bench_lists import timed
from matching.management.made_up import made_up_offers, made_up_seekers
from matching.models import Employer, Listed, Posting, RankingRun
from registry.management.measuring import Memory, office, scratch_database
from registry.models import Person, Skill, Wish
from registry.pouring import Pourer, Table, iso, learn_sizes, pour_array, text_of, without_collecting
from registry.statuses import EDUCATION_RANK, Status

ASKED = 200  # people whose search is timed
BY_TRIGRAMS = 60  # people whom pg_trgm ranks for
ON = timezone.localdate
_POSTING = ("employer_id", "source_key", "title", "term", "education", "majors", "skills", "pay_min", "pay_max")
_POSTING += ("area_code", "area_text", "kind", "audience", "opens_on", "updated_at")
_PERSON = ("id_digest", "id_tail_digest", "id_number", "name", "station_id", "status", "status_since", "education")
_PERSON += ("major", "residence_area", "registered_on", "updated_at")
_WISH = ("person_id", "rank", "occupation", "areas", "pay_floor", "kind", "other_province")


def night(people, postings, options):
    """Everybody ranked from a database that no process has read yet, the lists stored; then single searches."""
    with scratch_database(), TemporaryDirectory() as folder, override_settings(INDEX_DIR=folder):
        with without_collecting():
            _lay_in_postings(postings)
            _lay_in_people(people)
        learn_sizes()
        report = {"database": connection.vendor} | _a_night(options["threads"])
        report |= _searches(people) | _copy(people)
        return report | _by_trigrams(people)


# --- Laying in ------------------------------------------------------------------------------------


def _lay_in_postings(count):
    employer = Employer.objects.create(name="单位", name_key="单位")
    table, now = Table(Posting, *_POSTING), timezone.now() - 2 * keeping.SLACK
    pourer, now = Pourer([table]), connection.ops.adapt_datetimefield_value(now)
    for offer in made_up_offers(count, on=ON()):
        known = (offer.education, text_of(offer.majors), text_of(offer.skills), offer.pay_min, offer.pay_max)
        where = (offer.area, offer.area_text, str(offer.kind), text_of(offer.audience), iso(offer.opened_on), now)
        if known[3] and known[4] and known[3] > known[4]:
            known = (*known[:3], known[4], known[3])
        pourer.add(table, employer.pk, f"bench-{offer.posting_id}", offer.title, offer.term, *known, *where)
        pourer.ease()
    pourer.finish()


def _lay_in_people(count):
    station, _clerk = office()
    tables = [Table(Person, *_PERSON), Table(Wish, *_WISH), Table(Skill, "person_id", "name")]
    pourer, today = Pourer(tables), iso(ON())
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    for number, seeker in enumerate(made_up_seekers(count)):
        digest = f"bench-{number}"
        facts = (digest, digest, b"", "某某", station.pk, str(Status.SEEKING), today, seeker.education)
        key = pourer.add(tables[0], *facts, seeker.major, seeker.area, today, now)
        for rank, wish in enumerate(seeker.wishes, 1):
            bounds = (text_of(wish.areas), wish.pay_floor, wish.kind, wish.other_province)
            pourer.add(tables[1], key, rank, wish.text, *bounds)
        for skill in seeker.skills:
            pourer.add(tables[2], key, skill)
        pourer.ease()
    pourer.finish()


# --- Measuring ------------------------------------------------------------------------------------


def _a_night(threads):
    """Build and rank in processes of their own, one for each shard, so that nothing is warm and memory is theirs."""
    with Memory() as memory:
        begun = time.perf_counter()
        _in_processes(_build, [None])
        build_s = time.perf_counter() - begun
        run = nightly.start_run(on=ON(), shards=threads)
        _in_processes(nightly.rank_shard, list(run.parts.values_list("pk", flat=True)))
        night_s = time.perf_counter() - begun
    return {
        "build_s": round(build_s, 2),
        "rank_and_store_s": round(night_s - build_s, 2),
        "night_s": round(night_s, 2),
        "rows": Listed.objects.filter(run=run).count(),
        "night_peak_mib": memory.peak,
    }


def _build(_nothing):
    if candidates.is_large(ON()):
        keeping.build(candidates.each_offer(Posting.objects.open_on(ON())), on=ON())


def _in_processes(work, things):
    connections.close_all()
    with get_context("fork").Pool(len(things)) as pool:
        pool.map(work, things)


def _searches(people):
    """What the jobs page of one person waits for: the first, with nothing warm, and then one after another."""
    asked = list(Person.objects.order_by("pk")[: min(ASKED, people)])
    _found, first_s = timed(candidates.search_for, asked[0], on=ON())
    seconds = [timed(candidates.search_for, person, on=ON())[1] for person in asked]
    return {"first_search_s": first_s, "search_p95_ms": round(1000 * float(numpy.percentile(seconds, 95)), 1)}


def _copy(people):
    """Ten explained rows for everybody, as a night writes them."""
    run = RankingRun.objects.create(on="2000-01-01", weights="1", words="", shards=1, began_at=timezone.now())
    rows = numpy.zeros(10 * people, dtype=nightly.LISTED)
    rows["run"], rows["person"] = run.pk, numpy.repeat(numpy.arange(people), 10)
    rows["place"] = numpy.tile(numpy.arange(1, 11), people)
    with transaction.atomic():
        _nothing, seconds = timed(pour_array, Listed, rows)
    return {"copied_rows": len(rows), "copy_s": seconds}


# --- A peer ---------------------------------------------------------------------------------------


def _by_trigrams(people):
    """The ten postings whose titles are nearest by pg_trgm among those that pass the limits, over a GIN index."""
    if connection.vendor != "postgresql":
        return {"pg_trgm": {"skipped": "pg_trgm is PostgreSQL's; set DATABASE_URL to measure it"}}
    with connection.cursor() as cursor:
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            return {"pg_trgm": {"skipped": "this PostgreSQL has no pg_trgm (Debian package postgresql-contrib)"}}
        _nothing, index_s = timed(
            cursor.execute, "CREATE INDEX bench_trgm ON matching_posting USING gin (term gin_trgm_ops)"
        )
        cursor.execute("ANALYZE matching_posting")
        asked = list(islice(Person.objects.filter(wishes__isnull=False).order_by("pk").distinct(), BY_TRIGRAMS))
        wishes = {person.pk: list(person.wishes.all()) for person in asked}
        lists, seconds = timed(lambda: [_nearest(cursor, person, wishes[person.pk]) for person in asked])
    ours = [set(Listed.objects.filter(person=one, run__on=ON()).values_list("posting", flat=True)) for one in asked]
    hit = sum(len(mine & found) for mine, found in zip(ours, lists, strict=True))
    told = {"people_ranked": len(asked), "index_s": index_s, "people_per_second": round(len(asked) / seconds, 2)}
    return {"pg_trgm": told | {"recall_at_10": round(hit / max(sum(map(len, ours)), 1), 3)}}


def _nearest(cursor, person, wishes):
    words = [wish.occupation for wish in wishes]
    within = " OR ".join(["term %% %s"] * len(words))
    nearest = ", ".join(["similarity(term, %s)"] * len(words))
    reach = EDUCATION_RANK.get(person.education, 9)
    schooling = ["", *(code for code, rank in EDUCATION_RANK.items() if rank <= reach)]
    cursor.execute(
        f"SELECT id FROM matching_posting WHERE ({within}) AND education = ANY(%s) AND kind = ANY(%s)"
        f" AND closed_on IS NULL ORDER BY greatest({nearest}) DESC, id LIMIT 10",
        [*words, schooling, ["full_time", "public"], *words],
    )
    return {key for (key,) in cursor.fetchall()}
