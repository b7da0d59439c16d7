from django.urls import path

from assessments.scenarios import views

app_name = "scenarios"
urlpatterns = [
    path("learn/role-plays/<uuid:key>/start/", views.start, name="start"),
    path("runs/<uuid:run_id>/", views.play, name="play"),
    path("runs/<uuid:run_id>/debrief/", views.debrief, name="debrief"),
]
