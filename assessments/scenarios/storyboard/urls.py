from django.urls import path

from assessments.scenarios.storyboard import brief_conflict, comments, conflict, views

urlpatterns = [
    path("storyboard/", views.board, name="storyboard"),
    path("storyboard/nodes/<slug:node_id>/", views.node, name="node"),
    path("storyboard/nodes/<slug:node_id>/act/", views.act, name="act"),
    path("storyboard/nodes/<slug:node_id>/delete/", views.delete, name="delete_node"),
    path("storyboard/nodes/<slug:node_id>/resolve/", conflict.resolve, name="resolve"),
    path("storyboard/nodes/<slug:node_id>/comments/", comments.comment, name="comment"),
    path("storyboard/comments/<int:comment_id>/", comments.settle, name="settle_comment"),
    path("storyboard/add/", views.add, name="add_node"),
    path("storyboard/fix/", views.fix, name="fix"),
    path("storyboard/map/", views.look, name="look"),
    path("storyboard/undo/", views.undo, name="undo"),
    path("storyboard/redo/", views.redo, name="redo"),
    path("storyboard/brief/", views.settings, name="brief"),
    path("storyboard/brief/resolve/", brief_conflict.resolve, name="resolve_brief"),
    path("storyboard/text/", views.text, name="draft_text"),
]
