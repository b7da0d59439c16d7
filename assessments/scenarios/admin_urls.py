"""Addresses of the editor about one role-play, below ``/cms/scenarios/``: ``scenario_admin:…``.

Each room brings ``urlpatterns``, which hang below ``/cms/scenarios/<pk>/``, and may bring
``general_urlpatterns`` for pages about no role-play in particular.
"""

from typing import Any

from django.urls import include, path

from assessments.scenarios.analytics import urls as analytics
from assessments.scenarios.exchange import urls as exchange
from assessments.scenarios.experts import urls as experts
from assessments.scenarios.packs import urls as packs
from assessments.scenarios.plays import urls as plays
from assessments.scenarios.remarks import urls as remarks
from assessments.scenarios.sketching import urls as sketching
from assessments.scenarios.storyboard import urls as storyboard

ROOMS: tuple[Any, ...] = (
    storyboard,
    plays,
    sketching,
    experts,
    exchange,
    analytics,
    packs,
    remarks,
)

app_name = "scenario_admin"
urlpatterns: list[Any] = [
    *(pattern for room in ROOMS for pattern in getattr(room, "general_urlpatterns", [])),
    *(path("<int:pk>/", include(room.urlpatterns)) for room in ROOMS),
]
