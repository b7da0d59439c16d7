"""What is wrong in the files, and where. Collected, so that one run shows all of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


def gettext_noop(message: str) -> str:
    """Marks ``message`` for the catalogue; ``Fault.text`` translates it when it is shown."""
    return message


class Place(NamedTuple):
    """``file`` is relative to the folder that is read; lines count from 1."""

    file: str
    line: int


@dataclass(frozen=True, order=True)
class Fault:
    """``message`` is an English msgid with named placeholders for ``params``."""

    file: str
    line: int
    message: str
    params: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def text(self, translate: Callable[[str], str] = str) -> str:
        return translate(self.message) % self.params

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text()}"


class Faults:
    """A growing list of faults; each is kept once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, str], Fault] = {}

    def add(self, place: Place, message: str, **params: Any) -> None:
        fault = Fault(place.file, place.line, message, params)
        self._found.setdefault((fault.file, fault.line, fault.text()), fault)

    def sorted(self) -> list[Fault]:
        """In the order of files and lines."""
        return sorted(self._found.values())

    def __bool__(self) -> bool:
        return bool(self._found)

    def __len__(self) -> int:
        return len(self._found)


class FaultyContent(Exception):
    """The folder was not loaded; ``faults`` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
