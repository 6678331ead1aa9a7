from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from saovang.core import sidebar as registry
from saovang.core.templatetags.cached_include import cached_include

register = template.Library()


@register.simple_tag
def sidebar(is_home: bool = False) -> SafeString:
    """Render the blocks of the sidebar."""
    blocks = registry.sidebar.blocks(is_home=bool(is_home))
    return format_html_join("\n", "{}", ((cached_include(name, **context),) for name, context in blocks))
