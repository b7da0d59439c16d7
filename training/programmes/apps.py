from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "training.programmes"
    verbose_name = _("programmes")

    def ready(self) -> None:
        from assessments.evidence.signals import progress_made  # noqa: PLC0415  needs loaded apps
        from assessments.quizzes.corrections.consequences import (  # noqa: PLC0415  likewise
            register_awards,
        )
        from training.programmes.queries.at_stake import ProgrammeAwards  # noqa: PLC0415  likewise
        from training.programmes.services import advance_on_progress  # noqa: PLC0415  likewise

        register_awards(ProgrammeAwards())
        progress_made.connect(advance_on_progress, dispatch_uid="programmes.advance")
