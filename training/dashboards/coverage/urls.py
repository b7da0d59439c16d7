from django.urls import path

from training.dashboards.coverage import views

app_name = "coverage"
urlpatterns = [
    path("", views.page, name="page"),
    path("<slug:ending>/", views.export, name="export"),
]
