from django.urls import path

from assessments.reflections.views import answering, notes, own, results, shared

app_name = "reflections"
urlpatterns = [
    path("notes/", notes.mine, name="mine"),
    path("notes/download/", notes.download, name="download"),
    path("notes/<uuid:page_key>/<uuid:prompt_id>/", notes.write, name="write"),
    path("notes/<uuid:page_key>/<uuid:prompt_id>/delete/", notes.delete, name="delete"),
    path("self-assessments/", own.mine, name="self_assessments"),
    path("self-assessments/start/", own.start, name="start"),
    path("self-assessments/steps/<uuid:key>/start/", own.start_of_step, name="start_of_step"),
    path("self-assessments/shared/", shared.shared, name="shared"),
    path("self-assessments/shared/<uuid:key>/<slug:competency>/", shared.item, name="shared_item"),
    path("self-assessments/<uuid:key>/", answering.answer, name="answer"),
    path("self-assessments/<uuid:key>/save/", answering.save, name="save"),
    path("self-assessments/<uuid:key>/finish/", answering.finish, name="finish"),
    path("self-assessments/<uuid:key>/result/", results.result, name="result"),
    path("self-assessments/<uuid:key>/share/", results.share, name="share"),
    path("self-assessments/<uuid:key>/withdraw/", results.withdraw, name="withdraw"),
    path("self-assessments/<uuid:key>/delete/", own.delete, name="delete_self_assessment"),
]
