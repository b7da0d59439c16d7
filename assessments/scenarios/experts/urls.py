from django.urls import path

from assessments.scenarios.experts import rating_views, views

general_urlpatterns = [
    path("panels/", rating_views.panels, name="expert_panels"),
    path("panels/<int:panel_id>/", rating_views.rate, name="rate"),
]
urlpatterns = [
    path("experts/", views.panels, name="experts"),
    path("experts/<int:panel_id>/", views.results, name="expert_results"),
    path("experts/<int:panel_id>/take/", views.take, name="take_keys"),
    path("experts/<int:panel_id>/close/", views.close, name="close_panel"),
]
