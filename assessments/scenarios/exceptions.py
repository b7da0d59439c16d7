"""Every rule the scenario engine and its formats can refuse on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.scenarios.shape import Problem


class ScenarioError(Exception):
    """Base of everything raised here."""


class IllegalChoice(ScenarioError):
    """The choice is unknown in this scene, closed, used up, or the talk is over."""


class BrokenScenario(ScenarioError):
    """The document leads nowhere; ``node`` is where it broke. The checker finds this beforehand."""

    def __init__(self, node: str) -> None:
        self.node = node
        super().__init__(node)


class MissingNode(BrokenScenario):
    """``node`` is linked and does not exist."""


class EndlessRouters(BrokenScenario):
    """The router ``node`` leads back to itself, and routers change nothing."""


class InvalidText(ScenarioError):
    """The text form cannot become a document; ``problems`` lists every fault found."""

    def __init__(self, problems: Sequence["Problem"]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "; ".join(f"{problem.path}: {problem.message_code}" for problem in problems)
        )


class StepOutOfTurn(ScenarioError):
    """The step is not the next one of the run, or the run is over."""


class UnknownToken(ScenarioError):
    """The token names no choice that was on offer in this step."""


class NotPublishable(ScenarioError):
    """The checker found what a learner could get stuck in; ``findings`` lists it."""

    def __init__(self, findings: Sequence[object]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"{len(self.findings)} errors")


class NotPublished(ScenarioError):
    """The role-play has no version to play yet."""
