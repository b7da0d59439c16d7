"""How a lesson names a practice question without knowing where questions live.

The app that owns questions registers a source when it starts; the editor's list and the check of a
reference ask it. The name is the question's code, the same in every language.
"""

from collections.abc import Callable, Iterable

Choice = tuple[str, str]
ChoiceGroup = tuple[str, list[Choice]]

_sources: list[Callable[[], Iterable[ChoiceGroup]]] = []


def register_practice_questions(source: Callable[[], Iterable[ChoiceGroup]]) -> None:
    """Add a source of (group, [(code, label), …])."""
    _sources.append(source)


def practice_questions() -> list[ChoiceGroup]:
    """Every practice question an editor may place into a lesson, grouped."""
    return [group for source in _sources for group in source()]
