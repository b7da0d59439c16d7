"""A report as JSON: what is not defined is left out. Names and units: docs/statistics.md."""

from typing import Any

from assessments.quizzes.reports.quizzes import GroupFigures, ItemReport, QuizReport
from assessments.quizzes.reports.wording import about_item, about_quiz
from assessments.quizzes.statistics.analysis import present


def quiz_json(report: QuizReport) -> dict[str, Any]:
    return {
        "counted": "first finished attempt of each person",
        "waiting": report.waiting,
        "same_form": report.is_fixed,
        "words": about_quiz(report),
        **report.numbers.as_dict(),
        "items": [_item(item) for item in report.items],
    }


def _item(report: ItemReport) -> dict[str, Any]:
    family = report.family
    body: dict[str, Any] = {
        "code": family.code,
        "language": family.language,
        "versions": list(family.versions),
        "slot": family.slot,
        "current": family.is_current,
        "prompt": family.prompt,
        "words": about_item(report),
        "verdicts": list(report.numbers.verdicts),
        **report.numbers.as_dict(),
    }
    if report.better is not None:
        body["better_option"] = report.better
    for name, value in (
        ("options", [present(vars(option)) for option in report.options]),
        ("centres", [_group(group) for group in report.centres]),
        ("languages", [_group(group) for group in report.languages]),
    ):
        if value:
            body[name] = value
    return body


def _group(group: GroupFigures) -> dict[str, Any]:
    body = present(vars(group))
    if group.difference is not None:
        body["difference"] = vars(group.difference)
    return body
