"""YAML to Python values that remember their lines.

Only mappings, lists and scalars: no anchors, aliases, tags or second documents, and no key twice.
Scalars are text, whole and decimal numbers, ``true``/``false``, ``null`` and dates; words such as
“yes” and “12:30” stay text. Keys are always text.
"""

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _

MAX_DEPTH = 24
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,8})\.[0-9]{1,9}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Map(dict[str, Any]):
    """A mapping; ``lines`` has the line of each key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Seq(list[Any]):
    """A list; ``lines`` has the line of each item."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def parse_yaml(text: str, file: str, faults: Faults, *, before: int = 0) -> Any:
    """The value of the one document in ``text``, which begins after ``before`` lines of ``file``.

    ``None`` for an empty text and where the text is no YAML at all (then there is a fault).
    """
    builder = _Builder(file, faults, before)
    loader = _Loader(text)
    try:
        while loader.check_event():
            builder.take(loader.get_event())
    except _GivenUp:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        builder.fault(mark.line if mark else 0, _("not YAML: %(problem)s"), problem=error.problem)
        return None
    except yaml.YAMLError:
        builder.fault(0, _("not YAML: %(problem)s"), problem="unreadable characters")
        return None
    finally:
        loader.dispose()
    return builder.value


class _GivenUp(Exception):
    """A way out of the loop; the fault has been noted."""


@dataclass
class _Open:
    """A mapping or list that is being filled. ``key`` waits for its value; ``skip`` drops it."""

    value: Map | Seq
    key: str | None = None
    has_key: bool = False
    skip: bool = field(default=False)
    key_line: int = 0


class _Builder:
    def __init__(self, file: str, faults: Faults, before: int) -> None:
        self.file, self.faults, self.before = file, faults, before
        self.stack: list[_Open] = []
        self.documents = 0
        self.value: Any = None

    def fault(self, line: int, message: str, **params: Any) -> None:
        """``line`` counts from 0, as marks do."""
        self.faults.add(Place(self.file, line + 1 + self.before), message, **params)

    def take(self, event: Any) -> None:
        line = event.start_mark.line
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.fault(line, _("a second document begins here; one file has one"))
                raise _GivenUp
        elif isinstance(event, yaml.AliasEvent):
            self.fault(line, _("anchors, references and tags are not used here"))
            self.place(None, line)
        elif isinstance(event, yaml.ScalarEvent):
            self.scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self.opening(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()

    def opening(self, event: Any, line: int) -> None:
        self.refuse_marks(event, line)
        if len(self.stack) >= MAX_DEPTH:
            self.fault(line, _("too many levels"))
            raise _GivenUp
        maker = Map if isinstance(event, yaml.MappingStartEvent) else Seq
        value = maker(line + 1 + self.before)
        self.place(value, line)
        self.stack.append(_Open(value))

    def scalar(self, event: Any, line: int) -> None:
        self.refuse_marks(event, line)
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.value, Map) and not top.has_key:
            top.key, top.has_key, top.key_line = event.value, True, line
            top.skip = event.value in top.value
            if top.skip:
                self.fault(line, _("the key “%(key)s” is here twice"), key=event.value[:60])
            return
        is_plain = bool(event.implicit[0])
        self.place(self.resolved(event.value, line) if is_plain else event.value, line)

    def resolved(self, text: str, line: int) -> Any:
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        if _DATE.fullmatch(text):
            try:
                return datetime.date.fromisoformat(text)
            except ValueError:
                self.fault(line, _("there is no such day: %(day)s"), day=text)
        return text

    def refuse_marks(self, event: Any, line: int) -> None:
        if event.tag is not None or event.anchor is not None:
            self.fault(line, _("anchors, references and tags are not used here"))

    def place(self, value: Any, line: int) -> None:
        """Put ``value`` where the document is at."""
        if not self.stack:
            self.value = value
            return
        top = self.stack[-1]
        if isinstance(top.value, Seq):
            top.value.append(value)
            top.value.lines.append(line + 1 + self.before)
        elif not top.has_key:
            self.fault(line, _("a key has to be plain text"))
            top.key, top.has_key, top.skip = None, True, True
        else:
            if not top.skip and top.key is not None:
                top.value[top.key] = value
                top.value.lines[top.key] = top.key_line + 1 + self.before
            top.key, top.has_key, top.skip = None, False, False
