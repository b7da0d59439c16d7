"""Columns and kinds of rows of a role-play as a table, in two languages."""

from django.utils.translation import get_language

# column → its heading in Ukrainian; the English heading is the name of the column
COLUMNS = {
    "row": "рядок",
    "node": "вузол",
    "choice": "відповідь",
    "title": "назва",
    "text": "текст",
    "to": "куди",
    "when": "умова",
    "effects": "вплив",
    "qualities": "якість",
    "weight": "вага",
    "critical": "критична",
    "recommended": "рекомендована",
    "once": "один раз",
    "move": "прийом",
    "reaction": "реакція",
    "feedback": "пояснення",
    "better": "краще так",
    "basis": "підстава",
    "speaker": "хто говорить",
    "mood": "настрій",
    "note": "нотатка",
    "hint": "підказка",
    "behaviour": "на що дивитися",
    "level": "рівень",
    "follow_up": "що читати",
    "min": "найменше",
    "max": "найбільше",
    "start": "початок",
    "kind": "вид",
    "shown": "показ",
    "wish": "бажано",
    "words": "слова",
    "band": "межі",
}
# kind of row → its name in Ukrainian
ROWS = {
    "setting": "параметр",
    "variable": "змінна",
    "scene": "сцена",
    "choice": "відповідь",
    "rule": "правило",
    "otherwise": "інакше",
    "ending": "фінал",
}
# what people write instead
_ALSO = {
    "id": "node",
    "scene": "node",
    "сцена": "node",
    "passage": "node",
    "target": "to",
    "next": "to",
    "далі": "to",
    "перехід": "to",
    "condition": "when",
    "умови": "when",
    "effect": "effects",
    "quality": "qualities",
    "follow up": "follow_up",
    "scene text": "scene_text",
    "текст сцени": "scene_text",
}
SETTINGS = (
    *("schema_version", "code", "title", "summary", "role", "channel", "place", "warning"),
    *("difficulty", "minutes", "start", "client.name", "client.age", "client.about"),
    *("competencies", "pass.level", "pass.achievement", "pass.competencies"),
)
YES = frozenset({"yes", "true", "1", "+", "так"})
NO = frozenset({"no", "false", "0", "", "ні"})


def column_of(heading: str) -> str | None:
    plain = _plain(heading)
    if plain in COLUMNS:
        return plain
    if plain in _ALSO:
        return _ALSO[plain]
    return next((name for name, ukrainian in COLUMNS.items() if ukrainian == plain), None)


def row_kind_of(cell: str) -> str | None:
    plain = _plain(cell)
    if plain in ROWS:
        return plain
    return next((name for name, ukrainian in ROWS.items() if ukrainian == plain), None)


def heading_of(column: str) -> str:
    """In the language of the person."""
    return COLUMNS.get(column, column) if _is_ukrainian() else column


def row_name_of(kind: str) -> str:
    return ROWS[kind] if _is_ukrainian() else kind


def _is_ukrainian() -> bool:
    return (get_language() or "uk").startswith("uk")


def _plain(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").strip().casefold().split())
