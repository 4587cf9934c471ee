"""Every setting, from strict environment variables; production unless the embedded file says otherwise."""

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from placement.environment import ROOT, VAR, env, env_bool, env_list, env_percent, env_whole

BASE_DIR = ROOT
VAR_DIR = VAR
EMBEDDED = env_bool("EMBEDDED", "no")
DEBUG = env_bool("DEBUG", "no")
SECRET_KEY = env("SECRET_KEY")
SEALING_KEY = env("SEALING_KEY")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if EMBEDDED else "")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

INSTALLED_APPS = [
    "placement",
    "placement.accounts.apps.AccountsConfig",
    "registry",
    "matching",
    "followup",
    "placement.dashboards",
    "placement.demo",
    "placement.accounts.apps.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_tables2",
    "django_htmx",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "placement.middleware.AskToSignIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "placement.middleware.TellHtmxToRedirect",
    "placement.middleware.ShowRefusals",
    "placement.middleware.KeepPagesPrivate",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "placement.urls"
WSGI_APPLICATION = "placement.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "placement.navigation.navigation",
            ],
        },
    }
]

# --- Data: SQLite is the embedded default, PostgreSQL the production one -----------------------

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR / "db.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL, not NORMAL: an acknowledged write must be on the disk (docs/decisions.md).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
        "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;",
    },
}


def _database():
    url = env("DATABASE_URL", "" if EMBEDDED else None)
    if not url:
        return SQLITE
    database = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://; leave it empty for embedded SQLite.")
    # Compiling a query with many subqueries takes five times as long as running it on a few thousand rows.
    database.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", "memory" if EMBEDDED else None)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if REDIS_URL == "memory"
    # Database 1: the cache may be flushed, the broker (database 0) may not.
    else {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL.rstrip("/") + "/1"}
}

# --- Tasks ------------------------------------------------------------------------------------

CELERY_BROKER_URL = "memory://" if REDIS_URL == "memory" else REDIS_URL.rstrip("/") + "/0"
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.1} if REDIS_URL == "memory" else {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "take-up-rosters": {"task": "registry.tasks.take_up_rosters", "schedule": crontab(minute="*/2")},
    "take-up-exports": {"task": "followup.tasks.take_up_exports", "schedule": crontab(minute="*/2")},
    "expire-exports": {"task": "followup.tasks.expire_exports", "schedule": crontab(minute="*/10")},
    "expire-photos": {"task": "followup.tasks.expire_photos", "schedule": crontab(hour=2, minute=50)},
    "expire-transfers": {"task": "followup.tasks.expire_transfers", "schedule": crontab(hour=0, minute=20)},
    "sweep-closed-stations": {"task": "followup.tasks.sweep_closed_stations", "schedule": crontab(hour=0, minute=40)},
    "sweep-lost": {"task": "followup.tasks.sweep_lost", "schedule": crontab(minute="*/5")},
    "climb-overdue": {"task": "followup.tasks.climb_overdue", "schedule": crontab(hour=4, minute=40)},
    "settle-pushes": {"task": "followup.tasks.settle_pushes", "schedule": crontab(minute="*/10")},
    "plan-follow-ups": {"task": "followup.tasks.plan_follow_ups", "schedule": crontab(hour="4-23", minute="*/10")},
    "take-snapshot": {"task": "placement.dashboards.tasks.take_snapshot", "schedule": crontab(hour=4, minute=40)},
    "learn-sizes": {"task": "registry.tasks.learn_sizes", "schedule": crontab(hour=3, minute=10)},
    "build-index": {"task": "matching.tasks.build_index", "schedule": crontab(hour=3, minute=45)},
    "take-up-shards": {"task": "matching.tasks.take_up_shards", "schedule": crontab(minute="*/10")},
    "observe-ranking": {"task": "matching.tasks.observe_ranking", "schedule": crontab(hour=5, minute=20)},
    "record-places": {"task": "matching.tasks.record_places", "schedule": crontab(minute="*/10")},
    "close-filled-postings": {"task": "matching.tasks.close_filled_postings", "schedule": crontab(minute="*/10")},
    "close-expired-postings": {"task": "matching.tasks.close_expired_postings", "schedule": crontab(hour=3, minute=30)},
}

# --- People who sign in -----------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "placement.accounts.backends.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "dashboards:today"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
SESSION_COOKIE_AGE = 12 * 60 * 60

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "placement" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Pages and their safety -------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = (
    [BASE_DIR / "static", ("vendor", VAR / "vendor")] if (VAR / "vendor").is_dir() else [BASE_DIR / "static"]
)
MEDIA_ROOT = VAR / "files"
INDEX_DIR = VAR / "index"  # the ranking's tables, built by each machine for itself
AREAS_FILE = VAR / "data" / "areas.csv"  # the country's areas, fetched as a package: code, name, province, city, area
SCRATCH_DIR = VAR / "scratch"  # what a library keeps in files while it works
RANKING_SHARDS = env_whole("RANKING_SHARDS", "2")  # a night's ranking is cut into; one or two for each machine
PUSHES_PER_OPENING = env_whole("PUSHES_PER_OPENING", "10")  # people a posting is pushed to at a time, per opening
RANKING_SAMPLE = env_whole("RANKING_SAMPLE", "2000")  # people whose lists a preview of other weights compares
RANKING_ANSWERS = env_whole("RANKING_ANSWERS", "50")  # answers to pushes before observed weights can be switched on
CONTROL_PERCENT = env_percent("CONTROL_PERCENT", "0")  # of proposed pushes, drawn by date or at random to compare with
BRIEFCASE_HOURS = env_whole("BRIEFCASE_HOURS", "72")  # how long people's facts stay on a phone
PHOTO_PLACES = env_bool("PHOTO_PLACES", "no")  # whether a visit's photo may say where it was taken
PHOTO_DAYS = env_whole("PHOTO_DAYS", "365")  # how long a visit's photos are kept
EXPORT_HOURS = env_whole("EXPORT_HOURS", "72")  # how long an exported list can be fetched
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "placement.assets.NamedByContent"},
}
DJANGO_TABLES2_TEMPLATE = "_table.html"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if not EMBEDDED:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env_bool("SSL_REDIRECT", "yes")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SILENCED_SYSTEM_CHECKS = ["security.W021"]  # browsers' preload lists are for the owner of the domain to join
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # The in-process broker has no host name, and says so at every start.
    "loggers": {"kombu.connection": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING" if EMBEDDED else "INFO")},
}
