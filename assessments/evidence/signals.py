"""What this app announces to the apps above it."""

from django.dispatch import Signal

# Somebody did a step, or their evidence changed. Sent after the commit, with ``person_id``;
# may come twice for one event, so receivers must not mind.
progress_made = Signal()
