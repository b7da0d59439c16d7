from django.urls import path

from assessments.scenarios.analytics import views

urlpatterns = [
    path("analytics/", views.analytics, name="analytics"),
    path("analytics/decisions.csv", views.decisions_file, name="analytics_csv"),
    path("analytics/xapi/", views.xapi_file, name="analytics_xapi"),
]
