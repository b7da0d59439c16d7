from django.urls import path

from assessments.scenarios.exchange import views

general_urlpatterns = [
    path("import/", views.upload, name="import"),
    path("import/<str:token>/", views.check, name="import_check"),
]
urlpatterns = [
    path("files/", views.files, name="files"),
    path("files/export/<slug:format>/", views.export, name="export"),
    path("files/source/<int:source_id>/", views.source, name="source"),
]
