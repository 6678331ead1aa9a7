"""Procedures by life event: landing page, page of an event, admin."""

import pytest
from reversion.models import Version

from procedures.models import LifeEvent, Procedure
from procedures.services.life_events import add_first_life_events
from saovang.demo.load import create_procedures
from saovang.redirects.models import Redirect
from tests import factories
from tests.helpers import main_html
from tests.news.test_pages import links, text

pytestmark = pytest.mark.django_db
INDEX = "/thu-tuc-hanh-chinh/"
SLUGS = ["sinh-con", "ket-hon", "chung-thuc", "dat-va-nha", "tro-cap", "mat-nguoi-than"]
ADMIN = "/quan-tri/procedures/lifeevent/"


def test_index_links_to_life_events_and_sectors(client):
    add_first_life_events()
    factories.procedure(sector="Hộ tịch")
    response = client.get(INDEX)
    assert links(response, rf"{INDEX}viec/[a-z-]+/") == [f"{INDEX}viec/{slug}/" for slug in SLUGS]
    assert links(response, r".*#ho-tich") == [f"{INDEX}danh-muc/#ho-tich"]
    assert main_html(response).count("<svg") == len(SLUGS)


def test_life_event_shows_what_to_bring_in_order(client):
    born = factories.procedure("1", name="Khai sinh", required_documents="Giấy chứng sinh", fee="Không thu")
    insured = factories.procedure("2", name="Bảo hiểm y tế", is_sample=True)
    factories.procedure("3", name="Kết hôn")
    factories.life_event(born, insured, first_step="Gọi hỏi trước.")
    factories.feedback_address(agency="Trung tâm Phục vụ", telephone="0237 222 2222", accepts_question=True)
    response = client.get(f"{INDEX}viec/sinh-con/")
    assert links(response, rf"{INDEX}danh-muc/\d/") == [f"{INDEX}danh-muc/1/", f"{INDEX}danh-muc/2/"]
    page_text = text(response)
    for part in ["Gọi hỏi trước.", "Mang theo: Giấy chứng sinh", "Lệ phí: Không thu", "(mẫu)", "Trung tâm Phục vụ"]:
        assert part in page_text


def test_life_event_without_procedures_offers_search(client):
    factories.life_event()
    html = client.get(f"{INDEX}viec/sinh-con/").content.decode()
    assert f'action="{INDEX}danh-muc/"' in html
    assert client.get(f"{INDEX}viec/khac/").status_code == 404


def test_index_without_life_events(client):
    response = client.get(INDEX)
    assert response.status_code == 200
    assert "Bạn có việc gì?" not in text(response)


def test_first_life_events_are_added_once():
    add_first_life_events()
    LifeEvent.objects.exclude(slug="ket-hon").delete()
    add_first_life_events()
    assert [event.slug for event in LifeEvent.objects.all()] == ["ket-hon"]


def test_every_sample_life_event_has_procedures():
    create_procedures()
    assert [event.slug for event in LifeEvent.objects.all()] == SLUGS
    for event in LifeEvent.objects.all():
        assert event.items.count() >= 3
        assert event.procedures.filter(is_sample=False).count() == 0
    assert Procedure.objects.filter(life_events=None).count() == 0


def build_form(*procedures: Procedure, **fields) -> dict:
    """Return the data of the admin form."""
    data = {"title": "Sinh con", "slug": "sinh-con", "icon": "birth", "order": "1"}
    data |= {"items-TOTAL_FORMS": str(len(procedures)), "items-INITIAL_FORMS": "0"}
    for number, procedure in enumerate(procedures):
        data |= {f"items-{number}-procedure": str(procedure.pk), f"items-{number}-order": str(number)}
    return data | fields


def test_life_event_admin_adds_procedures_with_version(admin_client, client):
    first, second = factories.procedure("1", name="Khai sinh"), factories.procedure("2", name="Bảo hiểm")
    assert client.get(f"{INDEX}viec/sinh-con/").status_code == 404
    admin_client.post(f"{ADMIN}add/", build_form(first, second))
    assert links(client.get(f"{INDEX}viec/sinh-con/"), rf"{INDEX}danh-muc/\d/") == [
        f"{INDEX}danh-muc/1/",
        f"{INDEX}danh-muc/2/",
    ]
    event = LifeEvent.objects.get()
    (version,) = Version.objects.get_for_object(event)
    assert version.revision.version_set.count() == 3  # with its two items


def test_life_event_admin_rejects_procedure_twice(admin_client):
    procedure = factories.procedure()
    response = admin_client.post(f"{ADMIN}add/", build_form(procedure, procedure))
    assert response.status_code == 200
    assert not LifeEvent.objects.exists()


def test_life_event_with_new_slug_redirects(client):
    event = factories.life_event()
    event.slug = "co-em-be"
    event.save()
    assert Redirect.objects.get().new_path == f"{INDEX}viec/co-em-be/"
    assert client.get(f"{INDEX}viec/sinh-con/", follow=True).redirect_chain == [(f"{INDEX}viec/co-em-be/", 301)]


def test_link_dialog_finds_life_event(admin_client):
    factories.life_event()
    assert f"{INDEX}viec/sinh-con/" in admin_client.get("/quan-tri/duong-dan/?q=sinh").content.decode()


def test_search_finds_life_event_before_its_procedures(client):
    life_event = factories.life_event(factories.procedure(name="Đăng ký thường trú cho con"))
    response = client.get("/tim-kiem/", {"q": life_event.title})
    assert links(response, rf"{INDEX}(?:viec|danh-muc)/.+/")[0] == life_event.get_absolute_url()
