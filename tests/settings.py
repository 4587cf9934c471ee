"""The product's settings as the tests need them: the same code, fast hashing, a throwaway place for files."""

import atexit
import os
import shutil
import tempfile

if "HUHANG_VAR" not in os.environ:
    # Made by the first process, used by those it starts, gone with it.
    os.environ["HUHANG_VAR"] = tempfile.mkdtemp(prefix="huhang-tests-")
    atexit.register(shutil.rmtree, os.environ["HUHANG_VAR"], ignore_errors=True)
os.environ.update(
    EMBEDDED="yes", SECRET_KEY="for the tests only", SEALING_KEY="dGhlIHRlc3RzJyBvd24ga2V5LCBub2JvZHkgZWxzZSdzIQ=="
)

from placement.settings import *  # noqa: E402, F403
from placement.settings import BASE_DIR, DATABASES, STORAGES, TEMPLATES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# The front-end packages that `make test` has fetched, beside the tests' own throwaway place.
if (BASE_DIR / "var" / "vendor").is_dir():
    STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", BASE_DIR / "var" / "vendor")]
AREAS_FILE = BASE_DIR / "var" / "data" / "areas.csv"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
ALLOWED_HOSTS = ["*"]
# A name that no view gave a template shows itself, and the safety net then fails the page.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "{{ undefined %s }}"
AXES_ENABLED = False

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Rows that nobody put in order come back the other way round: who relies on the order finds out here.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA reverse_unordered_selects=ON;"
    # A file, not memory: the browser's server and the workers are other threads and processes.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["HUHANG_VAR"], f"test-{os.getpid()}.sqlite3")}
