from datetime import datetime

import pytest
from django.template import engines

from news.models import ArticleCard
from procedures.models import ContactDetails
from saovang.core.templatetags import cached_include as module
from saovang.core.templatetags.cached_include import cached_include
from saovang.media.photos import CardImage
from tests import factories

CARD, FOOTER = "components/card.html", "components/footer.html"


@pytest.fixture(autouse=True)
def rendered(monkeypatch) -> list[str]:
    """The names of the templates that were rendered and stored."""
    names = []

    def render(template_name, args):
        names.append(template_name)
        return module._render(template_name, args)

    monkeypatch.setattr(module, "_render_cached", module.lru_cache(render))
    return names


@pytest.mark.django_db
def test_cached_include_with_changed_model_renders_again(rendered):
    factories.contact_details()
    for _ in range(2):
        contact = ContactDetails.objects.get()
        assert contact.agency in cached_include(FOOTER, contact=contact)
    assert rendered == [FOOTER]
    contact.agency = "Xã <Mới>"
    assert "Xã &lt;Mới&gt;" in cached_include(FOOTER, contact=contact)
    assert rendered == [FOOTER] * 2


@pytest.mark.django_db
def test_cached_include_does_not_load_deferred_fields(django_assert_num_queries):
    factories.contact_details()
    contact = ContactDetails.objects.defer("region").get()
    with django_assert_num_queries(0):
        cached_include(FOOTER, contact=contact)


@pytest.mark.django_db
def test_cached_include_renders_once_for_equal_arguments(rendered):
    cover = CardImage("anh/2025/01/a.jpg", 800, 600, "Cổng làng")
    card = ArticleCard(1, "Tin", "tin", "Tóm tắt", datetime(2025, 1, 2, 8, 0, tzinfo=factories.HANOI), cover)
    cards = [card, card._replace(title="Tin khác"), card._replace(cover=cover._replace(alt="Đình làng"))]
    assert len({cached_include(CARD, article=article) for article in [*cards, *cards]}) == 3
    assert rendered == [CARD] * 3


def test_cached_include_with_debug_stores_nothing(rendered, settings):
    settings.DEBUG = True
    assert cached_include("components/viewer.html") == cached_include("components/viewer.html")
    assert rendered == []


def test_cached_include_in_template_sees_only_its_arguments():
    source = "{% load cached_include %}{% cached_include 'components/header.html' %}"
    assert "Xã lạ" not in engines["django"].from_string(source).render({"place": "Xã lạ"})
