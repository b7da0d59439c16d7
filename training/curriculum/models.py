from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedItem(models.Model):
    """What an item of the content files became, and what both were right after loading.

    ``key`` is the kind and code, such as ``question:M2-01``. ``source_digest`` is of the text it
    was made from. ``state`` names the object as the loader left it; when the object's state of
    today is another, an editor has changed it and it is not touched any more.
    """

    key = models.CharField(_("key"), max_length=120, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    source_digest = models.CharField(max_length=64)
    state = models.TextField()
    loaded_at = models.DateTimeField(_("loaded at"), auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("loaded item")
        verbose_name_plural = _("loaded items")

    def __str__(self) -> str:
        return self.key
