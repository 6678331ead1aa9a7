"""A component is rendered once for the same values, and anew for any other."""

from datetime import datetime

import pytest
from django.template import engines

from news.cards import Picture, Teaser
from procedures.models import ContactDetails
from saovang.core.templatetags import components
from saovang.core.templatetags.components import component
from tests import factories


@pytest.fixture(autouse=True)
def rendered(monkeypatch) -> list[str]:
    """The names of the components that were rendered."""
    names = []

    def render(name, given):
        names.append(name)
        return components._render(name, given)

    monkeypatch.setattr(components, "_kept", components.lru_cache(render))
    return names


@pytest.mark.django_db
def test_a_row_that_changed_is_another_value(rendered):
    factories.contact_details()
    for _ in range(2):
        contact = ContactDetails.objects.get()
        assert contact.place in component("footer", contact=contact)
    assert rendered == ["footer"]
    contact.place = "Xã <Mới>"
    assert "Xã &lt;Mới&gt;" in component("footer", contact=contact)
    assert rendered == ["footer"] * 2


@pytest.mark.django_db
def test_what_was_not_fetched_is_not_asked_for(django_assert_num_queries):
    factories.contact_details()
    contact = ContactDetails.objects.defer("region").get()
    with django_assert_num_queries(0):
        component("footer", contact=contact)


def test_each_value_of_a_card_tells_cards_apart(rendered):
    cover = Picture("anh/2025/01/a.jpg", 800, 600, "Cổng làng")
    teaser = Teaser(1, "Tin", "tin", "Tóm tắt", datetime(2025, 1, 2, 8, 0, tzinfo=factories.HANOI), cover)
    cards = [teaser, teaser._replace(title="Tin khác"), teaser._replace(cover=cover._replace(alternative="Đình làng"))]
    assert len({component("card", article=card) for card in [*cards, *cards]}) == 3
    assert rendered == ["card"] * 3


def test_while_templates_change_nothing_is_kept(rendered, settings):
    settings.DEBUG = True
    assert component("viewer") == component("viewer")
    assert rendered == []


def test_in_a_template_a_component_sees_its_own_values_alone():
    page = engines["django"].from_string("{% load components %}{% component 'masthead' %}")
    assert "Xã lạ" not in page.render({"contact": {"place": "Xã lạ"}})
