"""How colleagues chose at each decision, where at least ten people met it.

Figures are shares rounded to 5 per cent, so that one more person cannot be told from the change.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.core.cache import caches
from django.db.models import Count, Exists, OuterRef

from assessments.scenarios.models import Run, RunStep, ScenarioVersion

LEAST_PEOPLE = 10
STEP_PERCENT = 5
KEPT_SECONDS = 300

Shares = Mapping[str, Mapping[str, int]]
"""Node → choice → per cent, a multiple of 5; nodes that too few people met are absent."""


def shares(structure_hash: str) -> Shares:
    """Over the first finished talk of each person in this structure. One query each 5 minutes."""
    cache = caches["content"]
    key = f"scenarios.peers.{structure_hash}"
    known: Shares | None = cache.get(key)
    if known is None:
        known = rounded(_chosen(structure_hash))
        cache.set(key, known, KEPT_SECONDS)
    return known


def rounded(counts: Iterable[tuple[str, str, int]]) -> Shares:
    """(node, choice, people) → shares of the nodes with enough people."""
    people: Counter[str] = Counter()
    rows = list(counts)
    for node, _choice, number in rows:
        people[node] += number
    found: dict[str, dict[str, int]] = {}
    for node, choice, number in rows:
        if people[node] >= LEAST_PEOPLE:
            percent = STEP_PERCENT * round(100 * number / people[node] / STEP_PERCENT)
            found.setdefault(node, {})[choice] = percent
    return found


def _chosen(structure_hash: str) -> Iterable[tuple[str, str, int]]:
    """Each person once a decision: the first visit to it in their first finished talk."""
    versions = ScenarioVersion.objects.filter(structure_hash=structure_hash).values("pk")
    talks = Run.objects.finished().filter(version__in=versions, origin=None).exclude(ending="")
    own = talks.filter(person=OuterRef("person"))
    sooner = own.filter(finished_at__lt=OuterRef("finished_at"))
    first = talks.filter(~Exists(sooner))
    visited = RunStep.objects.filter(run=OuterRef("run"), node=OuterRef("node"))
    steps = RunStep.objects.filter(run__in=first.values("pk")).filter(
        ~Exists(visited.filter(index__lt=OuterRef("index")))
    )
    counted = steps.order_by().values("node", "choice").annotate(people=Count("pk"))
    return counted.values_list("node", "choice", "people")
