"""The guide: its entries, their page, their review."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from procedures.models import FeedbackAddress, GuideEntry, RequestType
from procedures.services.guide import add_missing_entries
from tests import factories
from tests.helpers import main_html
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
    statements = [entry.purpose, entry.contents, entry.time_limits]
    sources = [entry.purpose_source, entry.contents_source, entry.time_limits_source]
    for part in [*statements, *sources, "Nơi này"]:
        assert part in page_text
    main = main_html(response)
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
    for name in ["purpose", "contents", "time_limits"]:
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
    assert [row.text for row in rows] == [
        "Đang nguy hiểm, cần giúp ngay",
        "Đèn đường hỏng, rác, ổ gà",
        "Phản ánh, kiến nghị về thủ tục",
        "Khiếu nại",
        "Tố cáo",
    ]
    assert rows[2].note == "Còn hiệu lực không?"
    assert admin_client.get(rows[0].url).status_code == 200


@pytest.mark.usefixtures("entries")
def test_emergency_dials_before_anything_else(client):
    factories.feedback_address(title="Công an xã", telephone="0237 555 5555", accepts_emergency=True)
    for path in [GUIDE, "/phan-anh-kien-nghi/", f"{GUIDE}nguy-hiem/"]:
        numbers = links(client.get(path), r"tel:\d+")
        assert [number for number in numbers if len(number) == 7] == ["tel:113", "tel:114", "tel:115", "tel:112"]
    assert "tel:02375555555" in main_html(client.get(f"{GUIDE}nguy-hiem/"))


@pytest.mark.usefixtures("entries")
def test_emergency_without_number_of_police_leads_to_contacts(client):
    assert 'href="/lien-he/"' in main_html(client.get(f"{GUIDE}nguy-hiem/"))


@pytest.mark.usefixtures("entries")
def test_feedback_page_shows_number_for_a_broken_lamp(client):
    factories.feedback_address(title="Thủ tục", telephone="0237 111 1111")
    factories.feedback_address(title="Đèn", telephone="0237 222 2222", accepts_feedback=False, accepts_incident=True)
    page = main_html(client.get("/phan-anh-kien-nghi/"))
    lamp = page.partition("Đèn đường hỏng")[2].partition("</li>")[0]
    assert "tel:02372222222" in lamp
    assert "tel:02371111111" not in lamp


@pytest.mark.usefixtures("entries")
def test_guide_shows_no_number_where_calling_is_not_enough(client):
    factories.feedback_address(accepts_complaint=True)
    option = main_html(client.get(GUIDE)).partition("khieu-nai/")[2].partition("</li>")[0]
    assert "tel:" not in option


@pytest.mark.parametrize(
    "url",
    [
        "http://vbpl.vn/x",
        "https://thuvienphapluat.vn/luat",
        "https://gov.vn.example.com/",
        "https://evilgov.vn/",
        "https://vbpl.vn@example.com/",
        "https://example.com/?vbpl.vn",
    ],
)
def test_guide_entry_rejects_unofficial_source(url):
    entry = GuideEntry(request_type="complaint", choice="Tôi", time_limits_url=url)
    with pytest.raises(ValidationError) as error:
        entry.full_clean()
    assert "trang của cơ quan nhà nước" in error.value.message_dict["time_limits_url"][0]


@pytest.mark.parametrize(
    "url",
    [
        "https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=27325",
        "https://vanban.chinhphu.vn/?pageid=27160&docid=218183",
        "https://quochoi.vn/",
        "https://thanhhoa.gov.vn/a",
        "https://THANHHOA.GOV.VN/a",
    ],
)
def test_guide_entry_accepts_official_source(url):
    GuideEntry(request_type="complaint", choice="Tôi", purpose_url=url).full_clean()


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize("request_type", [kind for kind in RequestType if kind != RequestType.EMERGENCY])
def test_guide_entry_leads_to_letter_with_addressee(client, request_type):
    for name in ["Cơ quan A", "Cơ quan B"]:
        factories.feedback_address(
            title=name, agency=name, addressee=f"Chủ tịch {name}", **{f"accepts_{request_type}": True}
        )
    urls = links(client.get(request_type.get_absolute_url()), r"/phan-anh-kien-nghi/huong-dan/[a-z-]+/mau-don/\d+/")
    entry = GuideEntry.objects.get(request_type=request_type)
    for name, url in zip(["Cơ quan A", "Cơ quan B"], urls, strict=True):
        letter_text = text(client.get(url))
        for part in [f"Kính gửi: Chủ tịch {name}", entry.letter_title, *(item.label for item in entry.letter)]:
            assert part in letter_text


@pytest.mark.usefixtures("entries")
def test_letter_without_feedback_address_goes_to_the_commune(client):
    factories.contact_details()
    (url,) = links(client.get(f"{GUIDE}khieu-nai/"), r".*/mau-don/")
    assert "Kính gửi: UBND xã Thử" in text(client.get(url))


@pytest.mark.usefixtures("entries")
def test_letter_needs_form_and_accepting_address(client):
    address = factories.feedback_address()  # for feedback only
    website = factories.feedback_address(level=3, address="", website="https://dichvucong.gov.vn/")
    letters = [f"khieu-nai/mau-don/{pk}/" for pk in (address.pk, 0, 10**30)]
    for path in ["nguy-hiem/mau-don/", "khac/mau-don/", *letters]:
        assert client.get(f"{GUIDE}{path}").status_code == 404
    assert f"/mau-don/{website.pk}/" not in main_html(client.get(f"{GUIDE}phan-anh-kien-nghi/"))


@pytest.mark.parametrize("items", ["Tên | nhiều", "| 3", "Tên | 0", "Tên | 21", "Tên | 3 | 4", "Tên |"])
def test_guide_entry_rejects_unreadable_letter_items(items):
    with pytest.raises(ValidationError) as error:
        GuideEntry(request_type="complaint", choice="Tôi", letter_title="Đơn", letter_items=f"A\n{items}").full_clean()
    assert list(error.value.message_dict) == ["letter_items"]


@pytest.mark.parametrize("fields", [{"letter_title": "Đơn"}, {"letter_items": "Họ và tên"}])
def test_guide_entry_letter_needs_title_and_items(fields):
    with pytest.raises(ValidationError, match="Mẫu đơn phải có cả tên và các mục"):
        GuideEntry(request_type="complaint", choice="Tôi", **fields).full_clean()


def test_letter_items_have_blank_lines():
    entry = GuideEntry(letter_items="Họ và tên\n\nNội dung | 8\n")
    assert [(item.label, len(item.lines)) for item in entry.letter] == [("Họ và tên", 1), ("Nội dung", 8)]
