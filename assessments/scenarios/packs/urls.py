from django.urls import path

from assessments.scenarios.packs import views

urlpatterns = [
    path("pack/", views.pack, name="packs"),
    path("pack/<slug:part>.pdf", views.sheet_pdf, name="pack_pdf"),
    path("pack/<slug:part>/", views.sheet, name="pack_sheet"),
]
