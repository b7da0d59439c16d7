from django.urls import path

from assessments.scenarios.sketching import comparing_pages, views

urlpatterns = [
    path("text/", views.sketch, name="sketch"),
    path("begin/", views.begin, name="begin"),
    path("compare/", comparing_pages.compare_page, name="compare"),
]
