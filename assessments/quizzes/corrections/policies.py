"""What an item is worth after corrections. Pure: reads nothing but its arguments.

A correction is a *rule* over the items that were asked in certain versions of a question. Rules of
one question stand in the order in which they were approved, and each builds on the value that the
ones before it left. Replaying all of them from the pinned document gives the value in force.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.quizzes.kinds import Document, Options, grade_answer

STRICT = "strict"
NOBODY_LOSES = "nobody_loses"
BOTH_KEYS = "both_keys"
FULL_MARKS = "full_marks"
VOID = "void"
RESTORE = "restore"

NEED_KEY = frozenset({STRICT, NOBODY_LOSES, BOTH_KEYS})
"""Policies that grade the answer anew, and so need the mended document."""

FULL = Fraction(1)


@dataclass(frozen=True)
class Rule:
    """One correction as it bears on an item. ``key``: the mended document.

    ``undoes``: the case whose rule is taken back; with the policy ``restore`` alone.
    """

    case: int
    policy: str
    key: Document | None = None
    undoes: int | None = None


@dataclass(frozen=True)
class Override:
    """The rules over one version, in order; the last of them names the case in force."""

    rules: tuple[Rule, ...]

    @property
    def case(self) -> int:
        return self.rules[-1].case

    @property
    def effective(self) -> tuple[Rule, ...]:
        """Without rules that were undone, and without the undoing. An undoing can be undone."""
        undone: set[int] = set()
        for rule in reversed(self.rules):
            if rule.undoes is not None and rule.case not in undone:
                undone.add(rule.undoes)
        return tuple(
            rule for rule in self.rules if rule.policy != RESTORE and rule.case not in undone
        )

    @property
    def is_void(self) -> bool:
        """Whether the item is left out of the result."""
        left_out = False
        for rule in self.effective:
            left_out = rule.policy == VOID or (left_out and rule.policy == NOBODY_LOSES)
        return left_out

    @property
    def key(self) -> Document | None:
        """The document that an open review shows as right; ``None``: the pinned one."""
        keys = [rule.key for rule in self.effective if rule.key is not None]
        return keys[-1] if keys else None

    def up_to(self, case: int) -> "Override":
        """As it stood when ``case`` was the last. Raises ``ValueError`` for a case not in it."""
        cases = [rule.case for rule in self.rules]
        return Override(self.rules[: cases.index(case) + 1])

    def worth(
        self, document: Document, value: Any, options: Options, *, base: Fraction
    ) -> Fraction | None:
        """Share of the points of the answer ``value``; ``None``: the item is left out of the sum.

        ``document`` and ``options`` are what the attempt pins, ``base`` is the share without any
        correction.
        """
        share: Fraction | None = base
        for rule in self.effective:
            share = applied(rule, share, document, value, options)
        return share


def applied(
    rule: Rule, share: Fraction | None, document: Document, value: Any, options: Options
) -> Fraction | None:
    """``share`` after ``rule``. Applying a rule once more changes nothing."""
    if rule.policy == VOID:
        return None
    if rule.policy == FULL_MARKS:
        return FULL
    if rule.key is None:
        raise ValueError(f"case {rule.case}: the policy {rule.policy} needs a key")
    anew = grade_answer(rule.key, value, options).share
    if rule.policy == STRICT:
        return anew
    if rule.policy == BOTH_KEYS:
        return max(grade_answer(document, value, options).share, anew)
    if rule.policy == NOBODY_LOSES:
        return None if share is None else max(share, anew)
    raise ValueError(f"case {rule.case}: unknown policy {rule.policy!r}")


def reviewed_document(pinned: Document, key: Document | None, explanation: str) -> dict[str, Any]:
    """What the review of a corrected item shows: the words that were asked, the key in force.

    Where the texts are written in another format than then, the mended ones are shown.
    ``explanation`` takes the place of the document's own, unless it is empty.
    """
    shown = dict(pinned)
    if key is not None:
        shown = dict(key)
        if key.get("format", "plain") == pinned.get("format", "plain"):
            texts = {row["id"]: row.get("text") for row in pinned.get("options") or ()}
            shown["prompt"] = pinned["prompt"]
            shown["options"] = [
                {**row, "text": texts[row["id"]]} if texts.get(row["id"]) is not None else row
                for row in key.get("options") or ()
            ]
            shown["files"] = _files(pinned, key)
    if explanation:
        shown["explanation"] = explanation
    return shown


def _files(*documents: Document) -> list[Any]:
    named = {file["name"]: file for document in documents for file in document.get("files") or ()}
    return list(named.values())
