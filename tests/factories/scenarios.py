"""A published role-play of two scenes with every kind of choice a run must handle."""

from copy import deepcopy
from typing import Any

from assessments.scenarios.document import from_text
from assessments.scenarios.models import Scenario, ScenarioPage
from tests.factories.modules import CompetencyFactory
from tests.factories.tree import locale, module, publish

CANARY = "canary-of-the-author"


def choice(name: str, to: str, quality: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "text": f"Відповідь {name} у сцені",
        "to": to,
        "reaction": f"Реакція {name}",
        "qualities": {"FL-02": quality},
        "feedback": f"{CANARY} чому {name}",
        "better": f"{CANARY} краще {name}",
        "effects": [f"trust {'+' if quality > 2 else '-'} 2"],
        **fields,
    }


TEXT = {
    "code": "T05",
    "title": "Пробна розмова",
    "summary": "Коротка розмова.",
    "role": "Ви на прийомі.",
    "client": {"name": "Ганна", "age": 60, "about": "Чекає."},
    "competencies": ["FL-02"],
    "pass": {"level": 2, "achievement": 60},
    "start": "one",
    "variables": [
        {
            "key": "trust",
            "label": "Довіра",
            "min": 0,
            "max": 10,
            "start": 5,
            "shown": "during",
            "words": ["насторожена", "придивляється", "довіряє"],
        }
    ],
    "scenes": [
        {
            "id": "one",
            "title": "Початок",
            "speaker": "Ганна",
            "text": "Добрий день.",
            "choices": [
                choice("a", "two", 4, recommended=True),
                choice("b", "two", 1),
                choice("c", "bad", 0, critical="error"),
            ],
        },
        {
            "id": "two",
            "title": "Далі",
            "speaker": "Ганна",
            "text": "Що тепер?",
            "choices": [
                choice("a", "good", 4, recommended=True),
                choice("b", "bad", 1),
                choice("d", "good", 3, when=["trust >= 7"]),
            ],
        },
    ],
    "endings": [
        {"id": "good", "level": 3, "title": "Добре", "text": "Дякує."},
        {"id": "bad", "level": 0, "title": "Погано", "text": "Іде."},
    ],
}


def scenario(text: dict[str, Any] = TEXT) -> Scenario:
    created = Scenario(
        code=text["code"], title=text["title"], graph=from_text(deepcopy(text)), locale=locale()
    )
    created.save()
    created.save_revision().publish()
    return created


def scenario_page(**fields: Any) -> ScenarioPage:
    CompetencyFactory(code="FL-02")
    values = {"title": "Рольова ситуація", "slug": "rolova", "minutes": 10, **fields}
    return publish(module(), ScenarioPage(scenario=scenario(), **values))
