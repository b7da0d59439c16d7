from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def certificate_actions(actions: LogActionRegistry) -> None:
    actions.register_action("certificates.issue", _("Issue a certificate"), _("Certificate issued"))
    actions.register_action(
        "certificates.revoke", _("Revoke a certificate"), _("Certificate revoked")
    )
    actions.register_action(
        "certificates.replace", _("Replace a certificate"), _("Certificate replaced")
    )
    actions.register_action(
        "certificates.withdraw", _("Withdraw the record"), _("Record of a certificate withdrawn")
    )
