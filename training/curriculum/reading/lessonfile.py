"""Reads a lesson: YAML between ``---`` lines, then Markdown with blocks between ``:::`` lines."""

from collections.abc import Iterator

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import Fields
from training.curriculum.reading.lessonblocks import KINDS, READERS
from training.curriculum.reading.rawblocks import raw_blocks
from training.curriculum.reading.records import Block, Lesson, digest_of
from training.curriculum.reading.yamlfile import parse_yaml

MAX_MINUTES = 240


def read_lesson(text: str, file: str, faults: Faults) -> Lesson:
    head, body, before = _split(text, file, faults)
    fields = Fields(parse_yaml(head, file, faults, before=1), Place(file, 1), faults)
    lesson = Lesson(
        code=fields.code(),
        place=Place(file, 1),
        digest=digest_of(text),
        slug=fields.slug(),
        title=fields.line("title", limit=250),
        minutes=fields.whole("minutes", 1, MAX_MINUTES),
        required=fields.flag("required", default=True),
        objectives=tuple(fields.texts("objectives", required=False)),
        file=file,
        sources=tuple(fields.texts("sources", required=False)),
        note=fields.note(),
        indicators=tuple(fields.refs("indicators", required=False)),
        blocks=tuple(_blocks(body, file, before, faults)),
    )
    fields.done()
    if not lesson.blocks:
        faults.add(Place(file, before + 1), _("the lesson has no text"))
    return lesson


def _split(text: str, file: str, faults: Faults) -> tuple[str, str, int]:
    """Front matter, body, and how many lines come before the body."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        faults.add(Place(file, 1), _("a lesson begins with a line ---"))
        return "", text, 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 1
    faults.add(Place(file, 1), _("the line --- that ends the head is missing"))
    return "\n".join(lines[1:]), "", len(lines)


def _blocks(body: str, file: str, before: int, faults: Faults) -> Iterator[Block]:
    for raw in raw_blocks(body, file, before, faults):
        if read := READERS.get(raw.name):
            value = read(raw, faults)
            if value is not None:
                yield Block(KINDS.get(raw.name, raw.name), value, raw.place)
        else:
            faults.add(raw.place, _("there is no block “%(name)s”"), name=raw.name)
