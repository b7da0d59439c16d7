from django.urls import path

from assessments.quizzes.marking import views

app_name = "marking"
urlpatterns = [
    path("marking/", views.marking_queue, name="queue"),
    path("marking/agreement/", views.marking_agreement, name="agreement"),
    path("marking/<int:item_id>/", views.mark, name="mark"),
    path("marking/<int:item_id>/save/", views.save, name="save"),
    path("attempts/<uuid:attempt_id>/answers/<int:position>/", views.rewrite, name="rewrite"),
]
