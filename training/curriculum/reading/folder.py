"""Reads a whole folder of content: values, or every fault in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.curriculum.reading import drawings
from training.curriculum.reading.banks import read_bank
from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.framework import read_framework, read_norms
from training.curriculum.reading.modules import read_module
from training.curriculum.reading.pages import read_pages
from training.curriculum.reading.programmes import read_programme
from training.curriculum.reading.records import Content, Drawing, Framework
from training.curriculum.reading.references import check_references
from training.curriculum.reading.scenarios import read_scenario
from training.curriculum.reading.statements import read_statements
from training.curriculum.reading.textfile import read_text
from training.curriculum.reading.yamlfile import parse_yaml

TOP_FILES = frozenset({"competencies.yaml", "norms.yaml", "pages.yaml", "self-assessment.yaml"})
FOLDERS = frozenset({"banks", "scenarios", "modules", "programmes", drawings.FOLDER})
READ_ELSEWHERE = frozenset({"translations"})
MAX_FILES = 500
_YAML_NAME = re.compile(r"[A-Za-z0-9_-]+\.yaml")


def read_folder(root: Path, faults: Faults, *, language: str = "uk") -> Content:
    """What ``root`` says. The values are of use only while ``faults`` stays empty.

    ``language`` is the one in which the faults of role-plays are said.
    """
    if not root.is_dir():
        faults.add(Place(str(root), 1), _("there is no such folder"))
        return Content()
    reader = _FolderReader(root, faults)
    reader.look_around()
    framework = reader.one("competencies.yaml", read_framework) or Framework()
    homes, infos = reader.one("pages.yaml", read_pages) or ((), ())
    content = Content(
        competencies=framework.competencies,
        principles=framework.principles,
        statements=reader.one("self-assessment.yaml", read_statements) or (),
        norms=reader.one("norms.yaml", read_norms) or (),
        banks=tuple(reader.each("banks", read_bank)),
        scenarios=tuple(
            reader.each(
                "scenarios", lambda data, file, found: read_scenario(data, file, found, language)
            )
        ),
        drawings=tuple(reader.drawings()),
        modules=tuple(
            reader.each("modules", lambda data, file, found: read_module(data, root, file, found))
        ),
        programmes=tuple(reader.each("programmes", read_programme)),
        homes=homes,
        infos=infos,
    )
    if not any(vars(content).values()) and not faults:
        faults.add(Place(str(root), 1), _("there is no content in this folder"))
    check_references(content, faults)
    reader.check_unused(content)
    return content


@dataclass
class _FolderReader:
    root: Path
    faults: Faults
    found: dict[str, list[str]] = field(default_factory=dict)

    def look_around(self) -> None:
        """Lists the files; whatever has no place in such a folder is a fault."""
        for path in sorted(self.root.iterdir()):
            name = path.name
            if path.is_dir() and name in FOLDERS:
                self.found[name] = self.inside(path)
            elif name not in TOP_FILES | READ_ELSEWHERE and not name.startswith("."):
                self.faults.add(Place(name, 1), _("this has no place in a content folder"))

    def inside(self, folder: Path) -> list[str]:
        if folder.name == "modules":
            return self.modules(folder)
        return self.files(folder, drawings.FILES if folder.name == drawings.FOLDER else _YAML_NAME)

    def files(self, folder: Path, name: re.Pattern[str]) -> list[str]:
        names = []
        for path in sorted(folder.iterdir())[:MAX_FILES]:
            file = f"{folder.name}/{path.name}"
            if name.fullmatch(path.name) and path.is_file():
                names.append(file)
            elif not path.name.startswith("."):
                self.faults.add(Place(file, 1), _("this has no place in a content folder"))
        return names

    def modules(self, folder: Path) -> list[str]:
        return [
            f"modules/{path.name}/module.yaml"
            for path in sorted(folder.iterdir())[:MAX_FILES]
            if path.is_dir() and not path.name.startswith(".")
        ]

    def one(self, file: str, read: Callable[[Any, str, Faults], Any]) -> Any:
        """The value of a file that may be absent."""
        return self._value(file, read) if (self.root / file).exists() else None

    def each(self, folder: str, read: Callable[[Any, str, Faults], Any]) -> list[Any]:
        values = [self._value(file, read) for file in self.found.get(folder, ())]
        return [value for value in values if value is not None]

    def drawings(self) -> list[Drawing]:
        files = self.found.get(drawings.FOLDER, ())
        read = (drawings.read_drawing(self.root, file, self.faults) for file in files)
        return [drawing for drawing in read if drawing is not None]

    def _value(self, file: str, read: Callable[[Any, str, Faults], Any]) -> Any:
        text = read_text(self.root, file, self.faults)
        if text is None:
            return None
        before = len(self.faults)
        data = parse_yaml(text, file, self.faults)
        if data is None and len(self.faults) > before:
            return None
        return read(data, file, self.faults)

    def check_unused(self, content: Content) -> None:
        """A lesson that no module names was forgotten, and so was a drawing no lesson shows."""
        named = {lesson.file for lesson in content.lessons()}
        for module in content.modules:
            for path in sorted((self.root / module.folder).glob("*.md")):
                file = f"{module.folder}/{path.name}"
                if file not in named:
                    self.faults.add(Place(file, 1), _("no module names this lesson"))
        shown = {ref.code for lesson in content.lessons() for ref in lesson.drawings()}
        for drawing in content.drawings:
            if drawings.translated_from(drawing.code) not in shown:
                self.faults.add(drawing.place, _("no lesson shows this drawing"))
