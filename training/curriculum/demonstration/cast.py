"""Who plays in the demonstration: reads training/curriculum/demo/*.yaml."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.curriculum.reading.faults import Faults, FaultyContent, Place
from training.curriculum.reading.fields import Fields
from training.curriculum.reading.textfile import read_text
from training.curriculum.reading.yamlfile import parse_yaml
from training.people.models import Post, Role, UnitType

FOLDER = Path(__file__).resolve().parent.parent / "demo"
PROGRESS = {
    "ONBOARDING": ("none", "started", "lessons", "quiz", "complete", "overdue"),
    "ADAPTATION": ("none", "listening", "ethics", "resilience", "complete", "overdue"),
}
"""How far people may be, by programme. The first programme is meant where none is named."""
ROLES = {"manager": Role.MANAGER, "trainer": Role.TRAINER, "admin": Role.ADMINISTRATOR}
KINDS = ("learner", "editor", "reviewer", *ROLES)
LONG_AGO = datetime.date(2023, 1, 2)


@dataclass(frozen=True)
class Unit:
    """``parent`` is the code of the unit above; empty at the top."""

    code: str
    parent: str
    type: str
    name: str
    short_name: str
    active_from: datetime.date


@dataclass(frozen=True)
class SignIn:
    """Somebody a visitor may be. ``role`` is one of ``KINDS``."""

    email: str
    role: str
    unit: str
    description: str


@dataclass(frozen=True)
class Actor:
    """An invented person. ``progress`` is empty for those who are in no programme."""

    email: str
    surname: str
    given_name: str
    patronymic: str
    unit: str
    post: str
    since: datetime.date
    programme: str
    progress: str


@dataclass(frozen=True)
class Cast:
    units: tuple[Unit, ...]
    sign_ins: tuple[SignIn, ...]
    actors: tuple[Actor, ...]

    def above(self, unit: str) -> Iterator[str]:
        """The code of ``unit`` and of those above it, nearest first."""
        parents = {row.code: row.parent for row in self.units}
        while unit:
            yield unit
            unit = parents[unit]


def read_cast(folder: Path = FOLDER) -> Cast:
    """Raises ``FaultyContent`` with every fault of the two files."""
    faults = Faults()
    organisation = _top(folder, "organisation.yaml", faults)
    units = tuple(_units(organisation, "units", ""))
    organisation.done()
    people = _top(folder, "people.yaml", faults)
    people.mapping("posts")  # words for posts, for whoever reads the file
    cast = Cast(
        units=units,
        sign_ins=tuple(_sign_in(fields) for fields in people.mappings("sign_ins")),
        actors=tuple(_actor(fields) for fields in people.mappings("people")),
    )
    people.done()
    if faults:
        raise FaultyContent(faults.sorted())
    return cast


def _top(folder: Path, file: str, faults: Faults) -> Fields:
    text = read_text(folder, file, faults) or ""
    return Fields(parse_yaml(text, file, faults), Place(file, 1), faults)


def _units(above: Fields, key: str, parent: str) -> Iterator[Unit]:
    for fields in above.mappings(key, required=not parent):
        code = fields.code()
        yield Unit(
            code=code,
            parent=parent,
            type=fields.word("type", UnitType.values),
            name=fields.line("name", limit=200),
            short_name=fields.line("short_name", limit=80),
            active_from=fields.day("active_from") or LONG_AGO,
        )
        yield from _units(fields, "children", code)
        fields.done()


def _sign_in(fields: Fields) -> SignIn:
    sign_in = SignIn(
        email=fields.line("email", limit=254),
        role=fields.word("role", KINDS),
        unit=fields.code("role_unit"),
        description=fields.line("description", limit=250),
    )
    fields.done()
    return sign_in


def _actor(fields: Fields) -> Actor:
    programme = fields.word("programme", tuple(PROGRESS), default=next(iter(PROGRESS)))
    actor = Actor(
        email=fields.line("email", limit=254),
        surname=fields.line("surname", limit=60),
        given_name=fields.line("given_name", limit=60),
        patronymic=fields.line("patronymic", limit=60, required=False),
        unit=fields.code("unit"),
        post=fields.word("post", Post.values),
        since=fields.day("since") or LONG_AGO,
        programme=programme,
        progress=fields.word("progress", ("", *PROGRESS[programme]), default=""),
    )
    fields.done()
    return actor
