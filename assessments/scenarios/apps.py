from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScenariosConfig(AppConfig):
    name = "assessments.scenarios"
    verbose_name = _("role-plays")

    def ready(self) -> None:
        from wagtail.signals import published  # noqa: PLC0415  needs loaded apps

        from assessments.scenarios.services.publishing import (  # noqa: PLC0415  likewise
            scenario_published,
        )

        published.connect(scenario_published, dispatch_uid="scenarios.scenario_published")
