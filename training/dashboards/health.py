"""Is the process alive, can it do its work."""

import shutil

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from training.people.checks import refuse_unsafe_start

LEAST_FREE_BYTES = 200 * 1024 * 1024
LOCAL = frozenset({"127.0.0.1", "::1"})


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Touches nothing: the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """A write, migrations, disk and safe settings; 503 naming what fails. For this host only."""
    if request.META.get("REMOTE_ADDR") not in LOCAL or "HTTP_X_FORWARDED_FOR" in request.META:
        raise Http404
    failing = [
        name
        for name, check in (
            ("database", _can_write),
            ("migrations", _is_migrated),
            ("disk", _has_room),
            ("settings", _is_safe),
        )
        if not check()
    ]
    status = 503 if failing else 200
    body = {"ready": not failing, "failing": failing, "at": timezone.now()}
    response = JsonResponse(body, status=status)
    if failing:
        response.headers["Retry-After"] = "10"
    return response


def _can_write() -> bool:
    """A real write, taken back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE ready_probe (x integer)")
            cursor.execute("DROP TABLE ready_probe")
    except DatabaseError:
        return False
    return True


def _is_migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _has_room() -> bool:
    return shutil.disk_usage(settings.BASE_DIR).free > LEAST_FREE_BYTES


def _is_safe() -> bool:
    try:
        refuse_unsafe_start()
    except ImproperlyConfigured:
        return False
    return True
