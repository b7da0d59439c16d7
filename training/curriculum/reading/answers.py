"""What the kinds of question differ in: the readable form, and the document it stands for."""

from collections.abc import Callable, Mapping
from typing import Any

from assessments.quizzes.rules import Path
from assessments.quizzes.rules.choice import KPRIM_MARKINGS, MANY_MARKINGS
from assessments.quizzes.rules.judgement import CHOOSE_MARKINGS, RATE_MARKINGS
from assessments.quizzes.rules.pairs import DIRECTIONS, ORDER_MARKINGS
from assessments.quizzes.rules.text import MARKER, TOLERANCES, UNITS
from training.curriculum.reading.faults import Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import Fields

MOST_ROWS = 60
WORDS = 4000
Row = dict[str, Any]


class Own:
    """The part of a document that belongs to its kind, and the lines its rows come from."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.document: dict[str, Any] = {}
        self._rows: dict[Path, tuple[Fields, Mapping[str, str]]] = {}
        self._keys: dict[str, str] = {}

    def put(self, key: str, value: Any, *, written: str = "") -> None:
        """``written``: the key in the file, where it is another one."""
        self.document[key] = value
        self._keys[key] = written or key

    def row(self, path: Path, inner: Fields, **written: str) -> None:
        """Remember where a row stands; ``written`` names keys that are called otherwise there."""
        self._rows[path] = inner, written

    def place_of(self, path: Path) -> Place:
        """The line of a place in the document, or of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if found := self._rows.get(path[:length]):
                inner, written = found
                key = str(path[length]) if length < len(path) else ""
                return inner.at(written.get(key, key))
        key = str(path[0])
        return self.fields.at(self._keys.get(key, key))


def _rows(
    own: Own, key: str, read: Callable[[Fields], Row], *, written: str = "", **renamed: str
) -> list[Row]:
    """Rows of the document's list ``key``, each with an id by its number."""
    source = written or key
    rows = []
    for number, inner in enumerate(own.fields.mappings(source)):
        own.row((key, number), inner, **renamed)
        rows.append({"id": f"{_NAMES[key]}-{number + 1}", **read(inner)})
        inner.done()
    own.put(key, rows, written=source)
    return rows


_NAMES = {
    "options": "option",
    "choices": "choice",
    "answers": "answer",
    "units": "unit",
    "rubric": "criterion",
}


def _feedback(inner: Fields, *, required: bool = False) -> str:
    return inner.text("feedback", limit=2000, required=required)


# --- Choice -------------------------------------------------------------------------------------
def _option(inner: Fields) -> Row:
    row: Row = {
        "text": inner.text("text", limit=1000),
        "right": inner.flag("right", default=False),
        "feedback": _feedback(inner, required=True),
    }
    if "worth" in inner.value:
        row["fraction"] = inner.decimal("worth")
    return row


def _weighted(options: list[Row]) -> None:
    """With one value given, the others are worth all or nothing, by their mark."""
    if any("fraction" in option for option in options):
        for option in options:
            option.setdefault("fraction", "0")


def one(fields: Fields, own: Own) -> None:
    _weighted(_rows(own, "options", _option, fraction="worth"))


def many(fields: Fields, own: Own) -> None:
    one(fields, own)
    own.put("marking", fields.word("marking", MANY_MARKINGS, default="balance"))


def true_false(fields: Fields, own: Own) -> None:
    answer = fields.flag("answer")
    inner = fields.mapping("feedback")
    texts = {word: inner.text(word, limit=2000) for word in ("true", "false")}
    inner.done()
    options = [
        {"id": word, "text": "", "right": (word == "true") == answer, "feedback": texts[word]}
        for word in ("true", "false")
    ]
    own.put("options", options, written="answer")


def kprim(fields: Fields, own: Own) -> None:
    def statement(inner: Fields) -> Row:
        return {
            "text": inner.text("text", limit=1000),
            "right": inner.flag("right"),
            "feedback": _feedback(inner),
        }

    _rows(own, "options", statement, written="statements")
    own.put("marking", fields.word("marking", KPRIM_MARKINGS, default="kprim"))
    own.put("labels", fields.texts("labels", limit=40, required=False) or ["Так", "Ні"])


# --- Pairs and order ----------------------------------------------------------------------------
def matching(fields: Fields, own: Own) -> None:
    choices: dict[str, Row] = {}

    def pair(inner: Fields) -> Row:
        right = inner.text("right", limit=1000)
        choice = choices.setdefault(right, {"id": f"choice-{len(choices) + 1}", "text": right})
        left = inner.text("left", limit=1000)
        return {"text": left, "feedback": _feedback(inner), "match": choice["id"]}

    _rows(own, "options", pair, written="pairs", text="left", match="right")
    spare = [
        {"id": f"choice-{number}", "text": text}
        for number, text in enumerate(
            fields.texts("distractors", limit=1000, required=False), start=len(choices) + 1
        )
    ]
    own.put("choices", [*choices.values(), *spare], written="distractors" if spare else "pairs")


def categorise(fields: Fields, own: Own) -> None:
    options: list[Row] = []

    def category(inner: Fields) -> Row:
        name = f"choice-{inner.place.line}"
        for item in inner.mappings("items"):
            own.row(("options", len(options)), item)
            text = item.text("text", limit=1000)
            row = {"id": f"option-{len(options) + 1}", "text": text, "match": name}
            options.append(row | {"feedback": _feedback(item)})
            item.done()
        return {"id": name, "text": inner.line("name", limit=200)}

    choices = _rows(own, "choices", category, written="categories", text="name")
    names = {row["id"]: f"choice-{number}" for number, row in enumerate(choices, start=1)}
    for row in (*options, *choices):
        key = "match" if "match" in row else "id"
        row[key] = names[row[key]]
    own.put("options", options, written="categories")


def _plain(inner: Fields) -> Row:
    return {"text": inner.text("text", limit=1000), "feedback": _feedback(inner)}


def order(fields: Fields, own: Own) -> None:
    _rows(own, "options", _plain, written="items")
    own.put("marking", fields.word("marking", ORDER_MARKINGS, default="absolute"))
    own.put("direction", fields.word("direction", DIRECTIONS, default="vertical"))


# --- Words and numbers --------------------------------------------------------------------------
def _accepted_text(inner: Fields) -> Row:
    return {
        "text": inner.text("text", limit=500),
        "fraction": inner.decimal("worth", default="100"),
        "feedback": _feedback(inner),
    }


def _accepted_number(inner: Fields) -> Row:
    is_rest = inner.value.get("value") == "*"
    return {
        "value": inner.text("value") if is_rest else inner.decimal("value"),
        "tolerance": inner.decimal("tolerance", default="0"),
        "tolerance_kind": inner.word("tolerance_kind", TOLERANCES, default="nominal"),
        "fraction": inner.decimal("worth", default="100"),
        "feedback": _feedback(inner),
    }


def short(fields: Fields, own: Own) -> None:
    _rows(own, "answers", _accepted_text, fraction="worth")
    own.put("case", fields.flag("case", default=False))


def number(fields: Fields, own: Own) -> None:
    def unit(inner: Fields) -> Row:
        factor = inner.decimal("factor", default="1")
        return {"text": inner.line("text", limit=30), "factor": factor}

    _rows(own, "answers", _accepted_number, fraction="worth")
    own.put("unit", fields.word("unit", UNITS, default="none"))
    own.put("units", [])
    if "units" in fields.value:
        _rows(own, "units", unit)
    own.put("unit_penalty", fields.decimal("unit_penalty", default="0"))


def _choice(inner: Fields) -> Row:
    text = inner.line("text", limit=200)
    worth = inner.decimal("worth", default="0")
    return {"text": text, "fraction": worth, "feedback": _feedback(inner)}


_GAPS: Mapping[str, tuple[str, str, Callable[[Fields], Row]]] = {
    "choices": ("select", "choices", _choice),
    "answers": ("text", "answers", _accepted_text),
    "numbers": ("number", "answers", _accepted_number),
}


def _gaps(*ways: str) -> Callable[[Fields, Own], None]:
    def read(fields: Fields, own: Own) -> None:
        own.put("text", MARKER.sub(r"[[g\1]]", fields.text("text", limit=WORDS)))
        gaps = []
        for place, inner in enumerate(fields.mappings("gaps")):
            own.row(("options", place), inner, id="gap")
            way = next((way for way in ways if way in inner.value), "")
            gap = {
                "id": f"g{inner.whole('gap', 1, 999)}",
                "weight": inner.decimal("weight", default="1"),
            }
            if way:
                gaps.append(gap | _gap(inner, own, place, way, gap["id"]))
            else:
                inner.fault("gap", _("a gap needs one of: %(ways)s"), ways=", ".join(ways))
                inner.known |= set(_GAPS) | {"case"}
            inner.done()
        own.put("options", gaps, written="gaps")

    return read


def _gap(inner: Fields, own: Own, place: int, way: str, gap: str) -> Row:
    kind, key, read = _GAPS[way]
    rows = []
    for number_, item in enumerate(inner.mappings(way)):
        own.row(("options", place, key, number_), item, fraction="worth")
        rows.append({"id": f"{gap}-{_NAMES[key]}-{number_ + 1}", **read(item)})
        item.done()
    row = {"type": kind, key: rows}
    return row | {"case": inner.flag("case", default=False)} if kind == "text" else row


def long(fields: Fields, own: Own) -> None:
    def level(inner: Fields) -> Row:
        row = {"points": inner.decimal("points"), "text": inner.text("text", limit=1000)}
        inner.done()
        return row

    def criterion(inner: Fields) -> Row:
        return {
            "text": inner.text("text", limit=1000),
            "points": inner.decimal("points"),
            "levels": [level(one) for one in inner.mappings("levels", required=False)],
        }

    _rows(own, "rubric", criterion)
    words = fields.mapping("words", required=False)
    own.put("least_words", words.whole("least", 0, 10_000, default=0), written="words")
    own.put("most_words", words.whole("most", 0, 10_000, default=0), written="words")
    words.done()
    own.put("markers", fields.whole("markers", 1, 2, default=1))
    own.put("sample", fields.text("sample", required=False))
    own.put("marking_notes", fields.text("marking_notes", required=False))


# --- Judgement ----------------------------------------------------------------------------------
def judgement(fields: Fields, own: Own) -> None:
    def reaction(inner: Fields) -> Row:
        marked = [mark for mark in ("best", "worst") if inner.flag(mark, default=False)]
        if len(marked) > 1:
            inner.fault("worst", _("one option is marked as best and as worst"))
        text = inner.text("text", limit=1000)
        return {
            "text": text,
            "feedback": _feedback(inner, required=True),
            "key": marked[0] if marked else "",
        }

    _rows(own, "options", reaction)


def _reaction(key: str, low: int, high: int) -> Callable[[Fields], Row]:
    def read(inner: Fields) -> Row:
        text = inner.text("text", limit=1000)
        feedback = _feedback(inner, required=True)
        return {"text": text, "feedback": feedback, key: inner.whole(key, low, high)}

    return read


def choose(fields: Fields, own: Own) -> None:
    marking = fields.word("marking", CHOOSE_MARKINGS, default="rubric")
    key, most = ("experts", 1000) if marking == "consensus" else ("quality", 4)
    _rows(own, "options", _reaction(key, 0, most))
    own.put("marking", marking)


def rank(fields: Fields, own: Own) -> None:
    _rows(own, "options", _reaction("rank", 1, MOST_ROWS))


def rate(fields: Fields, own: Own) -> None:
    _rows(own, "options", _reaction("rating", 0, 4))
    own.put("marking", fields.word("marking", RATE_MARKINGS, default="profile"))
    own.put("scale", [0, 4])
    usual = ["шкодить", "радше шкодить", "прийнятно", "допомагає", "дуже допомагає"]
    own.put("anchors", fields.texts("anchors", limit=40, required=False) or usual)


ANSWERS: Mapping[str, Callable[[Fields, Own], None]] = {
    "one": one,
    "many": many,
    "true_false": true_false,
    "kprim": kprim,
    "matching": matching,
    "categorise": categorise,
    "order": order,
    "gap_select": _gaps("choices"),
    "gap_text": _gaps("answers", "numbers", "choices"),
    "short": short,
    "number": number,
    "long": long,
    "judgement": judgement,
    "judgement_choose": choose,
    "judgement_rank": rank,
    "judgement_rate": rate,
}
