"""All the figures of one page: from the talks that were asked for, or the reason why not."""

from dataclasses import dataclass

from assessments.scenarios.analytics.change import CompetencyChange, changes
from assessments.scenarios.analytics.decisions import DecisionFigures, decisions
from assessments.scenarios.analytics.filters import Attempts, Filters
from assessments.scenarios.analytics.paths import Flow, Paths, flow, paths
from assessments.scenarios.analytics.queries import Pool
from assessments.scenarios.analytics.talks import people
from assessments.scenarios.grammar import Document


@dataclass(frozen=True)
class UseReport:
    """``changes`` is ``None`` where only first talks were asked for."""

    document: Document
    people: int
    talks: int
    finished: int
    stopped: int
    decisions: list[DecisionFigures]
    flow: Flow
    paths: Paths
    changes: list[CompetencyChange] | None

    @property
    def under_way(self) -> int:
        return self.talks - self.finished - self.stopped

    @property
    def by_node(self) -> dict[str, DecisionFigures]:
        return {row.node: row for row in self.decisions}


def use_report(pool: Pool, filters: Filters, path: str = "") -> UseReport | None:
    """``None`` where the group is too small to be told of, by itself or by subtraction.

    ``path``: of the unit asked for; empty for everybody.
    """
    if not pool.may_show(filters, path):
        return None
    talks = pool.talks(pool.selected(filters, path))
    document = pool.document
    walked = flow(document, talks)
    done = sum(bool(talk.ending) for talk in talks)
    is_whole = filters.attempts == Attempts.ALL
    return UseReport(
        document=document,
        people=people(talks),
        talks=len(talks),
        finished=done,
        stopped=sum(talk.is_stopped for talk in talks),
        decisions=decisions(document, talks),
        flow=walked,
        paths=paths(document, talks, walked),
        changes=changes(document, talks) if is_whole else None,
    )
