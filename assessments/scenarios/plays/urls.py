from django.urls import path

from assessments.scenarios.plays import views

urlpatterns = [
    path("play/", views.from_here, name="play"),
    path("play/keep/", views.keep, name="keep_play"),
    path("plays/", views.kept, name="plays"),
    path("plays/<int:play_id>/renew/", views.renew, name="renew_play"),
    path("plays/<int:play_id>/delete/", views.forget, name="forget_play"),
]
