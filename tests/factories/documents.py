"""One small valid published document of each kind, as ``docs/question-documents.md`` says. Pure.

Take a copy with :func:`document` before changing anything.
"""

import copy
from typing import Any

CANARY = "секрет-ключа"
"""Stands in every text that must not leave the server while an attempt is open."""


def _common(kind: str, code: str, prompt: str, **own: Any) -> dict[str, Any]:
    return {
        "schema_version": 2,
        "kind": kind,
        "code": code,
        "prompt": prompt,
        "format": "plain",
        "points": "1",
        "options": [],
        "explanation": f"Спершу людина, потім папери. {CANARY}",
        "competency": "FL-02",
        "indicator": "FL-02.1",
        "difficulty": 2,
        "siblings": "",
        "norm": "",
        "source": "посібник, тема 2",
        "lesson": "",
        "files": [],
        **own,
    }


def _option(ident: str, text: str, **own: Any) -> dict[str, Any]:
    return {"id": ident, "text": text, "feedback": f"{CANARY} {ident}", **own}


def _choice(ident: str, text: str, fraction: str) -> dict[str, Any]:
    return {"id": ident, "text": text, "fraction": fraction, "feedback": f"{CANARY} {ident}"}


_REACTIONS = (
    ("a", "Замовкну, подивлюся на жінку й почекаю."),
    ("b", "Подам воду й скажу, що можна не поспішати."),
    ("c", "Далі заповнюватиму заяву, щоб не гаяти часу."),
    ("d", "Попрошу вийти й повернутися, коли заспокоїться."),
)
_TEARS = "Жінка починає плакати посеред розповіді про зниклого чоловіка. Що ви зробите?"

DOCUMENTS: dict[str, dict[str, Any]] = {
    document["kind"]: document
    for document in (
        _common(
            "one",
            "D-ONE",
            "Клієнт замовк посеред розповіді. Що зробити спершу?",
            options=[
                _option("a", "Почекати кілька секунд", right=True),
                _option("b", "Запитати про документи", right=False),
                _option("c", "Закінчити речення за нього", right=False),
            ],
        ),
        _common(
            "true_false",
            "D-TRUE",
            "Пауза на пʼять секунд означає, що людина відмовляється говорити.",
            options=[
                {"id": "true", "text": "", "right": False, "feedback": f"{CANARY} т"},
                {"id": "false", "text": "", "right": True, "feedback": f"{CANARY} н"},
            ],
        ),
        _common(
            "many",
            "D-MANY",
            "Що показує людині, що її слухають?",
            marking="balance",
            options=[
                _option("a", "Погляд на співрозмовника", right=True),
                _option("b", "Стислий переказ почутого", right=True),
                _option("c", "Відповіді в телефоні", right=False),
                _option("d", "Порада після першого речення", right=False),
            ],
        ),
        _common(
            "kprim",
            "D-KPRIM",
            "Що з цього правда про перефразування?",
            marking="kprim",
            labels=["Так", "Ні"],
            options=[
                _option("a", "Воно перевіряє, чи ви зрозуміли", right=True),
                _option("b", "Воно повторює слова клієнта дослівно", right=False),
                _option("c", "Після нього варто запитати «я правильно почула?»", right=True),
                _option("d", "Воно замінює консультацію адвоката", right=False),
            ],
        ),
        _common(
            "matching",
            "D-MATCH",
            "Доберіть до кожної репліки її прийом.",
            options=[
                _option("a", "«Розкажіть, що сталося»", match="ra"),
                _option("b", "«Вам страшно за сина»", match="rb"),
                _option("c", "«Отже, головне для вас – пенсія»", match="rc"),
            ],
            choices=[
                {"id": "ra", "text": "відкрите запитання"},
                {"id": "rb", "text": "відображення почуття"},
                {"id": "rc", "text": "підсумок"},
                {"id": "rd", "text": "порада"},
            ],
        ),
        _common(
            "categorise",
            "D-CAT",
            "Розкладіть репліки: які відкривають розмову, а які її закривають?",
            options=[
                _option("a", "«Що для вас зараз найважче?»", match="open"),
                _option("b", "«Я поруч, не поспішайте»", match="open"),
                _option("c", "«Ви ж розумієте, що самі винні?»", match="close"),
            ],
            choices=[
                {"id": "open", "text": "відкривають"},
                {"id": "close", "text": "закривають"},
            ],
        ),
        _common(
            "order",
            "D-ORDER",
            "Розставте кроки першої зустрічі по порядку.",
            marking="absolute",
            direction="vertical",
            options=[
                _option("a", "Привітатися й назвати себе"),
                _option("b", "Вислухати, з чим людина прийшла"),
                _option("c", "Підсумувати почуте"),
                _option("d", "Домовитися про наступний крок"),
            ],
        ),
        _common(
            "gap_select",
            "D-GAPS",
            "Доповніть речення.",
            text="Спершу [[g1]], а вже потім [[g2]].",
            options=[
                {
                    "id": "g1",
                    "type": "select",
                    "weight": "1",
                    "choices": [
                        _choice("g1a", "вислухайте", "100"),
                        _choice("g1b", "порадьте", "0"),
                    ],
                },
                {
                    "id": "g2",
                    "type": "select",
                    "weight": "1",
                    "choices": [
                        _choice("g2a", "запитуйте про папери", "100"),
                        _choice("g2b", "вітайтеся", "0"),
                    ],
                },
            ],
        ),
        _common(
            "gap_text",
            "D-GAPT",
            "Впишіть пропущене.",
            text="Закон шукайте у [[g1]]. Перша зустріч триває до [[g2]] хвилин. Вона [[g3]].",
            options=[
                {
                    "id": "g1",
                    "type": "text",
                    "weight": "2",
                    "case": False,
                    "answers": [
                        _choice("g1a", "базі законодавства", "100"),
                        _choice("g1b", "*базі*", "50"),
                    ],
                },
                {
                    "id": "g2",
                    "type": "number",
                    "weight": "1",
                    "answers": [
                        {
                            "id": "g2a",
                            "value": "45",
                            "tolerance": "0",
                            "tolerance_kind": "nominal",
                            "fraction": "100",
                            "feedback": f"{CANARY} g2a",
                        }
                    ],
                },
                {
                    "id": "g3",
                    "type": "select",
                    "weight": "1",
                    "choices": [
                        _choice("g3a", "безоплатна", "100"),
                        _choice("g3b", "платна", "0"),
                    ],
                },
            ],
        ),
        _common(
            "short",
            "D-SHORT",
            "Як називається стислий переказ почутого своїми словами?",
            case=False,
            answers=[
                _choice("a", "перефразування", "100"),
                _choice("b", "переказ*", "50"),
                _choice("c", "*", "0"),
            ],
        ),
        _common(
            "number",
            "D-NUM",
            "Скільки хвилин триває перша консультація за стандартом центру?",
            answers=[
                {
                    "id": "a",
                    "value": "45",
                    "tolerance": "5",
                    "tolerance_kind": "nominal",
                    "fraction": "100",
                    "feedback": f"{CANARY} a",
                },
                {
                    "id": "b",
                    "value": "45",
                    "tolerance": "0.5",
                    "tolerance_kind": "relative",
                    "fraction": "50",
                    "feedback": f"{CANARY} b",
                },
                {
                    "id": "c",
                    "value": "*",
                    "tolerance": "0",
                    "tolerance_kind": "nominal",
                    "fraction": "0",
                    "feedback": f"{CANARY} c",
                },
            ],
            unit="optional",
            units=[
                {"id": "u1", "text": "хв", "factor": "1"},
                {"id": "u2", "text": "год", "factor": "60"},
            ],
            unit_penalty="10",
        ),
        _common(
            "long",
            "D-LONG",
            "Напишіть, як ви відповісте чоловікові, який кричить біля вікна прийому.",
            points="5",
            rubric=[
                {
                    "id": "r1",
                    "text": f"Називає почуття людини {CANARY}",
                    "points": "3",
                    "levels": [
                        {"points": "0", "text": f"не називає {CANARY}"},
                        {"points": "1.5", "text": f"натякає {CANARY}"},
                        {"points": "3", "text": f"називає прямо й без осуду {CANARY}"},
                    ],
                },
                {
                    "id": "r2",
                    "text": f"Пропонує наступний крок {CANARY}",
                    "points": "2",
                    "levels": [],
                },
            ],
            least_words=20,
            most_words=150,
            markers=1,
            sample=f"«Бачу, що ви злі, і на це є причина…» {CANARY}",
            marking_notes=f"Не знижуйте за помилки в письмі. {CANARY}",
        ),
        _common(
            "judgement",
            "D-BW",
            _TEARS,
            options=[
                _option(ident, text, key=key)
                for (ident, text), key in zip(_REACTIONS, ("best", "", "", "worst"), strict=True)
            ],
        ),
        _common(
            "judgement_choose",
            "D-CHOOSE",
            _TEARS,
            marking="rubric",
            options=[
                _option(ident, text, quality=quality)
                for (ident, text), quality in zip(_REACTIONS, (4, 3, 1, 0), strict=True)
            ],
        ),
        _common(
            "judgement_rank",
            "D-RANK",
            _TEARS,
            options=[
                _option(ident, text, rank=rank)
                for (ident, text), rank in zip(_REACTIONS, (1, 2, 3, 4), strict=True)
            ],
        ),
        _common(
            "judgement_rate",
            "D-RATE",
            _TEARS,
            scale=[0, 4],
            anchors=["шкодить", "радше шкодить", "прийнятно", "допомагає", "дуже допомагає"],
            marking="profile",
            options=[
                _option(ident, text, rating=rating)
                for (ident, text), rating in zip(_REACTIONS, (4, 3, 1, 0), strict=True)
            ],
        ),
    )
}


def document(kind: str, **changes: Any) -> dict[str, Any]:
    """A copy of the document of ``kind``, top-level keys changed to ``changes``."""
    return copy.deepcopy(DOCUMENTS[kind]) | changes
