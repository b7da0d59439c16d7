"""Screens about people in the editor, for administrators only."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormMixin
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.account import BaseSettingsPanel
from wagtail.snippets.views.snippets import IndexView as SnippetIndexView
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from training.people.cms_forms import (
    AccountNameForm,
    OrgUnitForm,
    PersonCreationForm,
    PersonEditForm,
    PostingForm,
    RoleEndForm,
    RoleGrantForm,
)
from training.people.models import OrgUnit, Person, Posting, RoleGrant
from training.people.models.person import PersonQuerySet

INDENT = "\N{NO-BREAK SPACE}" * 5


# --- People ---------------------------------------------------------------------------------------
class PersonIndexView(IndexView):
    default_ordering = "surname"
    search_fields = ["email", "surname", "given_name"]

    @cached_property
    def columns(self) -> list[Column]:
        columns = super().columns
        name = columns[1]
        name.sort_key = "surname"
        return columns

    def order_queryset(self, queryset: PersonQuerySet) -> PersonQuerySet:
        if self.ordering == "surname":
            return queryset.by_name()
        if self.ordering == "-surname":
            return queryset.by_name().reverse()
        return super().order_queryset(queryset)


class KnowsEditor(FormMixin):
    """Tells the form who fills it in, so that it offers nothing above that."""

    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "editor": self.request.user}


class PersonCreateView(KnowsEditor, CreateView):
    pass


class PersonEditView(KnowsEditor, EditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Setting a superuser's password would make one of whoever sets it."""
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PersonViewSet(UserViewSet):
    model = Person
    ordering = "surname"
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    copy_view_enabled = False
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"
    search_fields = PersonIndexView.search_fields

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """Managing accounts equals being a superuser: no group is offered it."""
        return Permission.objects.none()


class NamePanel(BaseSettingsPanel):
    """One's own name and language, in the account page of the editor."""

    name = "person"
    title = _("Name and language")
    order = 100
    form_class = AccountNameForm


# --- The organisation -----------------------------------------------------------------------------
class AdministratorsOnly(SnippetViewSet):
    """Rights come from ``AdministratorPolicy``; groups are offered none."""

    copy_view_enabled = False
    list_per_page = 50

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.none()


class WithoutChooser(AdministratorsOnly):
    """No other form picks these rows, so there is no window that would list them."""

    add_to_reference_index = False

    def register_chooser_viewset(self) -> None:
        """Nothing to register."""


class OrgUnitIndexView(SnippetIndexView):
    """The tree as a list: each name moved to the right by its depth."""

    default_ordering = "path"

    @cached_property
    def columns(self) -> list[Column]:
        columns = super().columns
        title = next(column for column in columns if column.name == "short_name")
        title.accessor = indented
        return columns


def indented(unit: OrgUnit) -> str:
    return f"{INDENT * (unit.depth - 1)}{unit.short_name}"


class OrgUnitViewSet(AdministratorsOnly):
    model = OrgUnit
    icon = "site"
    menu_label = _("Units")
    ordering = "path"
    index_view_class = OrgUnitIndexView
    search_fields = ["name", "short_name", "code"]
    list_filter = ["type"]
    list_display = ["short_name", "code", "type", "active_from", "active_to"]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in OrgUnitForm.Meta.fields], base_form_class=OrgUnitForm
    )


class PostingViewSet(WithoutChooser):
    model = Posting
    icon = "group"
    menu_label = _("Postings")
    search_fields = ["person__surname", "person__email"]
    list_filter = ["post"]
    list_display = ["person", "unit", "post", "date_from", "date_to"]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in PostingForm.Meta.fields], base_form_class=PostingForm
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        return Posting.objects.select_related("person", "unit")


class Fact(FieldPanel):
    """What the row says, not to be changed; a dash where it says nothing."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, **{**kwargs, "read_only": True})

    def format_value_for_display(self, value: Any) -> Any:
        return "–" if value is None else super().format_value_for_display(value)


class RoleGrantViewSet(WithoutChooser):
    """A form gives a role, another takes it away; nothing rewrites it."""

    model = RoleGrant
    icon = "key"
    menu_label = _("Roles")
    search_fields = ["person__surname", "person__email"]
    list_filter = ["role"]
    list_display = ["person", "role", "unit", "date_from", "date_to", "ended_on"]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in RoleGrantForm.Meta.fields], base_form_class=RoleGrantForm
    )
    end_handler = ObjectList(
        [
            *(Fact(name) for name in (*RoleGrantForm.Meta.fields, "granted_by")),
            FieldPanel("ended_on"),
        ],
        base_form_class=RoleEndForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.select_related("person", "unit")

    @cached_property
    def _end_panel(self) -> Panel:
        return self.end_handler.bind_to_model(self.model)

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return self._end_panel.get_form_class() if for_update else super().get_form_class()

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**{"panel": self._end_panel, **kwargs})


class OrganisationGroup(SnippetViewSetGroup):
    items = (OrgUnitViewSet, PostingViewSet, RoleGrantViewSet)
    menu_label = _("Organisation")
    menu_icon = "group"
    menu_order = 500
