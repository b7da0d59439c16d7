"""The only file that sees every app."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as cms_urls
from wagtail.documents import urls as documents_urls

from assessments.quizzes.files import file as question_file
from certificates.views import verify
from modules.views import image, page, root
from training.dashboards.health import health, ready

handler400 = "training.errors.bad_request"
handler403 = "training.errors.forbidden"
handler404 = "training.errors.not_found"
handler429 = "training.people.refusals.too_many_requests"
handler500 = "training.errors.server_error"

to_sign_in = login_not_required(
    RedirectView.as_view(pattern_name=settings.LOGIN_URL, query_string=True)
)

urlpatterns = [
    path("health", health, name="health"),
    path("ready", ready, name="ready"),
    # Wagtail's own form would pass by the second factor.
    path("cms/login/", to_sign_in),
    path("cms/", include(cms_urls)),
    path("documents/", include(documents_urls)),
    path("media/<path:name>", image, name="image"),
    path("questions/files/<slug:sha256>/<str:name>", question_file, name="question_file"),
    path("verify/<str:number>/", verify, name="verify_short"),
    *i18n_patterns(
        path("", include("training.dashboards.urls")),
        path("", include("assessments.quizzes.marking.urls")),
        path("", include("assessments.quizzes.urls")),
        path("", include("assessments.scenarios.urls")),
        path("", include("assessments.evidence.urls")),
        path("", include("assessments.reflections.urls")),
        path("", include("certificates.urls")),
        path("account/", include("training.people.urls")),
        path("account/", include("allauth.urls")),
        re_path(r"^(?P<path>(?:[\w-]+/)*)$", page, name="wagtail_serve"),
    ),
    path("", root, name="root"),
]
