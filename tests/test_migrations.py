"""Migrations tell the whole truth about the models, have names, and can be taken back."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).parent.parent
OURS = [app for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT) and ".venv" not in app.path]
MIGRATIONS = [path for app in OURS for path in sorted((Path(app.path) / "migrations").glob("0*.py"))]


@pytest.mark.django_db
def test_the_models_have_no_change_without_a_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # exits with 1 when there is one


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_a_migration_has_a_name(path):
    assert not re.search(r"_auto_|_\d{8}_", path.stem)


@pytest.mark.django_db
def test_every_migration_can_be_taken_back():
    mine = {app.label for app in OURS}
    loader = MigrationLoader(connection)
    for key, migration in loader.disk_migrations.items():
        if key[0] in mine:
            assert all(operation.reversible for operation in migration.operations), key
