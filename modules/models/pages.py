from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from modules.blocks import TEXT_FEATURES, FrontPageBlock, PointsBlock


class HomePage(Page):
    """The public face: what this is, for whom, how long, whom to ask."""

    is_public = True

    lead = models.TextField(_("lead"), blank=True)
    for_whom = StreamField(PointsBlock(), verbose_name=_("for whom"), blank=True)
    steps = StreamField(FrontPageBlock(), verbose_name=_("how it goes"), blank=True)
    how_long = models.TextField(_("how long"), blank=True)
    help = RichTextField(_("whom to ask"), blank=True, features=TEXT_FEATURES)

    max_count_per_parent = None
    parent_page_types = ["wagtailcore.Page"]
    template = "modules/home_page.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("for_whom"),
        FieldPanel("how_long"),
        FieldPanel("steps"),
        FieldPanel("help"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    class Meta:
        verbose_name = _("home page")


class InfoPage(Page):
    """A public page of plain text, such as the accessibility statement."""

    is_public = True

    body = RichTextField(_("text"), blank=True, features=TEXT_FEATURES)

    parent_page_types = ["modules.HomePage"]
    subpage_types: list[str] = []
    template = "modules/info_page.html"
    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("information page")


class ModuleIndexPage(Page):
    """All modules, in tree order."""

    is_public = False

    lead = models.TextField(_("lead"), blank=True)

    parent_page_types = ["modules.HomePage"]
    subpage_types = ["modules.ModulePage"]
    template = "modules/module_index_page.html"
    content_panels = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("list of modules")
