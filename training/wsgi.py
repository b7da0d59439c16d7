"""Entry point of web workers. Refuses to start a production site in a demonstration's clothes."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings")
application = get_wsgi_application()

from training.people.checks import refuse_unsafe_start  # noqa: E402  needs the application registry

refuse_unsafe_start()
