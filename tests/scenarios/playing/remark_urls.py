"""The product's addresses with those of the remarks, whether they are hung in already or not."""

from types import SimpleNamespace

from django.urls import include, path

from assessments.scenarios import admin_urls
from assessments.scenarios.remarks import urls as remarks
from training import urls as product

_editor = SimpleNamespace(
    app_name=admin_urls.app_name,
    urlpatterns=[
        *remarks.general_urlpatterns,
        path("<int:pk>/", include(remarks.urlpatterns)),
        *admin_urls.urlpatterns,
    ],
)
handler400, handler403, handler404 = product.handler400, product.handler403, product.handler404
urlpatterns = [path("cms/scenarios/", include(_editor)), *product.urlpatterns]
