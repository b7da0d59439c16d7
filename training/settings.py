"""One settings module. Machines differ by environment variables only (docs/configuration.md).

Production values are the defaults; ``DEMO=true`` is the one switch that opens the demonstration:
invented people, a fixed secret, plain http on this machine.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env(eager=False)
env.read_env(str(BASE_DIR / ".env"), recurse=False)

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
DEMO_SECRET_KEY = "demonstration-only-never-in-production-0123456789abcdefghijkl"  # noqa: S105  known to all
DEMO_PASSWORD = "frontliner-demo-2026"  # noqa: S105  known to all, refused in production
_demo: dict[str, Any] = {"host": {}, "key": {}, "url": {}}
if DEMO:  # anywhere else these three must be given
    _demo = {
        "host": {"default": ["127.0.0.1", "localhost", "[::1]"]},
        "key": {"default": DEMO_SECRET_KEY},
        "url": {"default": f"http://127.0.0.1:{env.str('PORT', default='8000')}"},
    }
SECRET_KEY = env.str("SECRET_KEY", **_demo["key"])
BASE_URL = env.str("BASE_URL", **_demo["url"])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", **_demo["host"])
SECURE = env.bool("SECURE", default=not DEMO)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'training.sqlite3'}")
}
REDIS_URL = env.str("REDIS_URL", default="")
MEDIA_ROOT = env.path("MEDIA_ROOT", default=VAR_DIR / "media")
PRIVATE_ROOT = env.path("PRIVATE_ROOT", default=VAR_DIR / "private")
STATIC_ROOT = env.path("STATIC_ROOT", default=VAR_DIR / "static")
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=not DEMO)
TASKS_AT_ONCE = env.bool("TASKS_AT_ONCE", default=DEMO)
SCENARIO_PROOFS_APART = TASKS_AT_ONCE
SCENARIO_SOURCES_REQUIRED = env.bool("SCENARIO_SOURCES_REQUIRED", default=False)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="training@localhost")
ISSUER_NAME = env.str(
    "ISSUER_NAME", default="Координаційний центр з надання правничої допомоги (демонстрація)"
)
ISSUER_CODE = env.str("ISSUER_CODE", default="")
SIGNATORY_POST = env.str("SIGNATORY_POST", default="Керівник навчальної програми")
SIGNATORY_NAME = env.str("SIGNATORY_NAME", default="")
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not DEMO)
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", default="console:" if DEMO else "smtp://localhost:25")
env.seal()

VAR_DIR.mkdir(exist_ok=True)
vars().update(EMAIL_CONFIG)

INSTALLED_APPS = [
    "training.dashboards",
    "training.curriculum",
    "training.programmes",
    "certificates",
    "assessments.observations",
    "assessments.reflections",
    "assessments.scenarios",
    "assessments.quizzes",
    "assessments.evidence",
    "modules",
    "training.people",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "modelcluster",
    "polymorphic",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "training.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "training.middleware.UkrainianFirst",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "training.people.middleware.SecondFactor",
    "training.middleware.PagePolicy",
]

ROOT_URLCONF = "training.urls"
WSGI_APPLICATION = "training.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "training.dashboards.context.frame",
            ],
        },
    }
]

# --- Database ---------------------------------------------------------------------------------
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    INSTALLED_APPS.append("django.contrib.postgres")
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        "connect_timeout": 5,
        "options": "-c statement_timeout=30000 -c synchronous_commit=on",
    }

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "django_cache",
        }
    ),
    # Published content keyed by its revision: each process keeps its own copy.
    "content": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "content",
        "TIMEOUT": 300,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

# --- Background tasks ---------------------------------------------------------------------------
_at_once = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
TASKS = {
    "default": _at_once,
    "jobs": _at_once if TASKS_AT_ONCE else {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# --- People and sign-in -------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "training.people.backends.PersonBackend",
    "assessments.quizzes.permissions.QuestionKindBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboards:learn"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "training.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "training.people.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "training.people.tokens.ResetToken"  # noqa: S105  a dotted path
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None  # the sign-in form asks
ACCOUNT_RATE_LIMITS = {  # docs/security.md
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key,30/d/key",
    "reset_password": "20/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Школа фронтлайнера"

# --- Languages ----------------------------------------------------------------------------------
LANGUAGE_CODE, TIME_ZONE = "uk", "Europe/Kyiv"
USE_I18N = USE_TZ = True
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("uk", "Українська"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
FORMAT_MODULE_PATH = ["training.formats"]
LOCALE_PATHS = [
    BASE_DIR / "training" / "locale",
    BASE_DIR / "training" / "locale_cms",  # what the editor's own Ukrainian still lacks
]

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Школа фронтлайнера"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "mp4", "webm", "mp3", "m4a", "vtt"]
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILEMBEDS_FINDERS: list[dict] = []

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
STATICFILES_DIRS = [BASE_DIR / "training" / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_MANIFEST
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT)},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if STATIC_MANIFEST
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Headers ------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$"]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
_prefix = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "training.errors.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"  # previews; other pages are closed by frame-ancestors below

_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],
    "img-src": [SELF, "data:"],
    "media-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "object-src": [NONE],
    "frame-ancestors": [NONE],
    "worker-src": [SELF],
    "manifest-src": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _POLICY}
# Wagtail's editor needs inline script and style, and frames its own previews.
ADMIN_CONTENT_SECURITY_POLICY = {
    **_POLICY,
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}

# --- Logging ------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "training.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django_tasks": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
