"""What the editor shows about people: an index of registrations."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.account import (
    AvatarSettingsPanel,
    BaseSettingsPanel,
    ChangePasswordPanel,
    NameEmailSettingsPanel,
)
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.users.models import UserProfile

from training.people.models import OrgUnit, Person, Posting, RoleGrant
from training.people.permissions import AdministratorPolicy
from training.people.viewsets import NamePanel, OrganisationGroup

for model in (Person, OrgUnit, Posting, RoleGrant):
    register_permission_policy(model, AdministratorPolicy(model))

register_snippet(OrganisationGroup)


def _switched_off(panel: BaseSettingsPanel) -> bool:
    return False


# Names are ours (below), passwords are changed where sign-in is, pictures of people are not kept.
for panel_class in (NameEmailSettingsPanel, ChangePasswordPanel, AvatarSettingsPanel):
    panel_class.is_active = _switched_off


@hooks.register("register_account_settings_panel")
def name_panel(request: HttpRequest, user: Person, profile: UserProfile) -> BaseSettingsPanel:
    return NamePanel(request, user, profile)


@hooks.register("register_account_menu_item")
def sign_in_item(request: HttpRequest) -> dict[str, object]:
    return {
        "url": reverse("people:account"),
        "label": _("Password and second factor"),
        "help_text": _("Change how you sign in."),
    }


@hooks.register("before_bulk_action")
def keep_people(
    request: HttpRequest, action_type: str, objects: list[Model], action: BulkAction
) -> None:
    """The list offers to delete many people at once, past the policy; history stays."""
    if action_type == "delete" and action.model is Person:
        raise PermissionDenied


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("people.grant_role", _("Give a role"), _("Role given"))
    actions.register_action(
        "people.forget_second_factor",
        _("Remove the second step of signing in"),
        _("Second step of signing in removed"),
    )
    actions.register_action("people.end_role", _("Take a role away"), _("Role taken away"))
