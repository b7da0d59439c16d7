"""``training.settings`` with a fast hasher, mail and files in memory, tasks at once."""

import os

os.environ.setdefault("DEMO", "true")
os.environ.setdefault("DATABASE_URL", "sqlite:///var/tests.sqlite3")

from training.settings import *  # noqa: F403  the environment must be set before

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,  # noqa: F405  from the settings above
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
SCENARIO_PROOFS_APART = False
WAGTAILADMIN_BASE_URL = BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "ERROR"}}  # noqa: F405  from the settings above

if kept := os.environ.get("TEST_DATABASE"):  # a file, kept between runs by pytest --reuse-db
    DATABASES["default"]["TEST"] = {"NAME": kept}  # noqa: F405  from the settings above
