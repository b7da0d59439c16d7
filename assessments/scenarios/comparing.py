"""What a comparison says, in words: the summary at publishing, and the names of parts."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from assessments.scenarios.comparison import Comparison

PARTS = {
    "title": gettext_lazy("title"),
    "text": gettext_lazy("text"),
    "speaker": gettext_lazy("who speaks"),
    "mood": gettext_lazy("mood"),
    "note": gettext_lazy("author's note"),
    "hint": gettext_lazy("hint"),
    "behaviour": gettext_lazy("what an observer looks for"),
    "follow_up": gettext_lazy("further reading"),
    "reaction": gettext_lazy("what the client answers"),
    "feedback": gettext_lazy("why"),
    "better": gettext_lazy("stronger wording"),
    "summary": gettext_lazy("summary"),
    "role": gettext_lazy("the learner's role"),
    "place": gettext_lazy("place"),
    "warning": gettext_lazy("content warning"),
    "client.name": gettext_lazy("the client's name"),
    "client.age": gettext_lazy("the client's age"),
    "client.about": gettext_lazy("about the client"),
    "kind": gettext_lazy("kind"),
    "level": gettext_lazy("level of the ending"),
    "order": gettext_lazy("order of the replies"),
    "choice": gettext_lazy("reply"),
    "rule": gettext_lazy("rule of the fork"),
    "to": gettext_lazy("leads to"),
    "when": gettext_lazy("condition"),
    "effects": gettext_lazy("effects"),
    "qualities": gettext_lazy("marks"),
    "weight": gettext_lazy("weight"),
    "critical": gettext_lazy("critical"),
    "once": gettext_lazy("only once"),
    "recommended": gettext_lazy("recommended"),
    "move": gettext_lazy("kind of move"),
    "basis": gettext_lazy("source of law"),
    "start": pgettext_lazy("of a talk", "start"),
    "channel": gettext_lazy("channel"),
    "difficulty": gettext_lazy("difficulty"),
    "minutes": gettext_lazy("minutes"),
    "competencies": gettext_lazy("competencies"),
    "pass": gettext_lazy("pass rule"),
    "variable": gettext_lazy("variable"),
    "label": gettext_lazy("label"),
    "min": gettext_lazy("least value"),
    "max": gettext_lazy("greatest value"),
    "shown": gettext_lazy("when it is shown"),
    "words": gettext_lazy("words of the scale"),
    "band": gettext_lazy("values wished for"),
}


def part_name(part: str) -> str:
    return str(PARTS.get(part, part))


def summary(comparison: Comparison) -> str:
    """``2 сцени, 1 ціль, вплив на бали: так``; says so where nothing changed. For publishing."""
    if comparison.is_empty:
        return _("No changes.")
    scenes, endings = comparison.count("scene"), comparison.count("ending")
    forks, settings = (
        comparison.count("router"),
        len(comparison.structure) + len(comparison.wording),
    )
    counts = (
        (scenes, ngettext("%(count)d scene", "%(count)d scenes", scenes)),
        (forks, ngettext("%(count)d fork", "%(count)d forks", forks)),
        (endings, ngettext("%(count)d ending", "%(count)d endings", endings)),
        (
            comparison.targets,
            ngettext("%(count)d target", "%(count)d targets", comparison.targets),
        ),
        (settings, ngettext("%(count)d setting", "%(count)d settings", settings)),
    )
    parts = [words % {"count": count} for count, words in counts if count]
    parts.append(
        _("effect on scores: yes") if comparison.affects_scores else _("effect on scores: no")
    )
    return ", ".join(parts)
