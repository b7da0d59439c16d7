"""What one file says of another: every name has to lead somewhere, and no code stands for two."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from training.curriculum.reading.blueprints import shortfalls
from training.curriculum.reading.faults import Faults
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import Ref
from training.curriculum.reading.records import (
    Bank,
    Competency,
    Content,
    Lesson,
    Module,
    Norm,
    Question,
    QuizStep,
    Record,
    Scenario,
    ScenarioStep,
    SelfAssessmentStep,
    Step,
)
from training.curriculum.reading.scenarios import references

AnyRecord = TypeVar("AnyRecord", bound=Record)
AnyStep = TypeVar("AnyStep", bound=Module | Step)


def check_references(content: Content, faults: Faults) -> None:
    _Checker(content, faults).check()


class _Checker:
    def __init__(self, content: Content, faults: Faults) -> None:
        self.content, self.faults = content, faults
        self.competencies: dict[str, Competency] = self.by_code(content.competencies)
        self.norms: dict[str, Norm] = self.by_code(content.norms)
        self.banks: dict[str, Bank] = self.by_code(content.banks)
        self.questions: dict[str, Question] = self.by_code(content.questions())
        self.scenarios: dict[str, Scenario] = self.by_code(content.scenarios)
        self.modules: dict[str, Module] = self.by_code(content.modules)
        self.drawings = self.by_code(content.drawings)
        self.indicators = {
            indicator.code for one in content.competencies for indicator in one.indicators
        }
        self.asked = {one.competency.code for one in content.statements if one.competency}
        self.by_code(content.programmes)
        self.by_code(content.principles)
        self.by_code(content.statements)
        self.by_code(step for module in content.modules for step in module.steps)
        self.lessons: dict[str, Lesson] = {one.code: one for one in content.lessons()}
        self.files = {lesson.file for lesson in content.lessons()}

    def by_code(self, records: Iterable[AnyRecord]) -> dict[str, AnyRecord]:
        found: dict[str, AnyRecord] = {}
        for record in records:
            if not record.code:
                continue
            if first := found.get(record.code):
                self.faults.add(
                    record.place,
                    _("the code %(code)s is taken: %(file)s:%(line)d"),
                    code=record.code,
                    file=first.place.file,
                    line=first.place.line,
                )
            found.setdefault(record.code, record)
        return found

    def check(self) -> None:
        for competency in self.content.competencies:
            codes = [indicator.code for indicator in competency.indicators]
            for code in sorted({code for code in codes if codes.count(code) > 1}):
                self.faults.add(competency.place, _("“%(code)s” is here twice"), code=code)
        for principle in self.content.principles:
            self.check_indicators(principle.carried_by, also=self.competencies)
        self.follow_all((one.competency for one in self.content.statements), self.competencies)
        for question in self.content.questions():
            self.check_question(question)
        for scenario in self.content.scenarios:
            for kind, ref in references(scenario):
                self.follow(ref, self.competencies if kind == "competency" else self.norms)
        self.check_slugs(self.content.modules)
        for module in self.content.modules:
            self.check_module(module)
        self.check_circles()
        for programme in self.content.programmes:
            for stage in programme.stages:
                self.follow_all(stage.modules, self.modules)
            self.follow_all((ref for ref, _level in programme.target_levels), self.competencies)

    def follow(self, ref: Ref | None, known: Mapping[str, Record]) -> bool:
        """Whether ``ref`` is there and leads somewhere."""
        if ref is None:
            return False
        if ref.code not in known:
            self.faults.add(
                ref.place, _("“%(code)s” is named here and described nowhere"), code=ref.code
            )
        return ref.code in known

    def follow_all(self, refs: Iterable[Ref | None], known: Mapping[str, Record]) -> bool:
        """Whether every name leads somewhere."""
        found = [self.follow(ref, known) for ref in refs]
        return all(found)

    def check_question(self, question: Question) -> None:
        self.follow(question.norm, self.norms)
        self.follow(question.lesson, self.lessons)
        own, indicator = question.competency, question.indicator
        if not self.follow(own, self.competencies) or own is None or indicator is None:
            return
        if indicator.code not in {item.code for item in self.competencies[own.code].indicators}:
            self.faults.add(
                indicator.place,
                _("%(competency)s has no indicator %(code)s"),
                competency=own.code,
                code=indicator.code,
            )

    def check_slugs(self, siblings: Iterable[AnyStep]) -> None:
        """Pages below the same page have addresses of their own."""
        taken: set[str] = set()
        for page in siblings:
            if page.slug in taken:
                self.faults.add(page.place, _("the slug %(slug)s is taken"), slug=page.slug)
            taken.add(page.slug)

    def check_module(self, module: Module) -> None:
        self.follow_all(module.competencies, self.competencies)
        self.follow_all(module.prerequisites, self.modules)
        self.check_slugs(module.steps)
        for step in module.steps:
            if isinstance(step, Lesson):
                self.check_lesson(step)
            elif isinstance(step, QuizStep):
                self.check_quiz(step)
            elif isinstance(step, ScenarioStep):
                self.follow(step.scenario, self.scenarios)
                self.follow(step.alternative, self.scenarios)
            elif isinstance(step, SelfAssessmentStep):
                self.check_self_assessment(step)

    def check_lesson(self, lesson: Lesson) -> None:
        self.follow_all(lesson.norms(), self.norms)
        self.check_indicators(lesson.indicators)
        for ref in lesson.drawings():
            if ref.code not in self.drawings:
                self.faults.add(
                    ref.place, _("there is no file %(file)s"), file=f"drawings/{ref.code}"
                )
        for ref in lesson.checks():
            if self.follow(ref, self.questions) and self.questions[ref.code].use != "practice":
                self.faults.add(
                    ref.place,
                    _("the question %(code)s counts in a quiz; a lesson takes “use: practice”"),
                    code=ref.code,
                )
        for text in lesson.rich_texts():
            for link in text.links:
                if link.code not in self.files:
                    self.faults.add(
                        link.place, _("this link leads nowhere: %(target)s"), target=link.code
                    )

    def check_indicators(self, refs: Iterable[Ref], also: Collection[str] = ()) -> None:
        """``also``: codes that may stand in the place of an indicator."""
        for ref in refs:
            if ref.code not in self.indicators and ref.code not in also:
                self.faults.add(ref.place, _("there is no indicator %(code)s"), code=ref.code)

    def check_self_assessment(self, step: SelfAssessmentStep) -> None:
        if not self.asked:
            self.faults.add(step.place, _("no statement is there to be asked"))
        for ref in step.competencies:
            if self.follow(ref, self.competencies) and ref.code not in self.asked:
                self.faults.add(ref.place, _("no statement is there about %(code)s"), code=ref.code)

    def check_quiz(self, step: QuizStep) -> None:
        if not self.follow(step.bank, self.banks) or step.bank is None:
            return
        self.follow_all((cell.competency for cell in step.blueprint), self.competencies)
        bank = self.banks[step.bank.code]
        drawable = {item.code: item for item in bank.questions if item.use == "quiz"}
        if not self.follow_all(step.fixed, drawable):
            return
        for place, asked, fitting in shortfalls(step, bank):
            self.faults.add(
                place,
                _("the bank %(bank)s has %(count)d quiz questions; the quiz draws %(draw)d"),
                bank=step.bank.code,
                count=fitting,
                draw=asked,
            )

    def check_circles(self) -> None:
        """No module waits for itself, however long the way."""
        for module in self.content.modules:
            seen: set[str] = set()
            ahead = [ref.code for ref in module.prerequisites]
            while ahead:
                code = ahead.pop()
                if code not in seen and code in self.modules:
                    seen.add(code)
                    ahead += [ref.code for ref in self.modules[code].prerequisites]
            if module.code in seen:
                self.faults.add(
                    module.prerequisites[0].place,
                    _("the module %(code)s waits for itself"),
                    code=module.code,
                )
