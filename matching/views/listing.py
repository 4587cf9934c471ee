"""A page of a table."""

from django.shortcuts import render
from django_tables2 import RequestConfig

PER_PAGE = 50


def listed(request, table, template, **context):
    """Return the page of a table that the request asks for."""
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, template, {"table": table, **context})
