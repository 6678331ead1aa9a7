"""The guide: its entries, their page, their review."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from procedures.models import FeedbackAddress, GuideEntry, RequestType
from procedures.services.guide import add_missing_entries
from tests import factories
from tests.news.test_pages import links, text

pytestmark = pytest.mark.django_db
GUIDE = "/phan-anh-kien-nghi/huong-dan/"
SLUGS = ["nguy-hiem", "den-hong-rac-o-ga", "phan-anh-kien-nghi", "khieu-nai", "to-cao", "hoi-ve-thu-tuc"]


@pytest.fixture
def entries():
    add_missing_entries()


@pytest.mark.usefixtures("entries")
def test_guide_links_to_every_request_type(client):
    response = client.get(GUIDE)
    assert links(response, rf"{GUIDE}[a-z-]+/") == [f"{GUIDE}{slug}/" for slug in SLUGS]
    for entry in GuideEntry.objects.all():
        assert entry.choice in text(response)


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize("request_type", RequestType)
def test_guide_entry_shows_texts_sources_and_addresses(client, request_type):
    factories.feedback_address(title="Nơi này", **{f"accepts_{other}": other == request_type for other in RequestType})
    factories.feedback_address(title="Nơi khác", **{f"accepts_{other}": other != request_type for other in RequestType})
    entry = GuideEntry.objects.get(request_type=request_type)
    response = client.get(entry.get_absolute_url())
    page_text = text(response)
    for part in [entry.purpose, entry.purpose_source, entry.contents, entry.contents_source, "Nơi này"]:
        assert part in page_text
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "Nơi khác" not in main
    assert entry.review_note
    assert entry.review_note not in response.content.decode()


@pytest.mark.usefixtures("entries")
def test_guide_entry_groups_channels_by_eid(client):
    factories.feedback_address(website="https://gui.example.vn/", website_requires_eid=True)
    page_text = text(client.get(f"{GUIDE}phan-anh-kien-nghi/"))
    without_eid, _, with_eid = page_text.partition("Không cần tài khoản định danh")[2].partition(
        "Cần tài khoản định danh"
    )
    assert "0237 000 0000" in without_eid
    assert "https://gui.example.vn/" not in without_eid
    assert "https://gui.example.vn/" in with_eid


@pytest.mark.usefixtures("entries")
def test_guide_entry_in_writing_only(client):
    factories.feedback_address(accepts_denunciation=True, postal_address="Hộp thư 1")
    page_text = text(client.get(f"{GUIDE}to-cao/"))
    in_writing, _, remote = page_text.partition("Gửi đơn hoặc trình bày trực tiếp")[2].partition("Để hỏi thêm")
    assert "Hộp thư 1" in in_writing
    assert "0237 000 0000" not in in_writing
    assert "0237 000 0000" in remote


@pytest.mark.usefixtures("entries")
def test_guide_entry_shows_review_date(client):
    path = f"{GUIDE}khieu-nai/"
    assert "Xã chưa đối chiếu phần này" in text(client.get(path))
    entry = GuideEntry.objects.get(request_type="complaint")
    entry.reviewed_on = "2026-11-20"
    entry.save()
    assert "lần cuối: 20/11/2026" in text(client.get(path))


def test_guide_without_entries_and_addresses(client):
    factories.contact_details()
    assert links(client.get(GUIDE), rf"{GUIDE}[a-z-]+/") == [f"{GUIDE}{slug}/" for slug in SLUGS]
    for slug in SLUGS:
        response = client.get(f"{GUIDE}{slug}/")
        assert response.status_code == 200
        assert "UBND xã Thử" in text(response)
    assert client.get(f"{GUIDE}khac/").status_code == 404


def test_guide_entry_requires_sources():
    for name in ["purpose", "contents"]:
        with pytest.raises(ValidationError) as error:
            GuideEntry(request_type="complaint", choice="Tôi", **{name: "Luật nói vậy."}).full_clean()
        assert list(error.value.message_dict) == [f"{name}_source"]
        with pytest.raises(IntegrityError), transaction.atomic():
            GuideEntry.objects.create(request_type="complaint", choice="Tôi", **{name: "Luật nói vậy."})


@pytest.mark.usefixtures("entries")
def test_add_missing_entries_keeps_edited_texts(admin_client, client):
    entry = GuideEntry.objects.get(request_type="complaint")
    page = admin_client.get(f"/quan-tri/procedures/guideentry/{entry.pk}/change/")
    data = {name: value or "" for name, value in page.context["adminform"].form.initial.items()}
    admin_client.post(f"/quan-tri/procedures/guideentry/{entry.pk}/change/", data | {"purpose": "Câu do xã viết."})
    assert "Câu do xã viết." in text(client.get(f"{GUIDE}khieu-nai/"))
    add_missing_entries()
    assert GuideEntry.objects.get(request_type="complaint").purpose == "Câu do xã viết."


def test_feedback_address_accepts_feedback_by_default():
    FeedbackAddress(title="Cũ", address="Khu phố 1", telephone="0237 000 0000", email="a@b.vn").save()
    assert [address.title for address in FeedbackAddress.objects.accepting(RequestType.FEEDBACK)] == ["Cũ"]


@pytest.mark.usefixtures("entries")
def test_dashboard_lists_guide_entries_to_review(admin_client):
    GuideEntry.objects.filter(request_type="question").update(reviewed_on="2026-11-20", review_note="")
    GuideEntry.objects.filter(request_type="feedback").update(
        reviewed_on="2026-11-20", review_note="Còn hiệu lực không?"
    )
    panels = {panel.title: panel.rows for panel in admin_client.get("/quan-tri/").context["task_lists"]}
    rows = panels["Hướng dẫn cần đối chiếu với pháp luật"]
    assert [row.text for row in rows] == ["Phản ánh, kiến nghị", "Khiếu nại", "Tố cáo"]
    assert rows[0].note == "Còn hiệu lực không?"
    assert admin_client.get(rows[0].url).status_code == 200
