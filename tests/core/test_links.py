import pytest
from django.core.exceptions import ValidationError

from saovang.core.fields import RichTextField
from saovang.core.links import clean_links, normalize_href
from saovang.pages.models import Page
from tests.link_targets import LINK_TARGETS, OWN_HOST, SENTENCE


@pytest.mark.parametrize(("text", "href"), LINK_TARGETS)
def test_normalize_href(text, href):
    assert normalize_href(text, [OWN_HOST]) == href


@pytest.mark.parametrize("href", sorted({href for _, href in LINK_TARGETS if href}))
def test_normalize_href_of_url_is_the_url(href):
    assert normalize_href(href, [OWN_HOST]) == href


def test_clean_links_keeps_other_attributes_and_text():
    html = '<p><a title=" href=&quot;x&quot;" href="a.vn?b=1&amp;c=2">x</a> href="y"</p>'
    assert clean_links(html) == html.replace("a.vn", "https://a.vn")


@pytest.mark.parametrize(
    ("target", "stored"),
    [
        ("thanhhoa.gov.vn", '<a href="https://thanhhoa.gov.vn">x</a>'),
        ("0237 383 5076", '<a href="tel:02373835076">x</a>'),
        ("http://testserver/tin-tuc/", '<a href="/tin-tuc/">x</a>'),
        ("xem ở đây", "<a>x</a>"),
        ("javascript:alert(1)", "<a>x</a>"),
    ],
)
def test_rich_text_stores_what_links_mean(target, stored):
    assert RichTextField().sanitize(f'<p><a href="{target}">x</a></p>') == f"<p>{stored}</p>"


@pytest.mark.parametrize("target", ["xem ở đây", "javascript:alert(1)", "file:///C:/a.docx", "tin-tuc/a", 'a"b'])
def test_rich_text_form_refuses_link_to_nowhere(target):
    field = Page._meta.get_field("body")
    with pytest.raises(ValidationError, match=SENTENCE) as error:
        field.clean(f"<p><A HREF='{target}'>x</A></p>", None)
    assert target in error.value.message


def test_rich_text_form_accepts_links_with_meaning():
    html = '<p><a href="abc.vn">x</a> <a>y</a></p>'
    assert Page._meta.get_field("body").clean(html, None) == '<p><a href="https://abc.vn">x</a> <a>y</a></p>'
