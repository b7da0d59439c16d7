from django.urls import path

from training.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("learn/", views.learn, name="learn"),
    path("team/", views.team, name="team"),
    path("team/<int:person_id>/", views.member, name="member"),
    path(
        "accessibility-statement/",
        views.information,
        {"name": "accessibility"},
        name="accessibility",
    ),
    path("privacy-statement/", views.information, {"name": "privacy"}, name="privacy"),
]
