"""Text → document → text: nothing is lost, nothing is invented, every fault has its line."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scenarios.document import complete, structure_hash
from assessments.scenarios.shape import parse_problems
from assessments.scenarios.sketching.merging import merge
from assessments.scenarios.sketching.reading import read
from assessments.scenarios.sketching.writing import write
from tests.scenarios.documents import choice, ending, healthy, made, router, scene, variable
from tests.scenarios.strategies import UNHURRIED, documents

NASTY = st.sampled_from(
    [*"abя –-—>→#()[]{}\\@*&<!~?|:,'.\t\u2028\x85\xa0 ", "->", "a)", "[кінець 2]"]
)
WORDING = st.lists(NASTY, max_size=12).map("".join)
BLANK = complete({"code": "T01", "title": "Проба", "start": "", "nodes": {}})
VARIABLES = [
    variable("trust", label="Довіра"),
    variable("stress", label="Напруга тіла"),
    variable("found", label="Лист знайдено", kind="flag", max=1, start=0),
]


@st.composite
def worded(draw):
    """A scenario whose titles and texts hold every sign that means something to the notation."""
    document = deepcopy(draw(documents(loops=True)))
    document["variables"][0]["label"] = draw(st.sampled_from(["Довіра", "stress", "a + 1", ""]))
    for node in document["nodes"].values():
        if node["kind"] == "router":
            continue
        node["title"] = draw(WORDING)
        node["text"] = draw(st.lists(WORDING, max_size=3).map("\n".join))
        for item in node.get("choices", []):
            item["text"] = draw(st.lists(WORDING, max_size=2).map("\n".join))
            item["feedback"] = draw(WORDING)
            item["to"] = draw(st.sampled_from([item["to"], item["to"], "", "nowhere"]))
    document["start"] = draw(st.sampled_from(list(document["nodes"])))
    return document


def merged(text, document=BLANK, **options):
    return merge(document, read(text), **options)


def sketched(text, **top):
    """The document a text makes out of nothing; the text must be sound."""
    result = merged(text, complete(BLANK | top))
    assert result.problems == ()
    return result.document


def faults(text, document=None):
    document = document or made(
        scene("s1", choice("a", "good")), ending("good", 3), variables=VARIABLES
    )
    return [(problem.line, problem.code) for problem in merged(text, document).problems]


@UNHURRIED
@given(worded(), st.sampled_from(["uk", "en"]), st.booleans())
def test_a_draft_written_and_read_again_is_the_same_draft(document, language, whole):
    text = write(document, language=language, whole=whole)
    result = merged(text, document, whole=whole)

    assert result.problems == ()
    assert result.document == document
    assert result.created == ()
    assert write(result.document, language=language, whole=whole) == text


@UNHURRIED
@given(worded(), st.sampled_from(["uk", "en"]))
def test_the_whole_text_alone_makes_a_talk_that_goes_and_scores_alike(document, language):
    settings = {**document, "nodes": {}, "start": ""}
    text = write(document, language=language)
    result = merged(text, settings)

    assert result.problems == ()
    assert structure_hash(result.document) == structure_hash(document)
    assert write(result.document, language=language) == text


@UNHURRIED
@given(worded())
def test_the_order_in_which_a_database_gives_nodes_back_is_of_no_account(document):
    backwards = document | {"nodes": dict(reversed(document["nodes"].items()))}

    assert write(backwards) == write(document)


@UNHURRIED
@given(st.lists(st.one_of(WORDING, st.text(max_size=20)), max_size=8).map("\n".join))
def test_any_text_is_read_or_refused_with_lines_and_what_is_read_is_stable(text):
    result = merged(text)

    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(0 <= problem.line <= lines for problem in result.problems)
    if not result.problems:
        normal = write(result.document)
        assert parse_problems(result.document) == []
        assert merged(normal, result.document).document == result.document
        assert write(merged(normal).document) == normal


def test_an_outline_becomes_scenes_replies_and_endings():
    document = sketched(
        "Дзвінок\n"
        "– «Слухаю вас» → Що сталося\n"
        "– «Хвилинку» -> Кинула слухавку\n"
        "Що сталося\n"
        "– Мовчати → Довіра повернулась\n"
        "Довіра повернулась [кінець 3]\n"
        "Кинула слухавку [end 0]\n"
    )

    nodes = document["nodes"]
    assert document["start"] == "dzvinok"
    assert [(name, node["kind"]) for name, node in nodes.items()] == [
        ("dzvinok", "scene"),
        ("shcho-stalosia", "scene"),
        ("dovira-povernulas", "ending"),
        ("kynula-slukhavku", "ending"),
    ]
    assert [(item["id"], item["text"], item["to"]) for item in nodes["dzvinok"]["choices"]] == [
        ("a", "«Слухаю вас»", "shcho-stalosia"),
        ("b", "«Хвилинку»", "kynula-slukhavku"),
    ]
    assert nodes["dovira-povernulas"]["level"] == 3
    assert nodes["kynula-slukhavku"]["level"] == 0
    assert parse_problems(document) == []


def test_a_target_nobody_has_made_becomes_an_empty_scene_once():
    result = merged("Початок\n- а → Дата листа\n- б → дата  ЛИСТА\n")

    assert result.created == ("data-lysta",)
    assert result.document["nodes"]["data-lysta"]["title"] == "Дата листа"
    assert [item["to"] for item in result.document["nodes"]["pochatok"]["choices"]] == [
        "data-lysta",
        "data-lysta",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffПочаток\r\n\t- Так → Кінець\r\n\r\nКінець [кінець 2]\r\n",
        "   Початок\n\xa0 — Так -> Кінець\n \t\nКінець [end 2]",
        "Початок\r\t• Так→Кінець\rКінець   [Кінець 2]",
    ],
)
def test_tabs_line_ends_dashes_and_a_byte_order_mark_do_no_harm(text):
    document = sketched(text)

    assert list(document["nodes"]) == ["pochatok", "kinets"]
    assert document["nodes"]["pochatok"]["choices"][0]["to"] == "kinets"


def test_links_follow_a_scene_whose_title_was_changed_in_one_place_only():
    document = made(
        scene("s1", choice("a", "good"), choice("b", "s1"), title="Початок"),
        ending("good", 3, title="Добре"),
    )
    text = write(document).replace("Добре [", "Чудово [").replace("Початок #", "Спершу #")

    result = merged(text, document)

    assert result.created == ()
    assert [item["to"] for item in result.document["nodes"]["s1"]["choices"]] == ["good", "s1"]
    assert result.document["nodes"]["good"]["title"] == "Чудово"


def test_marks_on_replies_and_rules_of_forks_are_read_by_label_and_by_key():
    document = sketched(
        "Початок\n"
        "  > Перший рядок.\n"
        "  >\n"
        "  > Другий.\n"
        "  @ Ганна\n"
        "  & Слухає, не перебиває\n"
        "  - a) Питаєте → Розвилка (якщо довіра >= 6, stress < 4) (Довіра +2, напруга ТІЛА −1, "
        "Лист знайдено = 1) {FL-02: 4, FL-03: 0} [вага 2] [рекомендовано] [один раз]\n"
        "      < – Так.\n"
        "      ! Бо почули.\n"
        "  - Кричите → #pohano [critical error]\n"
        "? Розвилка\n"
        "  - якщо Лист знайдено = 1 → Добре\n"
        "  - else → #pohano\n"
        "Добре [кінець 3]\n"
        "Погано [кінець 0] #pohano\n",
        variables=VARIABLES,
    )

    first, second = document["nodes"]["pochatok"]["choices"]
    assert document["nodes"]["pochatok"]["text"] == "Перший рядок.\n\nДругий."
    assert document["nodes"]["pochatok"]["speaker"] == "Ганна"
    assert document["nodes"]["pochatok"]["behaviour"] == "Слухає, не перебиває"
    assert first["when"] == [
        {"variable": "trust", "op": ">=", "value": 6},
        {"variable": "stress", "op": "<", "value": 4},
    ]
    assert first["effects"] == [
        {"variable": "trust", "op": "+", "value": 2},
        {"variable": "stress", "op": "-", "value": 1},
        {"variable": "found", "op": "=", "value": 1},
    ]
    assert first["qualities"] == {"FL-02": 4, "FL-03": 0}
    assert (first["weight"], first["recommended"], first["once"]) == (2, True, True)
    assert (first["reaction"], first["feedback"]) == ("– Так.", "Бо почули.")
    assert (second["id"], second["to"], second["critical"]) == ("b", "pohano", "error")
    assert document["nodes"]["rozvylka"] == {
        "kind": "router",
        "rules": [{"when": [{"variable": "found", "op": "==", "value": 1}], "to": "dobre"}],
        "else": "pohano",
    }


def test_the_normal_form_shows_all_marks_and_escapes_only_what_it_must():
    document = made(
        scene(
            "s1",
            choice("a", "fork", {"FL-03": 1, "FL-02": 4}, text="Питаєте (тихо) → чекаєте",
                   when=["trust >= 6"], effects=["trust + 2", "found = 1"], weight=2,
                   critical="success", recommended=True, once=True, reaction="– Так."),
            choice("b", "", text="Мовчите"),
            title="- Початок [чернетка]",
            text="Перший рядок.\n\nДругий.",
        ),
        router("fork", (["found == 1", "trust < 3"], "good"), otherwise="bad"),
        ending("good", 3, title="Добре (2)"),
        ending("bad", 0, title="Погано", text=""),
        variables=VARIABLES,
    )  # fmt: skip

    assert write(document) == (
        "\\- Початок \\[чернетка] #s1\n"
        "  > Перший рядок.\n"
        "  >\n"
        "  > Другий.\n"
        "  - a) Питаєте (тихо) \\→ чекаєте → #fork (якщо Довіра >= 6) "
        "(Довіра +2, Лист знайдено = 1) {FL-02: 4, FL-03: 1} [вага 2] [критичний успіх] "
        "[рекомендовано] [один раз]\n"
        "      < – Так.\n"
        "      ! Чому так\n"
        "  - b) Мовчите →\n"
        "\n"
        "? #fork\n"
        "  - якщо Лист знайдено = 1, Довіра < 3 → #good\n"
        "  - інакше → Погано\n"
        "\n"
        "Добре (2) [кінець 3] #good\n"
        "  > Кінець розмови\n"
        "\n"
        "Погано [кінець 0] #bad\n"
    )


def test_what_the_notation_does_not_show_stays_with_its_scene_and_reply():
    document = healthy()
    node = document["nodes"]["s1"]
    node |= {"title": "Початок", "mood": "тривожна", "note": "для авторів"}
    node["choices"][0] |= {"move": "affirm", "basis": "law-1", "feedback": "Бо так"}
    outline = write(document, whole=False).replace("Початок", "Спершу")

    changed = merged(outline, document, whole=False).document["nodes"]["s1"]

    assert changed["title"] == "Спершу"
    assert (changed["mood"], changed["note"]) == ("тривожна", "для авторів")
    assert changed["choices"] == node["choices"]
    assert changed["text"] == node["text"]


def test_a_line_taken_out_of_the_whole_text_empties_its_field_and_only_that():
    document = healthy()
    document["nodes"]["good"]["follow_up"] = ["Памʼятка"]
    text = write(document).replace(
        "good [кінець 3] #good\n  > Кінець розмови", "good [кінець 3] #good"
    )

    changed = merged(text, document).document

    assert changed["nodes"]["good"] == document["nodes"]["good"] | {"text": ""}
    assert changed["nodes"]["s1"] == document["nodes"]["s1"]


def test_scenes_and_replies_without_ids_are_recognised_by_title_and_words():
    document = made(
        scene(
            "q7",
            choice("x", "z", 4, text="Так", move="affirm"),
            choice("y", "z", text="Ні"),
            title="Дата",
        ),
        ending("z", 2, title="Кінець"),
    )
    typed = "дата\n- Може → Кінець\n- так → Кінець {FL-02: 4}\nКінець [кінець 2]\n"

    result = merged(typed, document, whole=False).document

    assert list(result["nodes"]) == ["q7", "z"]
    assert [item["id"] for item in result["nodes"]["q7"]["choices"]] == ["a", "x"]
    assert result["nodes"]["q7"]["choices"][1]["move"] == "affirm"


def test_a_scene_may_become_an_ending_and_keeps_its_words():
    document = healthy()

    changed = merged(
        write(document).replace("poor [кінець 1] #poor", "poor #poor"), document
    ).document

    assert changed["nodes"]["poor"]["kind"] == "scene"
    assert changed["nodes"]["poor"]["text"] == "Кінець розмови"
    assert changed["nodes"]["poor"]["choices"] == []
    assert parse_problems(changed) == []


def test_the_first_node_of_the_text_is_where_the_talk_begins():
    blocks = write(healthy()).split("\n\n")

    changed = merged("\n\n".join([blocks[1], blocks[0], *blocks[2:]]), healthy()).document

    assert changed["start"] == "s2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Так → Далі", [(1, "before_first")]),
        ("> текст", [(1, "before_first")]),
        ("Сцена\n  < реакція", [(2, "no_reply_above")]),
        ("Кінець [кінець 3]\n@ Ганна", [(2, "not_of_this_kind")]),
        ("Кінець [кінець 3]\n- Так", [(2, "reply_of_ending")]),
        ("Кінець [кінець 4]", [(1, "no_such_level")]),
        ("Сцена [щось]", [(1, "unknown_mark")]),
        ("? [кінець 2] #r", [(1, "unknown_mark")]),
        ("[кінець 2]", [(1, "no_name")]),
        ("Сцена\n\n- Так → Далі [рекомедовано]", [(3, "unknown_mark")]),
        ("Сцена\n- Так → Далі (довра +2)", [(2, "unknown_name")]),
        ("Сцена\n- Так → Далі (якщо довіра)", [(2, "bad_condition")]),
        ("Сцена\n- Так → Далі (2)", [(2, "bad_effect")]),
        ("Сцена\n- Так → Далі {FL-02: 5}", [(2, "bad_quality")]),
        ("Сцена\n- Так → Далі {FL-02: 3, FL-02: 4}", [(2, "quality_twice")]),
        ("Сцена\n- Так → Далі {FL-02: 3", [(2, "not_closed")]),
        ("Сцена\n- Так → Далі {FL-02: 3} і ще", [(2, "text_after_marks")]),
        ("Сцена\n- Так {FL-02: 3}", [(2, "marks_without_arrow")]),
        ("Сцена\n- Так → #Далі", [(2, "bad_id")]),
        ("Одна #x\nДруга #x", [(2, "id_twice")]),
        ("Сцена\nсцена", [(1, "title_twice"), (2, "title_twice")]),
        ("Сцена #x\nсцена #y\n- Так → Сцена", [(3, "target_twice")]),
        ("Сцена\n- a) Так\n- a) Ні", [(3, "reply_id_twice")]),
        ("? Розвилка\n- колись → Далі", [(2, "not_a_rule")]),
        ("? Розвилка\n- інакше → Далі\n- якщо довіра > 1 → Далі", [(2, "else_not_last")]),
        ("Сцена\n" + "- Так\n" * 13, [(14, "too_many_replies")]),
        ("Сцена\n- Так → Далі (довіра +0)", [(2, "not_positive")]),
        ("Сцена\n- " + "о" * 1001, [(2, "too_long")]),
        ("Сцена\nа\x07", [(2, "bad_character")]),
        ("\n".join(f"С{n}" for n in range(501)), [(501, "too_many_nodes")]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_line(text, expected):
    assert faults(text) == expected


def test_every_fault_of_a_text_is_named_at_once():
    assert faults("Сцена\n- Так → Далі [ой]\n- Ні → Далі (нема +1)\nКінець [кінець 9]\n") == [
        (2, "unknown_mark"),
        (3, "unknown_name"),
        (4, "no_such_level"),
    ]


@pytest.mark.parametrize("text", ["[мовчить]", "Питає (тихо)", "«5 {шт.}»", "а -\\> б"])
def test_brackets_that_are_no_marks_may_end_a_reply_without_a_target(text):
    assert faults(f"Сцена\n- {text}") == []
