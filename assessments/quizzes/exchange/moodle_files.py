"""Files of a Moodle question: one shelf of names, and links from its texts.

A name in the file is only a name: nothing is ever written under it.
"""

import base64
import binascii
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.building import Unusable
from assessments.quizzes.exchange.markup import Rich
from assessments.quizzes.exchange.moodle_tree import Node
from assessments.quizzes.exchange.neutral import File

FORMATS = {
    "html": "html",
    "moodle_auto_format": "auto",
    "plain_text": "plain",
    "markdown": "markdown",
}
THEIRS = "@@PLUGINFILE@@/"
OURS = "@@FILE@@/"
MOST_NAME = 200
MOST_FILES = 200  # of one question

_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\<>\"]+")
_IN_LINK = re.compile(r"[%?#<>\"'&\s]")
_SPACE = re.compile(r"\s+")


def _links(prefix: str) -> re.Pattern[str]:
    start = re.escape(prefix)
    return re.compile(rf"\"{start}([^\"]*)\"|'{start}([^']*)'|{start}([^\s\"'<>)]*)")


_THEIR_LINK, _OUR_LINK = _links(THEIRS), _links(OURS)


@dataclass
class Shelf:
    """Files of one question under names that are safe and unique."""

    files: dict[str, File] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def put(self, name: str, content: bytes) -> str:
        """The name under which the file is kept."""
        safe = safe_name(name)
        if safe != name:
            self.lost.append(
                _("the file “%(old)s” is called “%(new)s” here") % {"old": name[:100], "new": safe}
            )
        stem, dot, ending = safe.rpartition(".")
        if len(self.files) >= MOST_FILES:
            raise Unusable(_("There are more than %(count)d files.") % {"count": MOST_FILES})
        count = 1
        while safe in self.files and self.files[safe].content != content:
            count += 1
            safe = f"{stem}-{count}.{ending}" if dot else f"{ending}-{count}"
        self.files[safe] = File(safe, content)
        return safe

    def rich(self, node: Node | None, default: str) -> Rich:
        """Text of an element with its files put on the shelf and its links turned to ours."""
        if node is None:
            return Rich("", default)
        text_format = FORMATS.get(node.attributes.get("format", ""), default)
        names = self._take_files(node.all("file"))
        return Rich(self._linked(node.words, names), text_format)

    def _take_files(self, nodes: Iterable[Node]) -> dict[str, str]:
        names = {}
        for node in nodes:
            name = node.attributes.get("name", "")
            path = node.attributes.get("path", "/").strip("/")
            content = decoded(node)
            if content is None:
                self.lost.append(
                    _("line %(line)d: the file “%(name)s” is damaged")
                    % {"line": node.line, "name": name[:100]}
                )
                continue
            names[f"{path}/{name}".lstrip("/")] = self.put(name, content)
        return names

    def _linked(self, text: str, names: dict[str, str]) -> str:
        if THEIRS not in text:
            return text
        if text.count(THEIRS) > MOST_FILES:
            raise Unusable(_("There are more than %(count)d files.") % {"count": MOST_FILES})

        def ours(match: re.Match[str]) -> str:
            address = next(group for group in match.groups() if group is not None)
            wanted = unquote(html.unescape(address).split("?")[0])
            name = names.get(wanted, "")
            if not name:
                name = safe_name(wanted.rpartition("/")[2])
                if name not in self.files:
                    self.lost.append(
                        _("the file “%(name)s”, which a text shows, is not here")
                        % {"name": wanted[:100]}
                    )
            mark = match[0][0] if match[0][0] in "\"'" else ""
            return f"{mark}{link_to(name)}{mark}"

        return _THEIR_LINK.sub(ours, text)


def decoded(node: Node) -> bytes | None:
    """Content of a ``file`` element; ``None`` when it is no base64."""
    if node.attributes.get("encoding", "base64") != "base64":
        return None
    try:
        return base64.b64decode(_SPACE.sub("", "".join(node.parts)), validate=True)
    except (binascii.Error, ValueError):
        return None


def safe_name(name: str) -> str:
    """One level of a path, without signs that mean something in HTML or to a disk."""
    name = _UNSAFE.sub("_", name).strip().strip(".")
    if len(name) > MOST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: MOST_NAME - 20]}.{ending[:19]}" if dot else name[:MOST_NAME]
    return name or "file"


def link_to(name: str) -> str:
    """Letters stay readable; signs that would end or change the address are percent-encoded."""
    return OURS + _IN_LINK.sub(lambda sign: quote(sign[0], safe=""), name)


def theirs(text: str) -> tuple[str, list[str]]:
    """A text with links as Moodle writes them, and the names it shows."""
    names: list[str] = []

    def link(match: re.Match[str]) -> str:
        address = next(group for group in match.groups() if group is not None)
        name = unquote(html.unescape(address))
        names.append(name)
        mark = match[0][0] if match[0][0] in "\"'" else ""
        return f"{mark}{THEIRS}{quote(name, safe='')}{mark}"

    return _OUR_LINK.sub(link, text), names
