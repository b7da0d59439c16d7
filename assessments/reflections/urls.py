from django.urls import path

from assessments.reflections import views

app_name = "reflections"
urlpatterns = [
    path("notes/", views.mine, name="mine"),
    path("notes/download/", views.download, name="download"),
    path("notes/<uuid:page_key>/<uuid:prompt_id>/", views.write, name="write"),
    path("notes/<uuid:page_key>/<uuid:prompt_id>/delete/", views.delete, name="delete"),
]
