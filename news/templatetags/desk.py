from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from news.models import Article

register = template.Library()


@register.simple_tag
def article_state(article: Article) -> SafeString:
    """The state of an article as a coloured word."""
    kind, label = article.status, article.get_status_display()
    if article.is_scheduled:
        kind, label = "scheduled", "Hẹn giờ"
    return format_html('<span class="sv-status sv-status-{}">{}</span>', kind, label)
