"""A scenario played with dicts and a deque alone, beside the engine: nothing of it is imported.

A state is ``(node, values, used, scored)``; ``values`` is a tuple in the order of the variables.
Every variable, every once-only choice and every scored scene is part of it, needed or not.
"""

from collections import deque, namedtuple

Edge = namedtuple("Edge", "choice after earned offered counted critical")


def compare(left, operator, right):
    if operator == "==":
        return left == right
    if operator == "!=":
        return left != right
    if operator in ("<", "<="):
        return left < right or (operator == "<=" and left == right)
    return left > right or (operator == ">=" and left == right)


def met(conditions, values):
    return all(compare(values[c["variable"]], c["op"], c["value"]) for c in conditions)


class World:
    """Everything that can happen in a document, and what of the document was made use of."""

    def __init__(self, document):
        self.document = document
        self.nodes = document["nodes"]
        self.keys = [variable["key"] for variable in document["variables"]]
        self.range = {v["key"]: (v["min"], v["max"]) for v in document["variables"]}
        self.visited, self.opened, self.shut = set(), set(), set()
        self.rules_used, self.rules_failed, self.endless = set(), set(), set()
        self.worked, self.edges, self.parents = set(), {}, {}
        values = {v["key"]: v["start"] for v in document["variables"]}
        first = self.land(document["start"], values)
        self.start = first and self.state(first, values, frozenset(), frozenset())
        if self.start:
            self.search()

    def state(self, node, values, used, scored):
        return node, tuple(values[key] for key in self.keys), used, scored

    def land(self, target, values):
        """The scene or ending behind ``target``; None where routers turn for ever or one lacks."""
        passed, marks = [], []
        while True:
            node = self.nodes.get(target)
            if node is None:
                return None
            if node["kind"] != "router":
                break
            if target in passed:
                self.endless.add(target)
                return None
            passed.append(target)
            for number, rule in enumerate(node["rules"]):
                if met(rule["when"], values):
                    marks.append((target, number))
                    onward = rule["to"]
                    break
                marks.append((target, number, "failed"))
            else:
                onward = node["else"]
            target = onward
        self.visited |= {target, *passed}
        self.rules_used |= {mark for mark in marks if len(mark) == 2}
        self.rules_failed |= {mark[:2] for mark in marks if len(mark) == 3}
        return target

    def search(self):
        waiting = deque([self.start])
        self.edges[self.start] = []
        while waiting:
            state = waiting.popleft()
            for edge in self.expand(state):
                self.edges[state].append(edge)
                if edge.after is not None and edge.after not in self.edges:
                    self.edges[edge.after] = []
                    self.parents[edge.after] = (state, edge.choice["id"])
                    waiting.append(edge.after)

    def expand(self, state):
        name, numbers, used, scored = state
        node = self.nodes[name]
        if node["kind"] == "ending":
            return
        values = dict(zip(self.keys, numbers, strict=True))
        shown = []
        for choice in node["choices"]:
            if not met(choice["when"], values):
                self.shut.add((name, choice["id"]))
            elif (name, choice["id"]) not in used:
                self.opened.add((name, choice["id"]))
                shown.append(choice)
        top = max((worth(choice) for choice in shown if choice["qualities"]), default=0)
        for choice in shown:
            after = self.affected(name, choice, values)
            place = self.land(choice["to"], after)
            counted = bool(choice["qualities"]) and name not in scored
            onward = place and self.state(
                place,
                after,
                used | {(name, choice["id"])} if choice["once"] else used,
                scored | {name} if choice["qualities"] else scored,
            )
            points = (worth(choice), top) if counted else (0, 0)
            yield Edge(choice, onward, *points, counted, choice["critical"] == "error")

    def affected(self, name, choice, values):
        values = dict(values)
        for number, effect in enumerate(choice["effects"]):
            key, amount = effect["variable"], effect["value"]
            wanted = {"+": values[key] + amount, "-": values[key] - amount, "=": amount}
            low, high = self.range[key]
            result = sorted((low, wanted[effect["op"]], high))[1]
            if result != values[key]:
                self.worked.add((name, choice["id"], number))
            values[key] = result
        return values

    # --- Answers --------------------------------------------------------------------------------
    def ends(self):
        return [state for state in self.edges if self.nodes[state[0]]["kind"] == "ending"]

    def level(self, state):
        return self.nodes[state[0]]["level"]

    def onward(self, state):
        """States that can follow; choices that lead nowhere lead to none."""
        return {edge.after for edge in self.edges[state] if edge.after is not None}

    def hopeful(self):
        """States from which an ending can be reached, by asking until nothing changes."""
        found = set(self.ends())
        while more := {s for s in self.edges if s not in found and self.onward(s) & found}:
            found |= more
        return found

    def circling(self):
        """States that lead back to themselves."""
        return {state for state in self.edges if state in self.reach(self.onward(state))}

    def reach(self, states):
        found, waiting = set(states), list(states)
        while waiting:
            fresh = self.onward(waiting.pop()) - found
            found |= fresh
            waiting += fresh
        return found

    def sums(self, gain, allowed=lambda edge: True):
        """Every (state, sum of ``gain``) that some path reaches; scores count on first visits."""
        if not self.start:
            return set()
        found, waiting = {(self.start, 0)}, [(self.start, 0)]
        while waiting:
            state, total = waiting.pop()
            for edge in self.edges[state]:
                if edge.after is None or not allowed(edge):
                    continue
                pair = (edge.after, total + gain(edge))
                if pair not in found:
                    found.add(pair)
                    waiting.append(pair)
        return found

    def quickest(self, cost):
        """The least sum of ``cost`` to any ending, by asking until nothing gets less."""
        least = {self.start: 0}
        while True:
            better = {}
            for state, spent in least.items():
                for edge in self.edges[state]:
                    total = edge.after is not None and spent + cost(edge)
                    known = min(d.get(edge.after, 1 << 60) for d in (least, better))
                    if edge.after is not None and total < known:
                        better[edge.after] = total
            if not better:
                return min((least[state] for state in self.ends() if state in least), default=None)
            least |= better

    def totals(self, **options):
        """Ending → every total some path to it earns."""
        by_ending = {}
        for state, total in self.sums(lambda edge: edge.earned, **options):
            if self.nodes[state[0]]["kind"] == "ending":
                by_ending.setdefault(state[0], set()).add(total)
        return by_ending

    def most(self):
        """M: the most on any path to an ending of the highest level in reach."""
        totals = self.totals()
        top = max((self.nodes[name]["level"] for name in totals), default=0)
        best = [max(t) for name, t in totals.items() if self.nodes[name]["level"] == top]
        return max(best, default=0)


def worth(choice):
    return choice["weight"] * sum(choice["qualities"].values())


def reaches(earned, most, percent):
    return earned * 100 >= most * percent if most else percent == 0


def chance_of_passing(world, longest=200):
    """The chance to pass every gate when each open choice is as likely as the next."""
    rule = world.document["pass"]
    needed = sorted(rule["competencies"].items())
    most = world.most()
    here = {(world.start, 0, ((0, 0, 0),) * len(needed)): 1.0} if world.start else {}
    passed = 0.0
    for _ in range(longest + 1):
        there = {}
        for (state, earned, tallies), chance in here.items():
            if world.nodes[state[0]]["kind"] == "ending":
                gates = [world.level(state) >= rule["level"]]
                gates.append(reaches(earned, most, rule["achievement"]))
                for (_, wanted), (got, best, count) in zip(needed, tallies, strict=True):
                    gates += [reaches(got, best, wanted["share"]), count >= wanted["decisions"]]
                passed += chance if all(gates) else 0
                continue
            for edge in world.edges[state]:
                if edge.critical or edge.after is None:
                    continue
                own = tuple(
                    _counted(tally, edge, code)
                    for (code, _), tally in zip(needed, tallies, strict=True)
                )
                key = (edge.after, earned + edge.earned, own)
                there[key] = there.get(key, 0) + chance / len(world.edges[state])
        here = there
    return passed


def _counted(tally, edge, code):
    quality = edge.choice["qualities"].get(code)
    if not edge.counted or quality is None:
        return tally
    got, best, count = tally
    weight = edge.choice["weight"]
    return got + weight * quality, best + weight * 4, count + 1
