"""Entry point of web workers. Refuses to start a production site in a demonstration's clothes."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402  as below

from training.people.checks import refuse_unsafe_start  # noqa: E402  needs the application registry

refuse_unsafe_start()

# What is loaded by now stays for good. Frozen, the collector leaves it alone; walking through it
# took a fifth of a second of processor time every dozen requests.
import_module(settings.ROOT_URLCONF)
gc.freeze()
