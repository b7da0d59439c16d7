"""A published document of every kind, as a methodologist might have written it."""

import copy
from typing import Any

from assessments.quizzes.kinds import kind_of

COMMON: dict[str, Any] = {
    "schema_version": 2,
    "format": "plain",
    "points": "1",
    "explanation": "Спершу вислухайте, потім уточнюйте.",
    "competency": "FL-02",
    "indicator": "FL-02.1",
    "difficulty": 2,
    "siblings": "",
    "norm": "Закон «Про безоплатну правничу допомогу», ст. 8",
    "source": "",
    "lesson": "",
    "files": [],
}
PANEL = {"raters": 7, "agreement": "0.81", "scored": True}


def options(*rows: tuple[str, dict[str, Any]], prefix: str = "id-o") -> list[dict[str, Any]]:
    return [
        {"id": f"{prefix}{number}", "text": text, "feedback": f"Пояснення {number}.", **more}
        for number, (text, more) in enumerate(rows, start=1)
    ]


def select(*rows: tuple[str, str], prefix: str) -> list[dict[str, Any]]:
    return [
        {"id": f"{prefix}{number}", "text": text, "fraction": fraction, "feedback": "Порада."}
        for number, (text, fraction) in enumerate(rows, start=1)
    ]


RIGHT, WRONG = {"right": True}, {"right": False}
REACTIONS = (
    "«Бачу, що вам важко. Сядьмо, я вас слухаю»",
    "«Заповніть, будь ласка, заяву, а потім поговоримо»",
    "«Зачекайте, я покличу юриста»",
    "«Заспокойтеся, тут не можна кричати»",
)


def reactions(key: str, *values: Any) -> list[dict[str, Any]]:
    return options(*((text, {key: value}) for text, value in zip(REACTIONS, values, strict=True)))


OWN: dict[str, dict[str, Any]] = {
    "one": {
        "prompt": "Людина мовчить уже хвилину. Що ви зробите спершу?",
        "options": options(
            ("Дам час і скажу, що поспішати нікуди", RIGHT),
            ("Запитаю втретє те саме", WRONG),
            ("Запрошу наступного відвідувача", WRONG),
        ),
    },
    "true_false": {
        "prompt": "Право на первинну допомогу має кожен, хто перебуває під юрисдикцією України.",
        "options": [
            {"id": "true", "text": "", "right": True, "feedback": "Так, стаття 7."},
            {"id": "false", "text": "", "right": False, "feedback": "Ні, перечитайте статтю 7."},
        ],
    },
    "many": {
        "prompt": "Що показує людині, що її слухають?",
        "marking": "balance",
        "options": options(
            ("Короткий переказ її слів", RIGHT),
            ("Погляд і кивок у паузах", RIGHT),
            ("Порада після першого речення", WRONG),
            ("Записування, не підводячи очей", WRONG),
        ),
    },
    "kprim": {
        "prompt": "Чи правильні ці твердження про конфіденційність?",
        "marking": "kprim",
        "labels": ["Правильно", "Неправильно"],
        "options": options(
            ("Про звернення не розповідають родичам без згоди людини", RIGHT),
            ("Телефоном можна назвати прізвища всіх, хто чекає", WRONG),
            ("Папери зі столу прибирають перед наступною розмовою", RIGHT),
            ("Колезі з іншого відділу можна переслати все листуванням", WRONG),
        ),
    },
    "matching": {
        "prompt": "Куди звертатися з кожною потребою?",
        "options": options(
            ("Загроза життю просто зараз", {"match": "id-c1"}),
            ("Роз'яснення, як подати позов", {"match": "id-c2"}),
            ("Соціальна виплата", {"match": "id-c3"}),
        ),
        "choices": [
            {"id": "id-c1", "text": "Поліція, 102"},
            {"id": "id-c2", "text": "Бюро правничої допомоги"},
            {"id": "id-c3", "text": "Орган соціального захисту"},
            {"id": "id-c4", "text": "Нотаріальна контора"},
        ],
    },
    "categorise": {
        "prompt": "Яка це допомога: первинна чи вторинна?",
        "options": options(
            ("Пояснити порядок оскарження штрафу", {"match": "id-c1"}),
            ("Захистити у суді", {"match": "id-c2"}),
            ("Скласти заяву до сільської ради", {"match": "id-c1"}),
        ),
        "choices": [
            {"id": "id-c1", "text": "Первинна"},
            {"id": "id-c2", "text": "Вторинна"},
        ],
    },
    "order": {
        "prompt": "У якому порядку ви проводите першу розмову?",
        "marking": "absolute",
        "direction": "vertical",
        "options": options(
            ("Привітатися і назвати себе", {}),
            ("Вислухати, не перебиваючи", {}),
            ("Переказати почуте своїми словами", {}),
            ("Домовитися про наступний крок", {}),
        ),
    },
    "gap_select": {
        "prompt": "Доберіть слова.",
        "text": "Заяву подають до [[id-g1]], а рішення ухвалюють протягом [[id-g2]] днів.",
        "options": [
            {
                "id": "id-g1",
                "type": "select",
                "weight": "1",
                "choices": select(
                    ("центру", "100"), ("суду", "0"), ("поліції", "0"), prefix="id-x"
                ),
            },
            {
                "id": "id-g2",
                "type": "select",
                "weight": "1",
                "choices": select(("десяти", "100"), ("п'яти", "50"), ("ста", "0"), prefix="id-y"),
            },
        ],
    },
    "gap_text": {
        "prompt": "Заповніть пропуски.",
        "text": "Телефонуйте на [[id-g1]] лінію: номер починається з [[id-g2]], дзвінок [[id-g3]].",
        "options": [
            {
                "id": "id-g1",
                "type": "text",
                "weight": "1",
                "case": False,
                "answers": [
                    {"id": "id-a1", "text": "гарячу", "fraction": "100", "feedback": "Так."},
                    {"id": "id-a2", "text": "гаряч*", "fraction": "50", "feedback": "Відмінок."},
                ],
            },
            {
                "id": "id-g2",
                "type": "number",
                "weight": "1",
                "answers": [
                    {
                        "id": "id-a3",
                        "value": "800",
                        "tolerance": "0",
                        "tolerance_kind": "nominal",
                        "fraction": "100",
                        "feedback": "Так.",
                    }
                ],
            },
            {
                "id": "id-g3",
                "type": "select",
                "weight": "1",
                "choices": select(("безоплатний", "100"), ("платний", "0"), prefix="id-z"),
            },
        ],
    },
    "short": {
        "prompt": "Яким словом називають обов'язок не розголошувати звернення?",
        "case": False,
        "answers": [
            {"id": "id-a1", "text": "конфіденційність", "fraction": "100", "feedback": "Саме так."},
            {"id": "id-a2", "text": "*таємниц*", "fraction": "50", "feedback": "Близько."},
            {"id": "id-a3", "text": "*", "fraction": "0", "feedback": "Перечитайте урок."},
        ],
    },
    "number": {
        "prompt": "Скільки часу дається на роз'яснення письмового звернення?",
        "unit": "optional",
        "unit_penalty": "25",
        "units": [
            {"id": "id-u1", "text": "днів", "factor": "1"},
            {"id": "id-u2", "text": "годин", "factor": "0.0416666667"},
        ],
        "answers": [
            {
                "id": "id-a1",
                "value": "30",
                "tolerance": "0.5",
                "tolerance_kind": "nominal",
                "fraction": "100",
                "feedback": "Тридцять днів.",
            },
            {
                "id": "id-a2",
                "value": "*",
                "tolerance": "0",
                "tolerance_kind": "nominal",
                "fraction": "0",
                "feedback": "Пригадайте строк.",
            },
        ],
    },
    "long": {
        "prompt": "Опишіть розмову, після якої людина пішла спокійнішою. Що ви зробили?",
        "least_words": 5,
        "most_words": 200,
        "markers": 1,
        "sample": "Зразок відповіді.",
        "marking_notes": "Шукайте дії, а не оцінки.",
        "rubric": [
            {
                "id": "id-r1",
                "text": "Слухання",
                "points": "4",
                "levels": [{"points": "4", "text": "Названо дії і їхній наслідок"}],
            }
        ],
    },
    "judgement": {
        "prompt": "Чоловік підвищує голос біля столу. Як ви відреагуєте?",
        "options": reactions("key", "best", "", "", "worst"),
    },
    "judgement_choose": {
        "prompt": "Жінка плаче і не може говорити. Що допоможе найбільше?",
        "options": reactions("quality", 4, 2, 1, 0),
        "panel": PANEL,
    },
    "judgement_rank": {
        "prompt": "Розташуйте реакції від найкращої до найгіршої.",
        "options": reactions("rank", 1, 2, 3, 4),
        "panel": PANEL,
    },
    "judgement_rate": {
        "prompt": "Наскільки доречна кожна реакція?",
        "marking": "profile",
        "scale": [0, 4],
        "anchors": ["зовсім ні", "радше ні", "можливо", "радше так", "цілком"],
        "options": reactions("rating", 4, 2, 3, 0),
        "panel": PANEL,
    },
}


def document(kind: str, **changes: Any) -> dict[str, Any]:
    return copy.deepcopy({**COMMON, "kind": kind, "code": f"X-{kind}", **OWN[kind], **changes})


def pinned(published: dict[str, Any]) -> list[list[str]]:
    """Options as an attempt would pin them: tokens tell nothing of the ids."""
    ids = kind_of(published).arrange(published, None)
    return [[f"T{number:02d}", one] for number, one in enumerate(ids)]


def every_document() -> dict[str, dict[str, Any]]:
    return {kind: document(kind) for kind in OWN}
