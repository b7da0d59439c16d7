"""What holds of every kind, whatever is sent: bounds, refusals, order."""

import itertools
import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.exceptions import InvalidResponse
from assessments.quizzes.kinds import KINDS, grade_answer, kind_of
from assessments.quizzes.kinds.order import PARTS
from tests.factories.documents import DOCUMENTS
from tests.quizzes.documents import document, every_document, pinned

VARIANTS = [
    *every_document().values(),
    *DOCUMENTS.values(),
    document("many", marking="all_or_nothing"),
    document("kprim", marking="each"),
    document("kprim", marking="all_or_nothing"),
    document("judgement_rate", marking="mode"),
    document("number", unit="required"),
    document("number", unit="none", units=[]),
    *(document("order", marking=marking) for marking in PARTS),
]
for number, fraction in enumerate(("100", "-50", "33.33333")):
    VARIANTS.append(document("one"))
    VARIANTS[-1]["options"][number]["fraction"] = fraction
    VARIANTS.append(document("many"))
    VARIANTS[-1]["options"][number]["fraction"] = fraction
    VARIANTS.append(document("gap_select"))
    VARIANTS[-1]["options"][0]["choices"][number]["fraction"] = fraction

published = st.sampled_from(VARIANTS)
words = st.sampled_from(
    ["T00", "T01", "T02", "T05", "best", "worst", "true", "1", "2", "4", "", "30 днів", "1e6", "*"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words | st.text(),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(words | st.text(), inner, max_size=5)
    ),
    max_leaves=12,
)


def answers_to(one):
    """Answers of the right shape for ``one``, full, partial or empty."""
    tokens = [token for token, _ in pinned(one)] or ["T00"]
    token = st.sampled_from(tokens)
    given = token | st.sampled_from(["true", "false", "0", "1", "2", "3", "4", "слово", "800"])
    return {
        "one": token,
        "many": st.lists(token, unique=True),
        "text": st.text() | st.sampled_from(["30", "30 днів", "конфіденційність", "таємниця"]),
        "best_worst": st.fixed_dictionaries({"best": token, "worst": token}),
        "parts": st.dictionaries(token, given),
    }[kind_of(one).shape]


answered = published.flatmap(lambda one: st.tuples(st.just(one), anything | answers_to(one)))


def cleaned(one, value, options):
    try:
        return kind_of(one).clean(one, value, options, "1")
    except InvalidResponse:
        return None


@given(answered)
def test_whatever_is_let_through_is_graded_within_bounds(case):
    one, value = case
    options = pinned(one)
    stored = cleaned(one, value, options)  # anything but InvalidResponse fails here
    grade = grade_answer(one, stored, options)
    least = -1 if one["kind"] in ("one", "true_false") else 0
    assert isinstance(grade.share, Fraction)
    assert least <= grade.share <= 1
    assert all(-1 <= share <= 1 for share in grade.parts.values())
    assert isinstance(kind_of(one).is_complete(one, stored, options), bool)
    assert stored is not None or grade.share == 0


@given(answered)
def test_what_was_let_through_once_is_let_through_again_unchanged(case):
    one, value = case
    stored = cleaned(one, value, pinned(one))
    assert cleaned(one, stored, pinned(one)) == stored


@given(answered, st.randoms(use_true_random=False))
def test_grading_does_not_depend_on_the_order_of_options(case, order):
    one, value = case
    options = pinned(one)
    stored = cleaned(one, value, options)
    mixed = order.sample(options, len(options))
    assert grade_answer(one, stored, mixed) == grade_answer(one, stored, options)
    if one["kind"] != "order" and "options" in one:  # there the document's order is the key
        turned = {**one, "options": one["options"][::-1]}
        assert (
            grade_answer(turned, stored, options).share == grade_answer(one, stored, options).share
        )


@given(published, st.integers())
def test_the_right_answer_earns_exactly_everything(one, seed):
    kind = kind_of(one)
    arranged = kind.arrange(one, random.Random(seed))
    options = [[f"T{number}", name] for number, name in enumerate(arranged)]
    right = kind.right_value(one, options)
    assert (right is None) == (one["kind"] == "long" or _has_no_full_answer(one))
    if right is not None:
        assert kind.clean(one, right, options, "1") == right
        assert grade_answer(one, right, options).share == 1


def _has_no_full_answer(one):
    """A changed fraction took the only full option away, or left the sum short of 1."""
    if one["kind"] == "one":
        return all(
            option.get("fraction", "100" if option["right"] else "0") != "100"
            for option in one["options"]
        )
    if one["kind"] == "many" and any("fraction" in option for option in one["options"]):
        picks = [
            Fraction(option.get("fraction", "100" if option["right"] else "0"))
            for option in one["options"]
        ]
        return sum(pick for pick in picks if pick > 0) < 100
    if one["kind"] == "gap_select":
        return all(choice["fraction"] != "100" for choice in one["options"][0]["choices"])
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_a_guess_is_a_share_or_nothing(kind):
    guess = KINDS[kind].guess(document(kind))
    assert (guess is None) == (kind == "long")
    assert guess is None or 0 <= guess < 1


@pytest.mark.parametrize("marking", PARTS)
def test_the_guess_of_an_order_is_the_mean_over_all_orders(marking):
    one = document("order", marking=marking)
    ids = [option["id"] for option in one["options"]]
    options = [[name, name] for name in ids]
    orders = [
        {name: str(place) for place, name in enumerate(order, start=1)}
        for order in itertools.permutations(ids)
    ]
    mean = sum(grade_answer(one, value, options).share for value in orders) / len(orders)
    assert KINDS["order"].guess(one) == mean


@pytest.mark.parametrize("kind", ["judgement_rank", "judgement_rate", "kprim", "categorise"])
def test_the_guess_of_parts_is_the_mean_over_all_answers(kind):
    one = document(kind)
    options = pinned(one)
    tokens = [token for token, name in options if name in {row["id"] for row in one["options"]}]
    values = {
        "judgement_rank": itertools.permutations("1234"),
        "judgement_rate": itertools.product("01234", repeat=4),
        "kprim": itertools.product(("true", "false"), repeat=4),
        "categorise": itertools.product([t for t, _ in options if t not in tokens], repeat=3),
    }[kind]
    shares = Counter(
        grade_answer(one, dict(zip(tokens, value, strict=True)), options).share for value in values
    )
    mean = sum(share * times for share, times in shares.items()) / sum(shares.values())
    assert abs(KINDS[kind].guess(one) - mean) < Fraction(1, 10**15)
