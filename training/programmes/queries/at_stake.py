"""What a correction of results would mean for certificates. Reads only."""

from collections.abc import Collection

from django.utils import timezone

from assessments.quizzes.corrections.consequences import Gain, Loss
from certificates.models import Certificate
from training.programmes.models import Enrolment
from training.programmes.queries.conditions import Gaps, gaps


class ProgrammeAwards:
    """``assessments.quizzes.corrections.consequences.Awards``, told by programmes."""

    def following(self, gains: Collection[Gain]) -> set[int]:
        """People whose open programme would lack nothing. ``gaps`` for each open enrolment."""
        by_person = {gain.person_id: gain for gain in gains}
        today = timezone.localdate()
        rows = Enrolment.objects.open().filter(person__in=by_person)
        return {
            enrolment.person_id
            for enrolment in rows.select_related("person", "programme")
            if _would_be_ready(
                gaps(enrolment, today, enrolment.person.language), by_person[enrolment.person_id]
            )
        }

    def resting_on(self, losses: Collection[Loss]) -> dict[int, list[str]]:
        """Numbers of valid certificates for which the step was done, or which attest the level.

        One query, none without losses.
        """
        if not losses:
            return {}
        found: dict[int, list[str]] = {}
        people = {loss.person_id for loss in losses}
        valid = Certificate.objects.valid_on(timezone.localdate()).filter(person__in=people)
        for certificate in valid.order_by("pk"):
            own = [loss for loss in losses if loss.person_id == certificate.person_id]
            if any(_rests_on(certificate, loss) for loss in own):
                found.setdefault(certificate.person_id, []).append(certificate.number)
        return found


def _would_be_ready(found: Gaps, gain: Gain) -> bool:
    steps = [step for step in found.steps if step.key not in gain.steps]
    levels = [
        gap for gap in found.levels if gain.levels.get(gap.competency.code, gap.level) < gap.target
    ]
    return not (steps or found.unpublished or found.is_empty or levels or found.has_critical_error)


def _rests_on(certificate: Certificate, loss: Loss) -> bool:
    steps = certificate.basis.get("steps", {})
    attested = {row["code"]: row["level"] for row in certificate.competencies}
    return str(loss.step) in steps or any(
        attested.get(code, 0) > level for code, level in loss.levels.items()
    )
