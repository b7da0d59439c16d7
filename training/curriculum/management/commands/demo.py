import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from training.curriculum.demonstration.cast import PROGRESS, Cast, read_cast
from training.curriculum.demonstration.histories import course_of, live_through
from training.curriculum.demonstration.people import make_organisation


class Command(BaseCommand):
    help = (
        "Fill the site with an invented organisation, people and what they have learnt so far, and "
        "print how to sign in. Only in a demonstration (DEMO=true). Repeatable."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented people belong to a demonstration: set DEMO=true.")
        logging.disable(logging.INFO)  # a line for each invented answer would bury the sign-ins
        try:
            self.fill()
        finally:
            logging.disable(logging.NOTSET)

    def fill(self) -> None:
        cast = read_cast()
        today = timezone.localdate()
        people = make_organisation(cast, today)
        courses = [course for code in PROGRESS if (course := course_of(code))]
        if not courses:
            raise CommandError("There is no programme yet: run load_curriculum first.")
        histories = sum(live_through(cast, course, today) for course in courses)
        with translation.override("uk"):
            self.tell(cast, people, histories)

    def tell(self, cast: Cast, people: int, histories: int) -> None:
        if people or histories:
            self.stdout.write(
                _("People added: %(people)d, histories: %(histories)d")
                % {"people": people, "histories": histories}
            )
        base = settings.BASE_URL.rstrip("/")
        rows = [
            (_("Site"), f"{base}/uk/"),
            (_("Editor"), f"{base}{reverse('wagtailadmin_home')}"),
            (_("Password of everybody"), settings.DEMO_PASSWORD),
        ]
        self.stdout.write("")
        self.table(rows)
        self.stdout.write("")
        self.table([(sign_in.email, sign_in.description) for sign_in in cast.sign_ins])
        self.stdout.write("")

    def table(self, rows: list[tuple[str, str]]) -> None:
        width = max(len(left) for left, _right in rows)
        for left, right in rows:
            self.stdout.write(f"  {left.ljust(width)}  {right}")
