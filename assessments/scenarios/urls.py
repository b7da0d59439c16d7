from django.urls import path

from assessments.scenarios import debrief_views, views
from assessments.scenarios.cards import views as cards
from assessments.scenarios.remarks import views as remarks

app_name = "scenarios"
urlpatterns = [
    path("learn/role-plays/<uuid:key>/start/", views.start, name="start"),
    path("learn/role-plays/remarks/", remarks.mine, name="remarks"),
    path("learn/cards/", cards.due, name="cards"),
    path("learn/cards/<int:card_id>/", cards.card, name="card"),
    path("runs/<uuid:run_id>/", views.play, name="play"),
    path("runs/<uuid:run_id>/pause/", views.pause, name="pause"),
    path("runs/<uuid:run_id>/leave/", views.leave, name="leave"),
    path("runs/<uuid:run_id>/debrief/", debrief_views.debrief, name="debrief"),
    path("runs/<uuid:run_id>/debrief.pdf", debrief_views.debrief_pdf, name="debrief_pdf"),
    path("runs/<uuid:run_id>/before/", debrief_views.before, name="before"),
    path("runs/<uuid:run_id>/next-time/", debrief_views.next_time, name="next_time"),
    path("runs/<uuid:run_id>/remark/", remarks.remark, name="remark"),
    path("runs/steps/<int:step_id>/try/", debrief_views.branch, name="branch"),
]
