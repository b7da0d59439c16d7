from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "training.people"
    label = "people"
    verbose_name = _("people")

    def ready(self) -> None:
        # All of these need loaded models.
        from training.people import checks, receivers, security_log  # noqa: F401, PLC0415
        from training.people.collation import add_collation  # noqa: PLC0415  needs loaded apps

        connection_created.connect(add_collation, dispatch_uid="people.collation")
        post_migrate.connect(create_cache_table, sender=self, dispatch_uid="people.cache_table")
        # Wagtail's way is a second AppConfig for its own app; this names the viewset directly.
        users = apps.get_app_config("wagtailusers")
        users.user_viewset = "training.people.viewsets.PersonViewSet"  # type: ignore[attr-defined]  # Wagtail reads it


def create_cache_table(**kwargs: object) -> None:
    """Throttles count in a database cache where there is no Redis; its table comes with migrate."""
    call_command("createcachetable", verbosity=0)
