"""Questions as hypothesis makes them: signs that mean something to a format, in every text."""

import html
from decimal import Decimal

from hypothesis import strategies as st

from assessments.quizzes.exchange.building import (
    accepted,
    choice,
    long,
    matching,
    number_question,
    numeric,
    option,
    short,
    true_false,
    whole,
)
from assessments.quizzes.exchange.markup import Cleaner, Rich
from assessments.quizzes.exchange.neutral import File, NeutralQuestion

SIGNS = [
    *"{}~=#:\\%->[]*\n/|\"'&<;, 0я",
    "[html]",
    "%50%",
    "::",
    "####",
    "->",
    "//",
    "\\n",
    "$CATEGORY:",
    "T",
    "FALSE",
    "м’я",
    "й",
    "{1:SA:=x}",
    "]]>",
]

letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"])
texts = (
    st.lists(st.sampled_from(SIGNS) | letters, min_size=1, max_size=12)
    .map(lambda parts: "".join(parts).strip())
    .filter(bool)
)
lines = texts.map(lambda text: " ".join(text.split())).filter(bool)
feedbacks = st.just("") | texts
wrong = st.sampled_from([Decimal(0), Decimal(-50), Decimal("-33.33333"), Decimal("12.5")])
numbers = st.decimals(-10_000, 10_000, places=3).map(lambda value: format(value, "f"))


def rich(strategy, text_format):
    if text_format == "plain":
        return strategy.map(Rich)
    return strategy.map(
        lambda text: Rich(f"<p>{html.escape(text)}</p>" if text else "", text_format)
    )


def _ones(text_format):
    options = st.lists(
        st.builds(option, rich(texts, text_format), wrong, rich(feedbacks, text_format)),
        min_size=1,
        max_size=4,
    )
    right = st.builds(
        option, rich(texts, text_format), st.just(Decimal(100)), rich(feedbacks, text_format)
    )
    return st.tuples(options, right, st.randoms()).map(
        lambda made: choice(_shuffled([*made[0], made[1]], made[2]), single=True)
    )


def _shuffled(entries, order):
    order.shuffle(entries)
    return entries


def _manies(text_format):
    shares = st.sampled_from([Decimal(100), Decimal(50), Decimal("33.33333")])
    right = st.builds(option, rich(texts, text_format), shares, rich(feedbacks, text_format))
    others = st.lists(
        st.builds(option, rich(texts, text_format), wrong | shares, rich(feedbacks, text_format)),
        min_size=1,
        max_size=4,
    )
    return st.tuples(right, others).map(lambda made: choice([made[0], *made[1]], single=False))


def _true_falses(text_format):
    fractions = st.sampled_from([(Decimal(100), Decimal(0)), (Decimal(0), Decimal(100))])
    return st.builds(
        true_false, fractions, rich(feedbacks, text_format), rich(feedbacks, text_format)
    )


def _shorts(text_format):
    full = st.builds(accepted, texts, st.just(Decimal(100)), rich(feedbacks, text_format))
    partial = st.builds(
        accepted,
        texts,
        st.sampled_from([Decimal(100), Decimal(50), Decimal(0)]),
        rich(feedbacks, text_format),
    )
    return st.tuples(full, st.lists(partial, max_size=3)).map(
        lambda made: short([made[0], *made[1]])
    )


def _numbers(text_format):
    full = st.builds(
        numeric,
        numbers,
        numbers.map(lambda text: text.lstrip("-")),
        st.just(Decimal(100)),
        rich(feedbacks, text_format),
    )
    partial = st.builds(
        numeric,
        numbers,
        st.just("0"),
        st.sampled_from([Decimal(50), Decimal(0)]),
        rich(feedbacks, text_format),
    )
    rest = st.builds(
        numeric, st.just("*"), st.just("0"), st.just(Decimal(0)), rich(feedbacks, text_format)
    )
    return st.tuples(full, st.lists(partial, max_size=2), st.lists(rest, max_size=1)).map(
        lambda made: number_question([made[0], *made[1], *made[2]])
    )


def _matchings(text_format):
    rights = st.lists(texts.map(Rich), min_size=2, max_size=4, unique=True)
    stems = st.lists(rich(texts, text_format), min_size=2, max_size=2)
    return st.tuples(stems, rights).map(
        lambda made: matching(
            [*zip(made[0], made[1], strict=False), *((Rich(""), one) for one in made[1][2:])]
        )
    )


KINDS = {
    "one": _ones,
    "many": _manies,
    "true_false": _true_falses,
    "short": _shorts,
    "number": _numbers,
    "matching": _matchings,
    "long": lambda _format: st.just(long()),
}


def settled(body, prompt, explanation, points="1"):
    found = Cleaner().settled(whole(body, prompt, explanation, points))
    return {**found.value, "format": found.format}


def documents(kinds=tuple(KINDS)):
    def of(chosen):
        kind, text_format = chosen
        return st.builds(
            settled,
            KINDS[kind](text_format),
            rich(texts, text_format),
            rich(feedbacks, text_format),
        )

    return st.tuples(st.sampled_from(kinds), st.sampled_from(["plain", "html"])).flatmap(of)


levels = st.text(alphabet="абв 12.:#{", min_size=1, max_size=6).map(str.strip).filter(
    bool
) | st.just("один//два")
marks = lines.map(lambda text: text.rstrip("\\")).filter(bool)


def questions(kinds=tuple(KINDS), files=False):
    names = st.text(alphabet="абїґ 1'№%&#?().", min_size=1, max_size=8)
    return st.builds(
        NeutralQuestion,
        name=lines,
        line=st.none(),
        document=documents(kinds),
        identifier=st.just("") | marks,
        category=st.lists(levels, max_size=3).map("/".join),
        tags=st.lists(marks, max_size=3, unique=True).map(tuple),
        files=st.lists(
            st.builds(
                File,
                names.map(lambda name: f"a{name}b.png"),
                st.binary(max_size=40),
            ),
            max_size=2 if files else 0,
            unique_by=lambda file: file.name,
        ).map(tuple),
    )


def kept(question):
    """What a round trip has to give back; number texts by value."""
    return (
        question.name,
        question.identifier,
        question.category,
        question.tags,
        sorted((file.name, file.content) for file in question.files),
        _by_value(question.document),
    )


def _by_value(document):
    if document["kind"] != "number":
        return document
    answers = [
        {**answer, "tolerance": Decimal(answer["tolerance"])} for answer in document["answers"]
    ]
    return {**document, "answers": answers}
