"""QTI interactions that choose, order and match, as documents of ours with HTML texts."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.qti_declarations import ResponseDeclaration
from assessments.quizzes.exchange.qti_item import Item, Unfit, percent, plain_number
from assessments.quizzes.exchange.qti_xml import below, children, words

MOST_CHOICES = 200
TRUE_WORDS = ("true", "right", "correct", "yes", "правда", "так", "правильно", "вірно", "істина")
FALSE_WORDS = ("false", "wrong", "incorrect", "no", "неправда", "ні", "неправильно", "хибно")
Read = tuple[dict[str, Any], dict[str, Any]]  # document, extras


def no_right_answer() -> Unfit:
    return Unfit(_("No answer of it is right."))


def read_choice(item: Item) -> Read:
    response = item.response(item.only)
    choices = _choices(item.only, "simpleChoice")
    if response.cardinality == "single":
        return _single(item, response, choices)
    return _multiple(item, response, choices)


def _choices(interaction: Element, name: str) -> list[Element]:
    choices = list(below(interaction, (name,)))
    if not 2 <= len(choices) <= MOST_CHOICES:
        raise Unfit(
            _("It has %(count)s options; 2 to %(most)s are accepted.")
            % {"count": len(choices), "most": MOST_CHOICES}
        )
    names = [choice.get("identifier", "") for choice in choices]
    if len(set(names)) != len(names) or "" in names:
        raise Unfit(_("Its options do not have names of their own."))
    return choices


def _single(item: Item, response: ResponseDeclaration, choices: list[Element]) -> Read:
    names = [choice.get("identifier", "") for choice in choices]
    empty = item.probe(response, ())
    results = [item.probe(response, (name,)) for name in names]
    best = max(result.score for result in results)
    if best <= 0:
        raise no_right_answer()
    best = item.whole(best)
    always = item.shown_by(empty, *results)
    explanation = item.take_places(always)
    options = []
    for choice, name, result in zip(choices, names, results, strict=True):
        share = max(result.score / best, -1.0)
        if share != result.score / best:
            item.note(_("A penalty larger than the whole mark was cut to the whole mark."))
        options.append(
            {
                "id": name,
                "text": item.inner(choice),
                "right": share == 1,
                "feedback": item.take_places(item.shown_by(result) - always)
                or item.take_named(name),
                "fraction": percent(share),
            }
        )
    document = {
        "kind": "one",
        "prompt": item.prompt(),
        "points": plain_number(best),
        "options": options,
        "explanation": explanation,
    }
    if item.own and item.own.get("kind") != "true_false":
        return document, {}
    return _as_true_false(document, choices) or document, {}


def _as_true_false(document: dict[str, Any], choices: list[Element]) -> dict[str, Any] | None:
    """The same question as a statement, when its two options say just “true” and “false”."""
    said = [words(choice).casefold().rstrip(".") for choice in choices]
    if len(choices) != 2 or any(
        option["fraction"] not in ("0", "100") for option in document["options"]
    ):
        return None
    if said[0] in TRUE_WORDS and said[1] in FALSE_WORDS:
        order = (0, 1)
    elif said[0] in FALSE_WORDS and said[1] in TRUE_WORDS:
        order = (1, 0)
    else:
        return None
    options = [
        {**document["options"][place], "id": name, "text": ""}
        for place, name in zip(order, ("true", "false"), strict=True)
    ]
    return {**document, "kind": "true_false", "options": options}


def _multiple(item: Item, response: ResponseDeclaration, choices: list[Element]) -> Read:
    names = [choice.get("identifier", "") for choice in choices]
    singles = {name: item.probe(response, (name,)) for name in names}
    right = [name for name in names if singles[name].score > 0]
    declared = [str(a) for a in response.correct.atoms] if response.correct else []
    if not right or item.probe(response, declared).score > item.probe(response, right).score:
        right = [name for name in names if name in declared]
    best = item.probe(response, right)
    if not right or best.score <= 0:
        raise no_right_answer()
    document: dict[str, Any] = {
        "kind": "many",
        "prompt": item.prompt(),
        "points": plain_number(item.whole(best.score)),
        **_many_marking(item, response, names, right),
    }
    wrong = item.probe(response, [name for name in names if name not in right][:1])
    times = Counter(place for result in singles.values() for place in item.shown_by(result))
    options = document["options"]
    for option in options:
        own = {place for place in item.shown_by(singles[option["id"]]) if times[place] == 1}
        option["text"] = item.inner(choices[names.index(option["id"])])
        option["feedback"] = item.take_places(own) or item.take_named(option["id"])
    general = item.take_general(best, wrong)
    document["explanation"] = general.pop("explanation", "")
    return document, general


def _many_marking(
    item: Item, response: ResponseDeclaration, names: list[str], right: list[str]
) -> dict[str, Any]:
    """Options with fractions where points add up, else all or nothing where that is certain."""

    def score(chosen: list[str]) -> float:
        return item.probe(response, chosen).score

    best = item.whole(score(right))
    wrong = [name for name in names if name not in right]
    weights = _weights(response, score, right, wrong)
    options: list[dict[str, Any]] = [{"id": name, "right": name in right} for name in names]
    sets = [right[:count] for count in range(1, len(right) + 1)]
    sets += [[*right, name] for name in wrong] + [names]
    if all(_near(max(score(one), 0.0), _summed(weights, one, best)) for one in sets):
        if wrong and score(wrong) < 0:
            item.note(_("Marks below zero are not kept: nothing is the least here."))
        for option in options:
            option["fraction"] = percent(max(min(weights[option["id"]] / best, 1.0), -1.0))
        return {"marking": "balance", "options": options}
    others = [[other for other in right if other != name] for name in right]
    others += [[*right, name] for name in wrong]
    if all(score(one) <= 0 for one in others if one):
        return {"marking": "all_or_nothing", "options": options}
    raise Unfit(_("How its points come about for several options is not certain."))


def _weights(
    response: ResponseDeclaration,
    score: Callable[[list[str]], float],
    right: list[str],
    wrong: list[str],
) -> dict[str, float]:
    """What each option adds. A bound may hide a penalty alone, but not beside what is right."""
    sets = [[name] for name in (*right, *wrong)] + [right]
    if response.mapping and all(
        _near(score(one), response.mapped(response.value(one))) for one in sets
    ):
        return {name: response.points_of(name) for name in (*right, *wrong)}
    weights = {name: score([name]) for name in (*right, *wrong)}
    best = score(right)
    for name in wrong:
        weights[name] = min(weights[name], score([*right, name]) - best)
    return weights


def _summed(weights: dict[str, float], chosen: list[str], best: float) -> float:
    return max(min(sum(weights[name] for name in chosen), best), 0.0)


def _near(one: float, other: float) -> bool:
    return abs(one - other) < 1e-6


def read_order(item: Item) -> Read:
    response = item.response(item.only)
    choices = {
        choice.get("identifier", ""): choice for choice in _choices(item.only, "simpleChoice")
    }
    if response.correct is None:
        raise no_right_answer()
    right = [str(a) for a in response.correct.atoms]
    if sorted(right) != sorted(choices):
        raise Unfit(_("Its right order does not hold every item once."))
    best = item.probe(response, right)
    if best.score <= 0:
        raise no_right_answer()
    wrong = item.probe(response, reversed(right))
    partly = [wrong, *(item.probe(response, one) for one in _neighbours_swapped(right))]
    if any(result.score > 0 for result in partly):
        item.note(_("Its own marks for partly right orders are not kept."))
    options = [
        {"id": name, "text": item.inner(choices[name]), "feedback": item.take_named(name)}
        for name in right
    ]
    general = item.take_general(best, wrong)
    return {
        "kind": "order",
        "prompt": item.prompt(),
        "points": plain_number(item.whole(best.score)),
        "marking": "all_or_nothing",
        "direction": item.only.get("orientation", "vertical"),
        "options": options,
        "explanation": general.pop("explanation", ""),
    }, general


def _neighbours_swapped(right: list[str]) -> list[list[str]]:
    return [
        [*right[:at], right[at + 1], right[at], *right[at + 2 :]]
        for at in range(min(len(right) - 1, 10))
    ]


def read_match(item: Item) -> Read:
    response = item.response(item.only)
    sets = children(item.only, "simpleMatchSet")
    if len(sets) != 2:
        raise Unfit(_("It does not have two sides to match."))
    left, right = (
        {choice.get("identifier", ""): choice for choice in _choices_of_side(side)} for side in sets
    )
    pairs = _right_pairs(item, response)
    if any(one not in left or other not in right for one, other in pairs):
        raise Unfit(_("Its right pairs name something that is not there."))
    firsts = Counter(one for one, _other in pairs)
    if len(firsts) < len(left) or max(firsts.values(), default=0) != 1:
        seconds = Counter(other for _one, other in pairs)
        if len(seconds) < len(right) or max(seconds.values(), default=0) != 1:
            raise Unfit(_("Not every item of it has exactly one right match."))
        left, right, pairs = right, left, [(other, one) for one, other in pairs]
    best = item.probe(response, _pair_atoms(item, response))
    if best.score <= 0:
        raise no_right_answer()
    _note_unequal_pairs(item, response, best.score)
    match = dict(pairs)
    options = [
        {
            "id": name,
            "text": item.inner(choice),
            "feedback": item.take_named(name),
            "match": match[name],
        }
        for name, choice in left.items()
    ]
    general = item.take_general(best, item.probe(response, ()))
    return {
        "kind": "matching",
        "prompt": item.prompt(),
        "points": plain_number(item.whole(best.score)),
        "options": options,
        "choices": [{"id": name, "text": item.inner(choice)} for name, choice in right.items()],
        "explanation": general.pop("explanation", ""),
    }, general


def _choices_of_side(side: Element) -> list[Element]:
    choices = children(side, "simpleAssociableChoice")
    if not 1 <= len(choices) <= MOST_CHOICES:
        raise Unfit(_("It does not have two sides to match."))
    return choices


def _pair_atoms(item: Item, response: ResponseDeclaration) -> list[str]:
    if response.correct is not None:
        return [str(a) for a in response.correct.atoms]
    return [str(entry.key) for entry in response.mapping if entry.points > 0]


def _right_pairs(item: Item, response: ResponseDeclaration) -> list[tuple[str, str]]:
    pairs = [tuple(atom.split(" ")) for atom in _pair_atoms(item, response)]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise no_right_answer()
    return [(pair[0], pair[1]) for pair in pairs]


def _note_unequal_pairs(item: Item, response: ResponseDeclaration, best: float) -> None:
    """Here every pair is worth the same; say so when the item sees it otherwise."""
    if item.own:
        return
    points = [entry.points for entry in response.mapping if entry.points > 0]
    if item.scoring.template != "map_response" or not points:
        item.note(_("Here each right pair earns its part; in the file, all or none did."))
    elif any(not _near(one, points[0]) for one in points):
        item.note(_("Pairs of unequal worth count the same here."))
