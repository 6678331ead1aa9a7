from django import template
from django.utils.safestring import SafeString

from saovang.core.templatetags.rich_text import render_blocks
from saovang.core.typography import join_phrases
from saovang.links.services import close_links
from saovang.media.photo_rows import render_body
from saovang.pages.models import Page

register = template.Library()


@register.filter
def body_with_photos(page: Page) -> SafeString:
    """Render the text of a page with its photos, without links to domains that are not trusted."""
    return render_blocks(render_body(join_phrases(close_links(page.body)), page.shown_photos))
