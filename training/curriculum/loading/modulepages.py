"""Modules and their steps: pages in the order of the files, below the Ukrainian list of modules."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from assessments.quizzes.models import FixedQuestion, QuizCell, QuizPage
from assessments.reflections.models import AskedCompetency, SelfAssessmentPage
from assessments.scenarios.models import ScenarioPage
from modules.models import (
    LessonIndicator,
    LessonPage,
    ModuleCompetency,
    ModulePage,
    ModulePrerequisite,
    StepPage,
)
from training.curriculum.identity import key_of
from training.curriculum.loading.blocks import lesson_body, points
from training.curriculum.loading.ledger import Item, Ledger
from training.curriculum.loading.saving import (
    assign,
    find_by_code,
    locale_of,
    publish,
    replace_children,
)
from training.curriculum.reading import records
from training.curriculum.reading.faults import Place
from training.curriculum.reading.fields import Ref
from training.curriculum.reading.records import digest_of

LANGUAGE = "uk"
STEP_MODELS: dict[type[records.Step], type[StepPage]] = {
    records.Lesson: LessonPage,
    records.QuizStep: QuizPage,
    records.ScenarioStep: ScenarioPage,
    records.SelfAssessmentStep: SelfAssessmentPage,
}


def load_modules(content: records.Content, ledger: Ledger) -> None:
    if not content.modules:
        return
    loader = _Loader(content, ledger)
    for module in loader.in_dependency_order():
        loader.module(module)
    for module in content.modules:
        for step in module.steps:
            loader.step(step)
    for module in content.modules:
        steps = [f"step:{step.code}" for step in module.steps]
        loader.order(f"order:{module.code}", f"module:{module.code}", steps, module.place)
    modules = [f"module:{code}" for code in content.modules_in_order()]
    loader.order("order:modules", f"index:{LANGUAGE}", modules, content.modules[0].place)


class _Loader:
    def __init__(self, content: records.Content, ledger: Ledger) -> None:
        self.content, self.ledger = content, ledger
        self.new_pages: dict[str, Page] = {}
        self.page_ids: dict[str, int] = {}
        self.competency_of = content.competency_of()
        self.drawings = {drawing.code: drawing for drawing in content.drawings}

    def in_dependency_order(self) -> list[records.Module]:
        """Modules after those they wait for; there are no circles."""
        by_code = {module.code: module for module in self.content.modules}
        ordered: dict[str, records.Module] = {}

        def add(module: records.Module) -> None:
            for ref in module.prerequisites:
                add(by_code[ref.code])
            ordered.setdefault(module.code, module)

        for module in self.content.modules:
            add(module)
        return list(ordered.values())

    # --- modules ------------------------------------------------------------------------------
    def module(self, source: records.Module) -> None:
        key = f"module:{source.code}"
        self.ledger.bring(
            Item(
                key=key,
                place=source.place,
                digest=source.digest,
                find=partial(find_by_code, ModulePage, source.code, LANGUAGE),
                write=partial(self.write_module, source),
            )
        )
        for step in source.steps:
            self.make_room(source, step)

    def write_module(self, source: records.Module, page: ModulePage | None) -> ModulePage:
        pk = self.ledger.pk
        values = {
            "title": source.title,
            "slug": source.slug,
            "code": source.code,
            "intro": source.intro,
            "earns": source.earns,
            "warning": source.warning,
            "next_review": source.next_review,
        }
        if page is None:
            page = ModulePage(translation_key=key_of("module", source.code), **values)
            self.add_page(page, f"index:{LANGUAGE}", source.place)
        assign(page, values)
        taught: list[Any] = [
            ModuleCompetency(competency_id=pk(f"competency:{ref.code}:uk", ref.place))
            for ref in source.competencies
        ]
        prerequisites: list[Any] = [
            ModulePrerequisite(module_id=pk(f"module:{ref.code}", ref.place))
            for ref in source.prerequisites
        ]
        replace_children(page, "taught", "competency_id", taught)
        replace_children(page, "prerequisites", "module_id", prerequisites)
        return publish(page)

    # --- steps --------------------------------------------------------------------------------
    def find_step(self, source: records.Step) -> Page | None:
        return Page.objects.filter(
            translation_key=key_of("step", source.code), locale=locale_of(LANGUAGE)
        ).first()

    def make_room(self, module: records.Module, source: records.Step) -> None:
        """An empty, unpublished page for a new step, so that lessons can link to each other."""
        row = self.ledger.rows.get(f"step:{source.code}")
        if row is not None:
            pk = row.object_id
        elif found := self.find_step(source):
            pk = found.pk
        else:
            page = STEP_MODELS[type(source)](
                translation_key=key_of("step", source.code), title=source.title, slug=source.slug
            )
            self.add_page(page, f"module:{module.code}", source.place)
            self.new_pages[source.code] = page
            pk = page.pk
        if isinstance(source, records.Lesson):
            self.page_ids[source.file] = pk

    def add_page(self, page: Page, parent_key: str, place: Place) -> None:
        page.locale = locale_of(LANGUAGE)
        page.live = False
        Page.objects.get(pk=self.ledger.pk(parent_key, place)).add_child(instance=page)

    def step(self, source: records.Step) -> None:
        is_new = source.code in self.new_pages
        self.ledger.bring(
            Item(
                key=f"step:{source.code}",
                place=source.place,
                digest=self.digest(source),
                find=lambda: None if is_new else self.find_step(source),
                write=partial(self.write_step, source),
            )
        )

    def digest(self, source: records.Step) -> str:
        """Of the file and of the drawings it shows."""
        shown = source.drawings() if isinstance(source, records.Lesson) else []
        digests = [self.drawings[ref.code].digest for ref in shown]
        return digest_of([source.digest, *digests]) if shown else source.digest

    def write_step(self, source: records.Step, page: Page | None) -> Page:
        page = page or self.new_pages[source.code]
        if not isinstance(page, STEP_MODELS[type(source)]):
            raise ValidationError(
                _("a step never changes its kind: give this one another code (%(code)s is taken)")
                % {"code": source.code}
            )
        common = {
            "title": source.title,
            "slug": source.slug,
            "minutes": source.minutes,
            "required": source.required,
            "objectives": points(source.objectives, "step", source.code, "objectives"),
        }
        assign(page, common | self.own_values(source))
        self.own_children(page, source)
        return publish(page)

    def own_values(self, source: records.Step) -> dict[str, Any]:
        """What the kinds of step differ in."""
        if isinstance(source, records.Lesson):
            return {
                "body": self.lesson_body(source),
                "sources": points(source.sources, "step", source.code, "sources"),
                "editors_note": source.note,
            }
        if isinstance(source, records.QuizStep):
            return {
                "intro": source.intro,
                "bank_id": self.follow("bank", source.bank),
                "draw": source.draw,
                "pass_mark": source.pass_mark,
                "attempts_allowed": source.attempts,
                "wait_minutes": source.wait_minutes,
                "time_limit_minutes": source.time_limit,
                "shuffle": source.shuffle,
                "feedback": source.feedback,
                "asks_confidence": source.asks_confidence,
            }
        if isinstance(source, records.SelfAssessmentStep):
            return {"intro": source.intro, "moment": source.moment}
        assert isinstance(source, records.ScenarioStep)  # noqa: S101  there are no other kinds
        return {
            "intro": source.intro,
            "scenario_id": self.follow("scenario", source.scenario),
            "alternative_id": self.follow("scenario", source.alternative),
            "mode": source.mode,
            "feedback_mode": source.explanations,
        }

    def lesson_body(self, source: records.Lesson) -> str:
        svgs = {name: drawing.svg for name, drawing in self.drawings.items()}
        return lesson_body(source.blocks, source.code, self.ledger, self.page_ids, svgs)

    def own_children(self, page: Page, source: records.Step) -> None:
        if isinstance(source, records.QuizStep) and isinstance(page, QuizPage):
            self.draw_plan(page, source)
        elif isinstance(source, records.SelfAssessmentStep):
            asked: list[Any] = [
                AskedCompetency(competency_id=self._competency(ref)) for ref in source.competencies
            ]
            replace_children(page, "asked", "competency_id", asked)
        elif isinstance(source, records.Lesson):
            self.cover(page, source)

    def cover(self, page: Page, source: records.Lesson) -> None:
        """What the lesson is said to teach."""
        covers: list[Any] = [
            LessonIndicator(
                competency_id=self.ledger.pk(
                    f"competency:{self.competency_of[ref.code]}:uk", ref.place
                ),
                indicator=ref.code,
            )
            for ref in source.indicators
        ]
        replace_children(page, "covers", "key", covers)

    def draw_plan(self, page: QuizPage, source: records.QuizStep) -> None:
        """The blueprint and the questions always asked."""
        page.cells = [
            QuizCell(
                sort_order=order,
                count=cell.count,
                competency_id=self._competency(cell.competency),
                indicator=cell.indicator,
                difficulty=cell.difficulty or None,
                kind=cell.kind,
            )
            for order, cell in enumerate(source.blueprint)
        ]
        fixed: list[Any] = [
            FixedQuestion(question_id=self.follow("question", ref)) for ref in source.fixed
        ]
        replace_children(page, "fixed_questions", "question_id", fixed)

    def _competency(self, ref: Ref | None) -> int | None:
        return self.ledger.pk(f"competency:{ref.code}:uk", ref.place) if ref else None

    def follow(self, kind: str, ref: Ref | None) -> int | None:
        return self.ledger.pk(f"{kind}:{ref.code}", ref.place) if ref else None

    # --- order --------------------------------------------------------------------------------
    def order(self, key: str, parent_key: str, child_keys: list[str], place: Place) -> None:
        """Bring the pages below a page into the order of the files, unless editors changed it."""
        pks = [self.ledger.ids[child] for child in child_keys if child in self.ledger.ids]
        if parent_key not in self.ledger.ids:
            return

        def write(parent: Page | None) -> Page:
            parent = parent or Page.objects.get(pk=self.ledger.ids[parent_key])
            if _children(parent, pks) != pks:
                for pk in pks:
                    Page.objects.get(pk=pk).move(Page.objects.get(pk=parent.pk), pos="last-child")
            return parent

        def state(parent: Page, before: str) -> str:
            """Unchanged as long as the pages loaded before follow each other as they did."""
            known = [int(pk) for pk in before.split(",") if pk] or pks
            now = _children(parent, known)
            return before if before and now == [pk for pk in known if pk in now] else _joined(now)

        self.ledger.bring(
            Item(
                key=key,
                place=place,
                digest=digest_of(child_keys),
                find=lambda: None,
                write=write,
                state=state,
            )
        )


def _children(parent: Page, pks: list[int]) -> list[int]:
    """Those of ``pks`` that stand below ``parent``, in tree order."""
    children = Page.objects.child_of(parent).filter(pk__in=pks).order_by("path")
    return list(children.values_list("pk", flat=True))


def _joined(pks: list[int]) -> str:
    return ",".join(map(str, pks))
