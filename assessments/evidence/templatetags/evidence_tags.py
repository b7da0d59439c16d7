import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import translation

from assessments.evidence.queries import completed_steps
from modules.models import ModulePage, StepPage
from modules.queries import Duration, StepLink, duration, modules_with_steps

register = template.Library()


@dataclass(frozen=True)
class StepState:
    """A step and how far this reader is; ``status`` as ``components/step_row.html`` takes it."""

    step: StepLink
    is_done: bool

    @property
    def status(self) -> str:
        return "done" if self.is_done else "not_started"


@register.simple_tag
def step_states(user: Any, steps: Iterable[StepLink]) -> list[StepState]:
    """``{% step_states user steps as states %}``. One query; none for somebody not signed in."""
    links = list(steps)
    done = completed_steps(user, [link.key for link in links]) if user.is_authenticated else set()
    return [StepState(step=link, is_done=link.key in done) for link in links]


@dataclass(frozen=True)
class ModuleState:
    """A module, how long all of it takes, and how far this reader is in its required steps."""

    module: ModulePage
    duration: Duration
    done: int
    total: int

    @property
    def status(self) -> str:
        if self.total and self.done == self.total:
            return "done"
        return "in_progress" if self.done else "not_started"


@register.simple_tag
def module_states(user: Any, modules: Iterable[ModulePage]) -> list[ModuleState]:
    """``{% module_states user modules as states %}``. Queries as ``modules_with_steps`` and one."""
    pages = list(modules)
    language = translation.get_language() or "uk"
    found = modules_with_steps([page.translation_key for page in pages], language)
    steps_of = {key: steps for key, (_module, steps) in found.items()}
    keys = [step.key for steps in steps_of.values() for step in steps if step.required]
    done = completed_steps(user, keys) if user.is_authenticated else set()
    return [_module_state(page, steps_of.get(page.translation_key, []), done) for page in pages]


def _module_state(page: ModulePage, steps: list[StepLink], done: set[uuid.UUID]) -> ModuleState:
    required = [step for step in steps if step.required]
    return ModuleState(
        module=page,
        duration=duration(steps),
        done=sum(step.key in done for step in required),
        total=len(required),
    )


@register.simple_tag
def is_step_done(user: Any, page: StepPage) -> bool:
    """``{% is_step_done user page as is_done %}``. One query; none for somebody not signed in."""
    return user.is_authenticated and bool(completed_steps(user, [page.translation_key]))
