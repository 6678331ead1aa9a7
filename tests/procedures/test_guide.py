import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from procedures.models import FeedbackAddress, Kind, Matter
from procedures.services.guide import add_missing_matters
from tests import factories
from tests.news.test_pages import links, text

pytestmark = pytest.mark.django_db
GUIDE = "/thu-tuc-hanh-chinh/huong-dan/"
SLUGS = ["hoi-ve-thu-tuc", "phan-anh-kien-nghi", "khieu-nai", "to-cao"]


@pytest.fixture
def matters():
    add_missing_matters()


@pytest.mark.usefixtures("matters")
def test_one_question_leads_to_each_of_the_four_answers(client):
    response = client.get(GUIDE)
    assert links(response, rf"{GUIDE}[a-z-]+/") == [f"{GUIDE}{slug}/" for slug in SLUGS]
    for matter in Matter.objects.all():
        assert matter.choice in text(response)


@pytest.mark.usefixtures("matters")
@pytest.mark.parametrize("kind", Kind)
def test_an_answer_says_what_it_is_for_what_it_must_hold_by_which_source_and_where(client, kind):
    factories.feedback_address(title="Nơi này", **{f"takes_{other}": other == kind for other in Kind})
    factories.feedback_address(title="Nơi khác", **{f"takes_{other}": other != kind for other in Kind})
    matter = Matter.objects.get(kind=kind)
    response = client.get(matter.get_absolute_url())
    seen = text(response)
    for part in [matter.purpose, matter.purpose_source, matter.contents, matter.contents_source, "Nơi này"]:
        assert part in seen
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "Nơi khác" not in main
    assert matter.to_check
    assert matter.to_check not in response.content.decode()


@pytest.mark.usefixtures("matters")
def test_it_tells_apart_the_ways_that_need_an_electronic_identity(client):
    factories.feedback_address(website="https://gui.example.vn/", website_needs_identity=True)
    seen = text(client.get(f"{GUIDE}phan-anh-kien-nghi/"))
    without, _, by_identity = seen.partition("Không cần tài khoản định danh")[2].partition("Cần tài khoản định danh")
    assert "0237 000 0000" in without
    assert "https://gui.example.vn/" not in without
    assert "https://gui.example.vn/" in by_identity


@pytest.mark.usefixtures("matters")
def test_a_denunciation_is_not_sent_by_telephone(client):
    factories.feedback_address(takes_denunciation=True, post="Hộp thư 1")
    seen = text(client.get(f"{GUIDE}to-cao/"))
    writing, _, asking = seen.partition("Gửi đơn hoặc trình bày trực tiếp")[2].partition("Để hỏi thêm")
    assert "Hộp thư 1" in writing
    assert "0237 000 0000" not in writing
    assert "0237 000 0000" in asking


@pytest.mark.usefixtures("matters")
def test_until_staff_compared_it_with_the_law_the_page_says_so(client):
    path = f"{GUIDE}khieu-nai/"
    assert "Xã chưa đối chiếu phần này" in text(client.get(path))
    matter = Matter.objects.get(kind="complaint")
    matter.checked_on = "2026-11-20"
    matter.save()
    assert "lần cuối: 20/11/2026" in text(client.get(path))


def test_a_portal_without_texts_or_addresses_still_guides(client):
    factories.contact_details()
    assert links(client.get(GUIDE), rf"{GUIDE}[a-z-]+/") == [f"{GUIDE}{slug}/" for slug in SLUGS]
    for slug in SLUGS:
        response = client.get(f"{GUIDE}{slug}/")
        assert response.status_code == 200
        assert "UBND xã Thử" in text(response)
    assert client.get(f"{GUIDE}khac/").status_code == 404


def test_a_statement_without_its_source_is_refused():
    for name in ["purpose", "contents"]:
        with pytest.raises(ValidationError) as error:
            Matter(kind="complaint", choice="Tôi", **{name: "Luật nói vậy."}).full_clean()
        assert list(error.value.message_dict) == [f"{name}_source"]
        with pytest.raises(IntegrityError), transaction.atomic():
            Matter.objects.create(kind="complaint", choice="Tôi", **{name: "Luật nói vậy."})


@pytest.mark.usefixtures("matters")
def test_the_texts_are_the_staff_s_own(admin_client, client):
    matter = Matter.objects.get(kind="complaint")
    page = admin_client.get(f"/quan-tri/procedures/matter/{matter.pk}/change/")
    sent = {name: value or "" for name, value in page.context["adminform"].form.initial.items()}
    admin_client.post(f"/quan-tri/procedures/matter/{matter.pk}/change/", sent | {"purpose": "Câu do xã viết."})
    assert "Câu do xã viết." in text(client.get(f"{GUIDE}khieu-nai/"))
    add_missing_matters()
    assert Matter.objects.get(kind="complaint").purpose == "Câu do xã viết."


def test_what_the_old_page_brings_receives_feedback():
    FeedbackAddress(title="Cũ", address="Khu phố 1", telephone="0237 000 0000", email="a@b.vn").save()
    assert [address.title for address in FeedbackAddress.objects.receiving(Kind.FEEDBACK)] == ["Cũ"]


@pytest.mark.usefixtures("matters")
def test_the_first_page_of_the_desk_names_what_is_to_be_compared_with_the_law(admin_client):
    Matter.objects.filter(kind="question").update(checked_on="2026-11-20", to_check="")
    Matter.objects.filter(kind="feedback").update(checked_on="2026-11-20", to_check="Còn hiệu lực không?")
    panels = {panel.title: panel.rows for panel in admin_client.get("/quan-tri/").context["work"]}
    rows = panels["Hướng dẫn cần đối chiếu với pháp luật"]
    assert [row.text for row in rows] == ["Phản ánh, kiến nghị", "Khiếu nại", "Tố cáo"]
    assert rows[0].note == "Còn hiệu lực không?"
    assert admin_client.get(rows[0].url).status_code == 200
