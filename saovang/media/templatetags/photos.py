from functools import lru_cache

from django import template
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from saovang.media import responsive
from saovang.media.photos import BasePhoto, CardImage

register = template.Library()


@register.simple_tag
def photo(photo: BasePhoto | CardImage, sizes: str, eager: bool = False) -> SafeString:
    """Render a photo as `<img>` with the HTML attribute `sizes`. `eager` is for the first photo in view."""
    image = photo if isinstance(photo, CardImage) else photo.card_image
    return _render_photo(*image, sizes, bool(eager))


@lru_cache(maxsize=4096)  # photos cost the most of a page that is rendered again, and change least
def _render_photo(name: str, width: int, height: int, alt: str, focus: str, sizes: str, eager: bool) -> SafeString:
    unstyled_width, unstyled_height = responsive.unstyled_size(width, height)
    context = {
        "url": default_storage.url(name),
        "srcset": responsive.srcset(name, width),
        "sizes": sizes,
        "width": unstyled_width,
        "height": unstyled_height,
        "alt": alt,
        "focus": focus,
        "eager": eager,
    }
    return render_to_string("components/photo.html", context)
