"""What a plain search through all that can happen finds: checks 4 to 12 and 19."""

from itertools import product

from tests.scenarios.plain.walking import World, chance_of_passing, met, reaches

ANYWHERE = {"idle_loop", "too_few_decisions"}
"""Which place is named is the checker's choice where several would do."""


def happenings(document):
    """Every ``(code, node, choice)``; codes ``ANYWHERE`` without their place."""
    world = World(document)
    yield from behaviour(world)
    if world.start:
        yield from absences(world)
    yield from impossible(world)
    yield from sums(world)
    yield from recommended(world)
    yield from chances(world)


def behaviour(world):
    hopeful = world.hopeful()
    if not world.start or world.start not in hopeful:
        yield "no_ending", "", ""
    for router in world.endless:
        yield "endless_routers", router, ""
    for state, edges in world.edges.items():
        node = world.nodes[state[0]]
        if node["kind"] == "scene" and node["choices"] and not edges:
            yield "all_closed", state[0], ""
        for edge in edges:
            lost = edge.after is not None and edge.after not in hopeful
            if state in hopeful and lost and world.onward(edge.after):
                yield "trap", state[0], edge.choice["id"]
    if world.circling() & hopeful:
        yield "idle_loop", "", ""


def absences(world):
    read = {c["variable"] for _, _, conditions in all_conditions(world) for c in conditions}
    for name, node in world.nodes.items():
        if name in linked(world) - world.visited:
            yield f"{'ending_' if node['kind'] == 'ending' else ''}never_reached", name, ""
        for number in range(len(node.get("rules", []))):
            rule = (name, number)
            if name in world.visited and rule not in world.rules_used:
                yield "rule_never_used", name, ""
            if rule in world.rules_used - world.rules_failed:
                yield "rule_always_true", name, ""
        for choice in node.get("choices", []):
            turn = (name, choice["id"])
            if name in world.visited and turn not in world.opened:
                yield "choice_never_open", *turn
            if choice["when"] and turn in world.opened - world.shut:
                yield "condition_always_true", *turn
            for number, effect in enumerate(choice["effects"]):
                idle = (*turn, number) not in world.worked
                if turn in world.opened and effect["variable"] in read and idle:
                    yield "idle_effect", *turn


def impossible(world):
    """Conditions that no values meet at all, tried one by one."""
    spans = [range(low, high + 1) for low, high in world.range.values()]
    for name, branch, conditions in all_conditions(world):
        used = {condition["variable"] for condition in conditions}
        tried = (
            dict(zip(world.keys, values, strict=True))
            for values in product(
                *(span if key in used else [0] for key, span in zip(world.keys, spans, strict=True))
            )
        )
        if not any(met(conditions, values) for values in tried):
            is_choice = world.nodes[name]["kind"] == "scene"
            yield (
                ("choice_never_open", name, branch) if is_choice else ("rule_never_used", name, "")
            )


def all_conditions(world):
    for name, node in world.nodes.items():
        for choice in node.get("choices", []):
            yield name, choice["id"], choice["when"]
        for rule in node.get("rules", []):
            yield name, "", rule["when"]


def linked(world):
    found, waiting = set(), [world.document["start"]]
    while waiting:
        name = waiting.pop()
        node = world.nodes.get(name)
        if node is None or name in found:
            continue
        found.add(name)
        waiting += [way["to"] for way in node.get("choices", []) + node.get("rules", [])]
        waiting += [node["else"]] if "else" in node else []
    return found


def sums(world):
    rule, most = world.document["pass"], world.most()
    good = {s[0] for s in world.ends() if world.level(s) >= rule["level"]}
    for code in {*world.document["competencies"], *rule["competencies"]}:
        counts = world.sums(
            lambda edge, code=code: edge.counted and code in edge.choice["qualities"]
        )
        least = min((count for state, count in counts if state[0] in good), default=None)
        wanted = rule["competencies"].get(code, {"decisions": 2})["decisions"]
        if least is not None and least < wanted:
            yield "too_few_decisions", "", ""
    clean = world.totals(allowed=lambda edge: not edge.critical)
    top = {name: max(clean[name]) for name in clean}
    passing = {name for name in top if reaches(top[name], most, rule["achievement"])}
    if not good & passing:
        yield "nobody_can_pass", "", ""
    flawless = world.totals(allowed=lambda edge: edge.earned == edge.offered)
    for name in {state[0] for state in world.ends()}:
        if (name in good) != (name in passing):
            yield "good_ending_below_mark" if name in good else "bad_ending_reaches_mark", name, ""
        least = min(flawless.get(name, {0}))
        if 0 < least < most:
            passes = name in good and reaches(least, most, rule["achievement"])
            yield "detour_full_marks" if passes else "short_path_full_marks", name, ""


def recommended(world):
    """Walks where the author points, state by state."""
    state, steps, seen = world.start, [], set()
    if state is None:
        yield "recommended_broken", world.document["start"], ""
        return
    while world.nodes[state[0]]["kind"] == "scene":
        name = state[0]
        marked = [edge for edge in world.edges[state] if edge.choice["recommended"]]
        any_marked = any(choice["recommended"] for choice in world.nodes[name]["choices"])
        fault = "loop" if state in seen else "twice" if len(marked) > 1 else ""
        if not marked and not fault:
            fault = "closed" if any_marked else "missing"
        if not fault and marked[0].after is None:
            fault = "broken"
        if fault:
            yield f"recommended_{fault}", name, ""
            return
        seen.add(state)
        steps.append((name, marked[0]))
        state = marked[0].after
    taken = {(name, edge.choice["id"]) for name, edge in steps}
    for name, node in world.nodes.items():
        for choice in node.get("choices", []):
            if choice["recommended"] and (name, choice["id"]) not in taken:
                yield "recommended_off_path", name, choice["id"]
    if world.level(state) < max(map(world.level, world.ends())):
        yield "recommended_lower_ending", state[0], ""
    if sum(edge.earned for _, edge in steps) < world.most():
        lossy = [(n, e.choice["id"]) for n, e in steps if e.earned < e.offered]
        yield "recommended_not_best", *(lossy[0] if lossy else ("", ""))


def chances(world):
    chance = chance_of_passing(world)
    if chance > 0.05:
        yield "passed_by_chance", "", ""
    hopeless = {code for code, *_ in (*behaviour(world), *sums(world))}
    if chance == 0 and not hopeless & {"no_ending", "nobody_can_pass"}:
        yield "gates_never_together", "", ""
