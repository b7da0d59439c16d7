from django.urls import path

from assessments.quizzes import views

app_name = "quizzes"
urlpatterns = [
    path("learn/quizzes/<uuid:key>/start/", views.start, name="start"),
    path("attempts/<uuid:attempt_id>/", views.take, name="take"),
    path("attempts/<uuid:attempt_id>/save/", views.save, name="save"),
    path("attempts/<uuid:attempt_id>/submit/", views.submit, name="submit"),
    path("attempts/<uuid:attempt_id>/pause/", views.pause, name="pause"),
    path("attempts/<uuid:attempt_id>/result/", views.result, name="result"),
    path("checks/<slug:code>/", views.check, name="check"),
]
