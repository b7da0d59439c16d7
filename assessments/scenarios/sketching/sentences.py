"""What is wrong in a line of the notation, in words."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments.scenarios.findings import sentence as shape_sentence
from assessments.scenarios.sentences import SENTENCES as SHAPE_SENTENCES
from assessments.scenarios.shape import Problem
from assessments.scenarios.sketching.sketch import SketchProblem

SENTENCES = {
    "before_first": gettext_lazy("A scene must come first: a line without a dash."),
    "no_reply_above": gettext_lazy("A line with “%(sign)s” belongs below a reply."),
    "not_of_this_kind": gettext_lazy("A line with “%(sign)s” does not fit here."),
    "reply_of_ending": gettext_lazy("An ending has no replies."),
    "no_name": gettext_lazy("The scene has neither a title nor an id."),
    "unknown_mark": gettext_lazy(
        "The mark %(mark)s is not known. A bracket in a title is written \\[."
    ),
    "no_such_level": gettext_lazy("Endings have levels from 0 to 3, not %(level)s."),
    "text_after_marks": gettext_lazy("“%(text)s” stands where only marks may stand."),
    "not_closed": gettext_lazy("A closing “%(bracket)s” is missing."),
    "marks_without_arrow": gettext_lazy("“%(mark)s” counts only after an arrow →."),
    "not_a_rule": gettext_lazy(
        "“%(text)s” is not a rule. Examples: if trust >= 6 → title; else → title."
    ),
    "bad_condition": gettext_lazy("“%(text)s” is not a condition. Example: (if trust >= 6)."),
    "bad_effect": gettext_lazy(
        "“%(text)s” is not an effect. Examples: (trust +2), (found = 1). "
        "A bracket in a title is written \\(."
    ),
    "bad_quality": gettext_lazy("“%(text)s” is not a mark. Example: {FL-02: 4}, from 0 to 4."),
    "quality_twice": gettext_lazy("The mark for %(competency)s stands twice."),
    "bad_id": gettext_lazy("“#%(id)s” is not an id: small Latin letters, digits and hyphens."),
    "id_twice": gettext_lazy("The id “%(id)s” stands twice."),
    "reply_id_twice": gettext_lazy("The reply “%(id)s” stands twice in this scene."),
    "title_twice": gettext_lazy("The title “%(title)s” stands twice: give both an id with #."),
    "target_twice": gettext_lazy(
        "Several nodes are called “%(title)s”: name the target by its #id."
    ),
    "else_not_last": gettext_lazy("“Else” must be the last rule of a fork."),
    "unknown_name": gettext_lazy("There is no variable “%(name)s”. Known: %(known)s."),
    "too_many_replies": gettext_lazy("A scene has at most %(limit)s replies."),
    "too_many_nodes": gettext_lazy("At most %(limit)s scenes, forks and endings."),
}


def sentence(problem: SketchProblem) -> str:
    """Without the number of the line."""
    if problem.code in SENTENCES:
        return str(SENTENCES[problem.code]) % problem.params
    if problem.code in SHAPE_SENTENCES:
        fault = Problem("", problem.code, problem.params)
        return shape_sentence(fault, get_language() or "uk")
    return _("This line cannot be read.")
