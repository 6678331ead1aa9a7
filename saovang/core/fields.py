"""Model fields for what people type: plain text and rich text, cleaned on every write.

One list of editor extensions defines what rich text can be written and what is stored.
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from functools import partial
from html import unescape
from typing import Any

import nh3
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.html import format_html, strip_tags
from django.utils.text import Truncator
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField, create_sanitizer
from django_prose_editor.widgets import AdminProseEditorWidget

from saovang.core import forms as clean_forms
from saovang.core import links
from saovang.core.blocks import iframes_to_cards, repair_blocks
from saovang.core.characters import clean_characters
from saovang.core.limits import TooComplexError, fork_server, run_limited
from saovang.core.text import clean_text, format_number

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3]},
    "Fullscreen": True,
    "WritingAids": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "Callout": True,
    "Details": True,
    "Summary": True,
    "VideoCard": True,
    "ButtonLink": True,
    "TrailingNode": True,
    "CleanPaste": True,
}

MAX_HTML_LENGTH = 400_000  # characters; the longest article of the old portals has 90,000
MAX_HTML_DEPTH = 100  # elements within each other
LONG_HTML = 20_000  # characters: up to here sanitizing takes at most 0.2 s, whatever the markup
SANITIZER_LIMITS = {"memory": 2**29, "cpu": 2}

# Full-width forms of characters that are markup.
_MARKUP = str.maketrans({"＂": "&quot;", "＆": "&amp;", "＜": "&lt;", "＞": "&gt;"})
_TAG = re.compile(r'<(/?)([a-z0-9]+)(?:[^">]|"[^"]*")*>')  # in sanitized HTML, whose attributes may contain "<"
_VOID_TAGS = {"br", "hr", "img", "col"}
_TAG_OR_LINE_BREAK = re.compile("(<[^>]*>)|[\v\u2028]")
_LINK = re.compile(r'<a\b[^>"]*(?:"[^"]*"[^>"]*)*>(.*?)</a>', re.DOTALL)
# Each level shrinks or indents the text, so that many of them hide it. Elements of one group count together.
_NESTING = {
    "sub": ("script", 2),
    "sup": ("script", 2),
    "blockquote": ("quote", 3),
    "ul": ("list", 6),
    "ol": ("list", 6),
}
# A browser takes gigabytes for a cell that spans millions. Word has at most 63 columns.
_NUMBERS = {"colspan": 63, "rowspan": 999, "start": 9999}
_NUMBERED_TAG = re.compile(r'<(?:td|th|ol)(?: [\w-]+="[^"]*")+>')  # in sanitized HTML
_NUMBER = re.compile(rf' ({"|".join(_NUMBERS)})="([^"]*)"')
_NESTED_TAG = re.compile(rf"<(/?)({'|'.join(_NESTING)})\b[^>]*>")


fork_server.modules |= {nh3.__name__, links.__name__}


class CleanTextMixin:
    """Model field whose text is cleaned on every way in: forms, `save()`, `bulk_create()`, `bulk_update()`, `update()`.

    Exact lookups clean their value too, so that `get_or_create()` finds what it would create.
    """

    form_class: type[forms.Field]
    multiline = False

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = clean_text(value, multiline=self.multiline)
        return super().to_python(value)  # type: ignore[misc]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if isinstance(value, str):
            value = self.to_python(value)
            setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": self.form_class} | kwargs)  # type: ignore[misc]

    def deconstruct(self) -> Any:
        """Return Django's own field for migrations: the column is the same."""
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, path.replace(f"{__name__}.Clean", "django.db.models."), args, kwargs


class CleanCharField(CleanTextMixin, models.CharField):
    form_class: type[forms.Field] = clean_forms.CleanCharField


class CleanTextField(CleanTextMixin, models.TextField):
    form_class: type[forms.Field] = clean_forms.CleanTextareaField
    multiline = True


class CleanSlugField(CleanTextMixin, models.SlugField):
    form_class: type[forms.Field] = clean_forms.CleanSlugField


class CleanURLField(CleanTextMixin, models.URLField):
    form_class: type[forms.Field] = clean_forms.CleanURLField


class CleanEmailField(CleanTextMixin, models.EmailField):
    form_class: type[forms.Field] = clean_forms.CleanEmailField


def clean_html(html: str, sanitize: Callable[[str], str]) -> str:
    """Return sanitized HTML whose text and attributes have clean characters. Word's soft line breaks become <br>.

    Links that nobody would see become text, blocks are repaired, cells span no more than a table has, and elements that
    shrink or indent are not nested deeply. Cleaned text is sanitized again: without invisible characters a harmless
    link may be one to "javascript:".
    """
    sanitized = sanitize(html)
    cleaned = _TAG_OR_LINE_BREAK.sub(lambda match: match[1] or "<br>", sanitized.translate(_MARKUP))
    cleaned = limit_nesting(unlink_invisible(limit_numbers(repair_blocks(clean_characters(cleaned)))))
    return sanitized if cleaned == sanitized else sanitize(cleaned)


def unlink_invisible(html: str) -> str:
    """Replace links without a letter, a digit or a pictograph, such as one around a dot, by their content."""

    def unlink(match: re.Match[str]) -> str:
        text = unescape(strip_tags(match[1]))
        return match[0] if any(unicodedata.category(char)[0] in "LN" or char > "\u2190" for char in text) else match[1]

    return _LINK.sub(unlink, html)


def limit_numbers(html: str) -> str:
    """Bound what cells span and where lists start, and drop what is no such number."""

    def limit(match: re.Match[str]) -> str:
        name, value = match.groups()
        if not re.fullmatch("[1-9][0-9]*", value):
            return ""
        number = int(value) if len(value) < 9 else _NUMBERS[name]
        return f' {name}="{min(number, _NUMBERS[name])}"'

    return _NUMBERED_TAG.sub(lambda tag: _NUMBER.sub(limit, tag[0]), html)


def limit_nesting(html: str) -> str:
    """Drop the tags of elements that are nested more deeply than _NESTING allows; their content stays."""
    depths = {group: 0 for group, _ in _NESTING.values()}

    def limit(match: re.Match[str]) -> str:
        group, maximum = _NESTING[match[2]]
        if not match[1]:
            depths[group] += 1
        is_kept = depths[group] <= maximum
        if match[1]:
            depths[group] -= 1
        return match[0] if is_kept else ""

    return _NESTED_TAG.sub(limit, html)


class SanitizedHTML(str):
    """The result of `sanitize_limited` with these options of nh3. Any change gives a plain string."""

    options: dict[str, Any]


def sanitize_limited(html: str, sanitize: Callable[[str], str], options: dict[str, Any]) -> SanitizedHTML:
    """Return HTML as `clean_html` does, with a card for each embedded video.

    Long HTML first goes through nh3 with these options in a child process: the time of an HTML5 parser grows with the
    square of the elements that are open at once, and 400,000 characters of unclosed tags take a minute. Its output is
    balanced. Raises ValidationError if the text is too long, if elements are nested too deep, or if it takes too long.
    """
    if isinstance(html, SanitizedHTML) and html.options is options:
        return html  # a form sanitizes, and then the model does
    _validate_length(html)
    html = iframes_to_cards(html)
    if len(html) > LONG_HTML:
        html = run_limited(partial(nh3.clean, **options), html, **SANITIZER_LIMITS)
        _validate_depth(html)
    cleaned = SanitizedHTML(clean_html(html, sanitize))
    cleaned.options = options
    _validate_length(cleaned)
    _validate_depth(cleaned)
    return cleaned


def find_hrefs_limited(html: str) -> Collection[str]:
    """Return the targets of all links in any HTML, each once; those of long HTML are found in a child process.

    The time of HTMLParser grows with the square of the length of a broken tag. Raises ValidationError as
    `sanitize_limited` does.
    """
    _validate_length(html)
    hrefs = run_limited(links.find_hrefs, html, **SANITIZER_LIMITS) if len(html) > LONG_HTML else links.find_hrefs(html)
    return dict.fromkeys(hrefs)


def _validate_length(html: str) -> None:
    if len(html) > MAX_HTML_LENGTH:
        length, limit = format_number(len(html)), format_number(MAX_HTML_LENGTH)
        message = f"Nội dung dài {length} ký tự kể cả mã trình bày, nhiều nhất {limit}. Hãy chia nhỏ ra."
        raise ValidationError(message, code="too_long")


def _validate_depth(html: str) -> None:
    depth = 0
    for end, tag in _TAG.findall(html):
        if tag not in _VOID_TAGS:
            depth += -1 if end else 1
        if depth > MAX_HTML_DEPTH:
            raise TooComplexError


class RichTextWidget(AdminProseEditorWidget):
    """The library's editor with Vietnamese labels and the admin site's style."""

    @property
    def media(self) -> forms.Media:
        # Django orders files only within a list: ours must follow the last of the library's.
        styles = ["django_prose_editor/overrides.css", "css/admin-editor.css"]
        scripts = ["js/editor-translations.js", "js/editor-keyboard.js"]
        return super().media + forms.Media(css={"all": styles}, js=scripts)


class RichTextField(ProseEditorField):
    """HTML, sanitized by an allow-list, cleaned and bounded on every write.

    `save()`, `bulk_create()`, `bulk_update()` and `update()` all store sanitized HTML; forms sanitize it too.
    `extensions` are names and options of django-prose-editor.
    """

    def __init__(self, *args: Any, extensions: dict[str, Any] = EXTENSIONS, **kwargs: Any) -> None:
        options = allowlist_from_extensions(expand_extensions(extensions))
        sanitize = create_sanitizer(extensions)
        clean = partial(
            sanitize_limited,
            sanitize=lambda html: links.clean_links(sanitize(html), settings.ALLOWED_HOSTS),
            options=options,
        )
        super().__init__(*args, extensions=extensions, sanitize=clean, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Sanitize. Raises ValidationError for a link that would lose its target."""
        if not isinstance(value, SanitizedHTML):  # whose links have targets
            for href in find_hrefs_limited(value or ""):
                if "href" not in self.sanitize(format_html('<a href="{}">x</a>', href)):
                    raise ValidationError(links.REFUSED.format(Truncator(href).chars(100)), code="link")
        return super().clean(value, model_instance)

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Return a form field that cleans as the model does: a text that is refused never gets into the instance."""
        clean = {"sanitize": lambda html: self.clean(html, None)}
        return super().formfield(**kwargs | clean | {"widget": RichTextWidget})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        clean = self.sanitize(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, clean)
        return clean

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, str):
            value = self.sanitize(value)
        return super().get_db_prep_save(value, connection)
