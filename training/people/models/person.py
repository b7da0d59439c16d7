from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.people.collation import ukrainian
from training.people.text import tidy_name


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> Self:
        """People who may sign in."""
        return self.filter(is_active=True)

    def by_name(self) -> Self:
        """In the order of a Ukrainian list of staff."""
        return self.order_by(
            ukrainian("surname"), ukrainian("given_name"), ukrainian("patronymic"), "pk"
        )


_Manager: Any = BaseUserManager.from_queryset(PersonQuerySet)


class PersonManager(_Manager):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """A person with tidy names; without ``password`` they set one by a link to their e-mail."""
        person = self.model(email=email, **fields)
        person.clean()
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().casefold())


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who learns, teaches or leads here. Signs in by e-mail."""

    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("This e-mail belongs to somebody.")}
    )
    surname = models.CharField(_("surname"), max_length=60)
    given_name = models.CharField(_("given name"), max_length=60)
    patronymic = models.CharField(_("patronymic"), max_length=60, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("invented person of the demonstration"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    # Attached by ``queries.with_roles()``, and so to the person of every request.
    leads_people: bool
    holds_role: bool
    edits_content: bool

    objects = PersonManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["surname", "given_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # Sign-in and password reset look for the small letters, so nothing else may be stored.
            models.CheckConstraint(
                condition=models.Q(email=Lower(F("email"))), name="person_email_in_small_letters"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Surname, given name, patronymic, in the nominative, as on a certificate."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        return f"{self.given_name} {self.surname}".strip()

    # The editor and the password validator ask for these two names.
    @property
    def first_name(self) -> str:
        return self.given_name

    @property
    def last_name(self) -> str:
        return self.surname

    @property
    def is_staff(self) -> bool:
        return self.is_superuser

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.short_name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().casefold()
        self.surname = tidy_name(self.surname)
        self.given_name = tidy_name(self.given_name)
        self.patronymic = tidy_name(self.patronymic)
