"""The same lists by joins of Polars frames: people to terms, terms to postings, majors to requirements, and a sort."""

from itertools import islice

import numpy
import polars as pl

from matching.index.asking import ask
from matching.index.engine import walk_all
from matching.index.tables import tables_of
from matching.management.bench_lists import BEST, timed
from matching.management.made_up import ON, made_up_offers, made_up_seekers
from matching.ranking import Weights

TOGETHER = 20  # people of one join
_ABOUT_PEOPLE = ("groups", "floor", "limit", "majors", "county", "prefecture", "province", "schooling", "kinds")
_ABOUT_PEOPLE += ("roams", "wishes", "intends")


def joined(people, postings, options):
    """Rank a sample by joins and hold it to the index; the term tables are given, as they are to the index."""
    tables = tables_of(made_up_offers(postings, on=ON), on=ON)
    asked = ask(tables, list(islice(made_up_seekers(people), options["peer_people"])))
    frames = _Frames(tables, asked)
    rows = range(len(asked.seekers))
    frames.lists(list(rows[:1]))
    blocks = [rows[first : first + TOGETHER] for first in range(0, len(rows), TOGETHER)]
    found, seconds = timed(lambda: [one for block in blocks for one in frames.lists(list(block))])
    ours = walk_all(tables, asked, limit=BEST)
    wrong = sum(found[me] != list(zip(ours.keys_of(me), ours.scores[me].tolist(), strict=False)) for me in rows)
    per_second = round(len(rows) / seconds, 2)
    return {"people_ranked": len(rows), "walk_s": seconds, "people_per_second": per_second, "different": wrong}


class _Frames:
    """What both sides say, as frames that join by number."""

    def __init__(self, tables, asked):
        self.asked, self.weights = asked, Weights()
        names = tables.postings.dtype.names
        self.postings = pl.DataFrame({name: tables.postings[name] for name in names})
        self.skill_sets = [
            tables.skill_items[tables.skill_starts[one] : tables.skill_starts[one + 1]]
            for one in range(len(tables.skill_starts) - 1)
        ]
        self.today = ON.toordinal()

    def lists(self, rows):
        """Return [(key, score)] of each, best first: what shares a term first, all postings for whom that is not enough."""
        people = self._people(rows)
        pairs = self._titles(rows).join(self.postings.lazy(), on="term")
        found = self._best(pairs.join(people, on="me"), rows)
        for place, me in enumerate(rows):
            if len(found[place]) < BEST or found[place][-1][1] <= sum(self.weights.points()[1:]):
                every = self.postings.lazy().join(self._titles([me]).drop("me"), on="term", how="left")
                every = every.join(self._people([me]), how="cross").with_columns(
                    pl.col("title").fill_null(
                        pl.when(pl.col("intends") == 1).then(0).otherwise(self.weights.title * 30 // 100)
                    )
                )
                found[place] = self._best(every, [me])[0]
        return found

    def _people(self, rows):
        seekers = self.asked.seekers[rows]
        return pl.DataFrame(
            {"me": rows} | {f"my_{name}" if name != "intends" else name: seekers[name] for name in _ABOUT_PEOPLE}
        ).lazy()

    def _titles(self, rows):
        """Return (me, term, title points): of each term the most that any wish gives it."""
        most, parts = self.weights.title, []
        for me in rows:
            for intent in self.asked.intents[self.asked.intent_starts[me] : self.asked.intent_starts[me + 1]]:
                edges = self.asked.tier_starts[intent]
                terms = self.asked.tier_terms[edges[0] : edges[most]]
                points = numpy.repeat(numpy.arange(most, 0, -1), numpy.diff(edges[: most + 1]))
                parts.append(pl.DataFrame({"me": numpy.full(len(terms), me), "term": terms, "title": points}))
        if not parts:
            return pl.LazyFrame(schema={"me": pl.Int64, "term": pl.Int32, "title": pl.Int64})
        return pl.concat(parts).lazy().group_by("me", "term").agg(pl.col("title").max())

    def _best(self, pairs, rows):
        near = self._near(rows)
        pairs = pairs.join(near, on=["me", "place"], how="left").with_columns(pl.col("near").fill_null(False))
        pairs = pairs.filter(*self._limits())
        pairs = pairs.join(self._majors(rows), on=["me", "majors"]).join(self._skills(rows), on=["me", "skills"])
        parts = {"pay_points": self._pay(), "distance": self._distance(), "freshness": self._freshness()}
        names = ("title", "major", "skill_points", *parts)
        scored = pairs.with_columns(**parts).with_columns(score=pl.sum_horizontal(names))
        order = scored.sort("me", "score", "posting", descending=[False, True, False]).group_by(
            "me", maintain_order=True
        )
        best = order.head(BEST).select("me", "posting", "score").collect()
        found = {me: [] for me in rows}
        for me, key, score in best.iter_rows():
            found[me].append((key, score))
        return [found[me] for me in rows]

    def _near(self, rows):
        starts, places = self.asked.place_starts, self.asked.places
        pairs = {(me, int(place)) for me in rows for place in places[starts[me] : starts[me + 1]]}
        data = {"me": [me for me, _place in pairs], "place": [place for _me, place in pairs]}
        schema = {"me": pl.Int64, "place": pl.Int32}
        return pl.DataFrame(data, schema=schema).with_columns(near=pl.lit(True)).lazy()

    def _limits(self):
        c = pl.col
        yield (c("schooling") == 0) | (c("my_schooling") == 0) | (c("schooling") <= c("my_schooling"))
        yield (c("audience") == 0) | ((c("audience") & c("my_groups")) != 0)
        yield (c("kind") & c("my_kinds")) != 0
        yield (c("my_limit") == 0) | (c("high") < 0) | (c("high") >= c("my_limit"))
        here = (c("my_province") == 0) | (c("province") == 0) | (c("my_province") == c("province"))
        yield c("near") | (c("my_roams") != 0) | (c("my_wishes") == 0) | here

    def _majors(self, rows):
        points = self.asked.major_points[self.asked.seekers["majors"][rows]]
        numbers = numpy.tile(numpy.arange(points.shape[1], dtype=numpy.int32), len(rows))
        data = {
            "me": numpy.repeat(rows, points.shape[1]),
            "majors": numbers,
            "major": points.ravel().astype(numpy.int64),
        }
        return pl.DataFrame(data).lazy()

    def _skills(self, rows):
        """Return (me, skills, points): of every distinct set of skills as far as each person meets it."""
        starts, most, unknown = self.asked.skill_starts, self.weights.skills, self.weights.unknown
        table = []
        for me in rows:
            mine = self.asked.skills[starts[me] : starts[me + 1]]
            for number, asked in enumerate(self.skill_sets):
                met = int(numpy.isin(asked, mine).sum()) if len(asked) else 0
                table.append((me, number, most * met // len(asked) if len(asked) else most * unknown // 100))
        return pl.DataFrame(
            table, schema={"me": pl.Int64, "skills": pl.Int32, "skill_points": pl.Int64}, orient="row"
        ).lazy()

    def _pay(self):
        c, most, unknown = pl.col, self.weights.pay, self.weights.unknown
        said = pl.when(c("low") >= c("my_floor")).then(most).when(c("high") >= c("my_floor")).then(most * 65 // 100)
        known = pl.when(c("my_floor") == 0).then(most * 60 // 100).otherwise(said.otherwise(0))
        return pl.when(c("high") < 0).then(most * unknown // 100).otherwise(known)

    def _distance(self):
        c, most = pl.col, self.weights.distance
        unknown = (c("my_county") == 0) | (c("county") == 0)
        found = pl.when(c("near")).then(most).when(unknown).then(most * self.weights.unknown // 100)
        for name, share in (("county", 100), ("prefecture", 70), ("province", 35)):
            found = found.when(c(name) == c(f"my_{name}")).then(most * share // 100)
        return found.otherwise(0)

    def _freshness(self):
        age, most = self.today - pl.col("opened"), self.weights.freshness
        found = pl.when(pl.col("opened") == 0).then(0).when(age <= 7).then(most)
        return found.when(age <= 30).then(most * 50 // 100).otherwise(0)
