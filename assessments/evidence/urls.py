from django.urls import path

from assessments.evidence import views

app_name = "evidence"
urlpatterns = [
    path("learn/steps/<uuid:key>/complete/", views.complete, name="complete"),
    path("competencies/", views.my_profile, name="profile"),
    path("competencies/<str:code>/", views.my_competency, name="competency"),
]
