"""What the audit log calls an export of talks."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from assessments.scenarios.services.xapi import EXPORTED


@hooks.register("register_log_actions")
def analytics_actions(actions: LogActionRegistry) -> None:
    actions.register_action(EXPORTED, _("Export talks as xAPI"), _("Talks exported as xAPI"))
