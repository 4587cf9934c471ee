"""The product's settings as the tests need them: the same code, fast hashing, a throwaway place for files."""

import os
import tempfile

os.environ.setdefault("HUHANG_VAR", tempfile.mkdtemp(prefix="huhang-tests-"))
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
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
ALLOWED_HOSTS = ["*"]
# A name that no view gave a template shows itself, and the safety net then fails the page.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "{{ undefined %s }}"
AXES_ENABLED = False

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the browser's server and the workers are other threads and processes.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["HUHANG_VAR"], f"test-{os.getpid()}.sqlite3")}
