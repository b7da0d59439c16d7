"""Small scenarios to test with, written in the text form."""

from copy import deepcopy

from assessments.scenarios.document import from_text

FILLER = "слово " * 60


def choice(choice_id, to, quality=None, **extra):
    """A choice; ``quality`` is a mark for FL-02 or a mapping of competencies."""
    text = {"id": choice_id, "text": f"Відповідь {choice_id} клієнтові", "to": to} | extra
    if quality is not None:
        text["qualities"] = quality if isinstance(quality, dict) else {"FL-02": quality}
        text.setdefault("feedback", "Чому так")
    return text


def scene(node_id, *choices, **extra):
    return {"id": node_id, "text": FILLER, "choices": list(choices)} | extra


def router(node_id, *rules, otherwise):
    return {"id": node_id, "rules": [{"when": w, "to": to} for w, to in rules], "else": otherwise}


def ending(node_id, level, **extra):
    return {"id": node_id, "level": level, "title": node_id, "text": "Кінець розмови"} | extra


def variable(key, **extra):
    return {"key": key, "min": 0, "max": 10, "start": 5, "shown": "during"} | extra


def text_form(*nodes, **top):
    """The text form with these nodes; the first one is the start."""
    sections = {"scenes": [], "routers": [], "endings": []}
    for node in nodes:
        kind = "routers" if "else" in node else "endings" if "level" in node else "scenes"
        sections[kind].append(node)
    base = {"code": "T01", "title": "Проба", "competencies": ["FL-02"], "start": nodes[0]["id"]}
    return deepcopy(base | sections | top)


def made(*nodes, **top):
    return from_text(text_form(*nodes, **top))


def decision(node_id, onward, best_first=True):
    """Three choices worth 4, 2 and 0 that all lead onward; the best one raises trust."""
    choices = [
        choice("a", onward, 4, recommended=True, effects=["trust + 1"]),
        choice("b", onward, 2),
        choice("c", onward, 0, effects=["trust - 1"]),
    ]
    return scene(node_id, *(choices if best_first else choices[::-1]))


def healthy_nodes():
    """Four decisions, then a good or a poor ending by trust: nothing to find fault with."""
    return [
        decision("s1", "s2"),
        decision("s2", "s3", best_first=False),
        decision("s3", "s4"),
        decision("s4", "fork", best_first=False),
        router("fork", (["trust >= 6"], "good"), otherwise="poor"),
        ending("good", 3),
        ending("poor", 1),
    ]


def healthy(**top):
    settings = {"variables": [variable("trust")], "pass": {"level": 2, "achievement": 90}}
    return made(*healthy_nodes(), **settings | top)


def short_bad_path():
    """Three decisions worth 4 each; whoever leaves after the first took all that was met."""
    return made(
        scene("q1", choice("a", "q2", 4, recommended=True), choice("b", "q2", 1)),
        scene(
            "q2",
            choice("a", "q3", 4, recommended=True),
            choice("b", "q3", 0),
            choice("leave", "left-early"),
        ),
        scene("q3", choice("a", "good", 4, recommended=True), choice("b", "good", 2)),
        ending("good", 3),
        ending("left-early", 1),
    )


def ladder(scenes, keys):
    """A long talk of three replies a scene over meters that conditions read, with ways ahead."""
    names = [f"s{number}" for number in range(scenes)]
    nodes = []
    for number, name in enumerate(names):
        following = [*names[number + 1 :], "good"]
        key = keys[number % len(keys)]
        nodes.append(
            scene(
                name,
                choice("a", following[0], 4, recommended=True, effects=[f"{key} + 1"]),
                choice("b", following[min(1, len(following) - 1)], 2, effects=[f"{key} - 1"]),
                choice("c", following[0] if number % 9 else "poor", 0, when=[f"{key} >= 3"]),
            )
        )
    return made(
        *nodes, ending("good", 3), ending("poor", 1), variables=[variable(key) for key in keys]
    )
