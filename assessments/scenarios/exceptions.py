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


class NoWayOut(ScenarioError):
    """The talk does not go round in circles, so it can be paused but not left."""


class UnknownToken(ScenarioError):
    """The token names no choice that was on offer in this step."""


class NotPublishable(ScenarioError):
    """The checker found what a learner could get stuck in; ``findings`` lists it."""

    def __init__(self, findings: Sequence[object]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"{len(self.findings)} errors")


class NotAccepted(NotPublishable):
    """Nobody has ticked that they read these warnings; ``findings`` lists them."""


class PlaysBroken(NotPublishable):
    """Named plays answer otherwise now; ``findings`` lists them with what changed."""


class TooManyRemarks(ScenarioError):
    """The person has so many open remarks on this version that the next one must wait."""


class AlreadyAnswered(ScenarioError):
    """The remark has an answer; there is one only."""


class NotPublished(ScenarioError):
    """The role-play has no version to play yet."""


class DraftChanged(ScenarioError):
    """Somebody saved the draft since it was read; nothing was written."""


class DraftLocked(ScenarioError):
    """The draft may not be changed now; ``reason`` is a sentence of the editor that says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NothingToUndo(ScenarioError):
    """There is no older (or no newer) draft to go to."""
