"""What is known about a draft now: the proof where there is one, else what a look decides."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation

from assessments.scenarios.checker import Report, quick_findings
from assessments.scenarios.findings import ERROR, INFO, WARNING, Finding, sentence
from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.services.proofs import proof_of
from assessments.scenarios.storyboard.fields import shortened
from assessments.scenarios.storyboard.fixes import Fix, fixes
from assessments.scenarios.storyboard.walks import Said, walk

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding for people. ``choice_index`` is the place of the choice in its scene, from 0."""

    level: str
    sentence: str
    node: str
    place: str
    choice: str
    choice_index: int
    turns: Sequence[Said]
    fixes: Sequence[Fix]


@dataclass(frozen=True, slots=True)
class Verdict:
    """``report`` is None until the draft was explored; remarks come errors first."""

    report: Report | None
    findings: tuple[Finding, ...]

    def count(self, level: str) -> int:
        return sum(finding.level == level for finding in self.findings)

    @property
    def errors(self) -> int:
        return self.count(ERROR)

    @property
    def warnings(self) -> int:
        return self.count(WARNING)

    @property
    def hints(self) -> int:
        return self.count(INFO)

    def by_node(self, level: str) -> Counter[str]:
        return Counter(finding.node for finding in self.findings if finding.level == level)


def verdict(document: Document) -> Verdict:
    """At most one query; nothing is explored here."""
    report = proof_of(document)
    findings = report.findings if report else tuple(quick_findings(document))
    return Verdict(report, findings)


def remarks(document: Document, findings: Sequence[Finding]) -> list[Remark]:
    """The first of the findings, in words."""
    return [_remark(document, finding) for finding in findings[:MOST_SHOWN]]


def _remark(document: Document, finding: Finding) -> Remark:
    node = document["nodes"].get(finding.node)
    choice, index = "", -1
    if node is not None and node["kind"] == "scene":
        for place, item in enumerate(node["choices"]):
            if item["id"] == finding.choice:
                choice, index = shortened(item["text"] or item["id"]), place
    return Remark(
        level=finding.level,
        sentence=sentence(finding, translation.get_language() or "uk"),
        node=finding.node if node is not None else "",
        place=title_of(document, finding.node) if node is not None else "",
        choice=choice,
        choice_index=index,
        turns=walk(document, finding.witness),
        fixes=fixes(finding),
    )
