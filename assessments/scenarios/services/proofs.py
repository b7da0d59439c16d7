"""What the checker found out about a content, kept so that nothing is explored twice.

A proof belongs to a content, not to a role-play: publishing, the storyboard and the loading of a
curriculum all ask for the same one.
"""

import json

from django.conf import settings
from django_tasks import task

from assessments.scenarios.checker import EDITION, PROOF_STATES, Report, check
from assessments.scenarios.document import content_hash, parse_problems
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import Proof
from assessments.scenarios.services import proving_apart


def proof_of(document: Document) -> Report | None:
    """The report on ``document``, explored with up to 300,000 states; None if there is none yet.

    Never explores. At most one query; None for what has faults of shape.
    """
    return None if parse_problems(document) else _stored(content_hash(document))


def prove(document: Document) -> Report:
    """The report on ``document``, from the cache or explored now, which may take seconds."""
    if parse_problems(document):
        return check(document)
    hashed = content_hash(document)
    return _stored(hashed) or keep(hashed, check(document, max_states=PROOF_STATES))


def prove_later(document: Document) -> None:
    """See to it that a proof of ``document`` will be there soon. Returns at once.

    Where background tasks run in the web process the exploration gets a process of its own
    (``SCENARIO_PROOFS_APART``), so that nobody waits for it.
    """
    if parse_problems(document):
        return
    hashed = content_hash(document)
    if _stored(hashed) is not None:
        return
    if settings.SCENARIO_PROOFS_APART:
        proving_apart.explore(document, lambda report: keep(hashed, report))
        return
    prove_in_background.enqueue(json.dumps(document))


@task(backend="jobs")
def prove_in_background(text: str) -> None:
    """Running twice changes nothing: the second time the proof is there.

    The document comes as one text: a queue looks at every value of what it is given otherwise,
    while somebody waits for a save.
    """
    prove(json.loads(text))


def keep(hashed: str, report: Report) -> Report:
    """Store a proof; of two at a time the later stands, and both say the same."""
    stored = {"edition": EDITION, "cap": PROOF_STATES, "report": report.to_json()}
    Proof.objects.update_or_create(content_hash=hashed, defaults={"report": stored})
    return report


def _stored(hashed: str) -> Report | None:
    """None also for a proof that another edition of the checks made."""
    stored = Proof.objects.filter(content_hash=hashed).values_list("report", flat=True).first()
    if not stored or (stored.get("edition"), stored.get("cap")) != (EDITION, PROOF_STATES):
        return None
    return Report.from_json(stored["report"])
