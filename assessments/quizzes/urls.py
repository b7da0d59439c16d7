from django.urls import path

from assessments.quizzes import correction_views, review_views, views

app_name = "quizzes"
urlpatterns = [
    path("learn/quizzes/<uuid:key>/start/", views.start, name="start"),
    path("attempts/<uuid:attempt_id>/", views.take, name="take"),
    path("attempts/<uuid:attempt_id>/save/", views.save, name="save"),
    path("attempts/<uuid:attempt_id>/submit/", views.submit, name="submit"),
    path("attempts/<uuid:attempt_id>/pause/", views.pause, name="pause"),
    path("attempts/<uuid:attempt_id>/result/", views.result, name="result"),
    path("attempts/<uuid:attempt_id>/show/", review_views.show_answer, name="show_answer"),
    path(
        "attempts/<uuid:attempt_id>/dispute/<int:position>/", review_views.dispute, name="dispute"
    ),
    path("learn/quizzes/<uuid:key>/practise/", review_views.practise, name="practise"),
    path("checks/<slug:code>/", views.check, name="check"),
    path("corrections/<int:pk>/read/", correction_views.read, name="correction_read"),
]
