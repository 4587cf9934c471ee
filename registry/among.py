"""The lookup `among`: like `in`, but a thousand values travel as one parameter and are not handled one by one."""

import json

from django.db.models import Lookup


class Among(Lookup):
    """`filter(pk__among=keys)`; values are those of the database: text, whole numbers, dates."""

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, lhs, rhs):
        super().__init__(lhs, list(rhs))

    def as_sql(self, compiler, connection):
        """An array on PostgreSQL."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, self.rhs]

    def as_sqlite(self, compiler, connection):
        """A JSON list on SQLite; dates are texts there."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(self.rhs, default=str)]
