from django import template
from django.utils.safestring import SafeString

from news.body import render_body

register = template.Library()


@register.filter
def body_with_photos(article) -> SafeString:
    """The article's text with its rows of photos in their places."""
    return render_body(article.body, article.shown_photos)
