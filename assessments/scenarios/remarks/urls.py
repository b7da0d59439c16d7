"""Addresses for authors, hung below ``/cms/scenarios/`` by ``assessments.scenarios.admin_urls``."""

from django.urls import path

from assessments.scenarios.remarks import admin_views as views

urlpatterns = [path("remarks/", views.remarks, name="remarks_of")]

general_urlpatterns = [
    path("remarks/", views.remarks, name="remarks"),
    path("remarks/<int:remark_id>/", views.answer, name="remark"),
]
