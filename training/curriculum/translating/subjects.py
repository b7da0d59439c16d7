"""What of the content can be said in another language, in the order in which it is loaded."""

from collections.abc import Iterator
from dataclasses import dataclass

from training.curriculum.reading import records

KINDS = ("norm", "bank", "scenario", "module", "step", "programme")


@dataclass(frozen=True)
class Part:
    """One object: its key in the ledger, and what comes before its paths in the sheet.

    ``parent`` is the key of the page above it, for pages.
    """

    key: str
    prefix: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Subject:
    """What one sheet translates: one object, or a bank with all its questions."""

    kind: str
    code: str
    parts: tuple[Part, ...]


def subjects_of(content: records.Content) -> dict[tuple[str, str], Subject]:
    """(kind, code) → subject; what others refer to comes first."""
    return {(subject.kind, subject.code): subject for subject in _subjects(content)}


def _subjects(content: records.Content) -> Iterator[Subject]:
    for norm in content.norms:
        yield Subject("norm", norm.code, (Part(f"norm:{norm.code}"),))
    for bank in content.banks:
        parts = (Part(f"question:{one.code}", f"{one.code}.") for one in bank.questions)
        yield Subject("bank", bank.code, tuple(parts))
    for scenario in content.scenarios:
        yield Subject("scenario", scenario.code, (Part(f"scenario:{scenario.code}"),))
    for module in content.modules:
        key = f"module:{module.code}"
        yield Subject("module", module.code, (Part(key, parent="index"),))
        for step in module.steps:
            yield Subject("step", step.code, (Part(f"step:{step.code}", parent=key),))
    for programme in content.programmes:
        yield Subject("programme", programme.code, (Part(f"programme:{programme.code}"),))


def of_module(content: records.Content, code: str) -> list[Subject]:
    """A module with its steps, role-plays, banks, and the norms that its lessons name."""
    module = next((one for one in content.modules if one.code == code), None)
    if module is None:
        return []
    wanted = {("module", code)}
    for step in module.steps:
        wanted.add(("step", step.code))
        if isinstance(step, records.QuizStep) and step.bank:
            wanted.add(("bank", step.bank.code))
        if isinstance(step, records.ScenarioStep):
            wanted |= {("scenario", ref.code) for ref in (step.scenario, step.alternative) if ref}
        if isinstance(step, records.Lesson):
            wanted |= {("norm", ref.code) for ref in step.norms()}
    return [subject for name, subject in subjects_of(content).items() if name in wanted]
