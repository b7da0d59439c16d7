"""From graded items to a result: weights, what is left out, what waits."""

from decimal import Decimal
from types import SimpleNamespace

from assessments.quizzes.grading import mark
from assessments.quizzes.kinds import kind_of
from tests.quizzes.documents import document, pinned


def item(position, published):
    return SimpleNamespace(
        position=position,
        key=str(position),
        options=pinned(published),
        document=published,
        share=None,
    )


def marked(*documents, right=(), answers=None):
    """``right``: positions answered fully right; ``answers``: position → value."""
    items = [item(number, published) for number, published in enumerate(documents, start=1)]
    given = {
        one.key: {"value": kind_of(one.document).right_value(one.document, one.options)}
        for one in items
        if one.position in right
    }
    given |= {str(position): {"value": value} for position, value in (answers or {}).items()}
    return mark(items, given)


def test_a_question_weighs_its_points():
    marks = marked(document("one", points="3"), document("true_false"), right=[1])
    assert marks.percent == Decimal("75.00")
    assert marks.shares == {1: Decimal(1), 2: Decimal(0)}


def test_documents_of_the_first_release_weigh_one_point():
    old = document("one")
    del old["points"]
    assert marked(old, document("one"), document("one"), right=[1]).percent == Decimal("33.33")


def test_per_cent_are_rounded_half_up():
    marks = marked(document("one", points="0.00125"), document("one", points="9.99875"), right=[1])
    assert marks.percent == Decimal("0.01")  # of 0.0125


def test_what_is_lost_below_0_is_taken_from_the_rest_but_never_from_nothing():
    penalised = document("one")
    penalised["options"][1]["fraction"] = "-50"
    wrong = next(token for token, one in pinned(penalised) if one == "id-o2")
    assert marked(penalised, document("many"), right=[2], answers={1: wrong}).percent == 25
    alone = marked(penalised, answers={1: wrong})
    assert alone.percent == 0
    assert alone.shares == {1: Decimal("-0.5")}
    assert alone.competencies == {"FL-02": (Decimal(0), 1)}


def test_a_question_the_experts_disagree_on_counts_nowhere():
    panel = {"raters": 4, "agreement": "0.4", "scored": False}
    open_question = document("judgement_choose", panel=panel, points="5")
    marks = marked(open_question, document("one"), right=[2])
    assert marks.percent == 100
    assert marks.competencies == {"FL-02": (Decimal(1), 1)}
    assert marks.shares[1] == 0
    assert marked(open_question, right=[1]).percent == 0


def test_a_long_answer_waits_and_is_no_evidence_until_it_is_marked():
    marks = marked(document("long"), document("one"), right=[2], answers={1: "Я вислухала."})
    assert marks.pending == {1}
    assert marks.percent == 50
    assert marks.competencies == {"FL-02": (Decimal(1), 1)}


def test_a_long_answer_that_was_not_given_does_not_wait():
    marks = marked(document("long"), document("one"), right=[2])
    assert marks.pending == frozenset()
    assert marks.competencies == {"FL-02": (Decimal("0.5"), 2)}


def test_competencies_are_weighted_like_the_whole():
    marks = marked(
        document("one", points="3"),
        document("one"),
        document("one", competency="FL-03"),
        document("one", competency=""),
        right=[1, 3],
    )
    assert marks.competencies == {"FL-02": (Decimal("0.75"), 2), "FL-03": (Decimal(1), 1)}


def test_nothing_to_count_is_0_per_cent():
    assert marked().percent == 0
    assert marked(document("one", points="0"), right=[1]).percent == 0
