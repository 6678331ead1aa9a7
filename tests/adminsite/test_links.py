"""What the link dialog of the editor finds on the portal."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from news.models import Article, Attachment
from procedures.models import FormFile
from saovang.pages.models import Page
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(admin_client):
    """Return a function that finds links as the dialog does."""
    return lambda query: admin_client.get("/quan-tri/duong-dan/", {"q": query}).json()["links"]


def find_urls(find, query: str) -> list[str]:
    return [link["url"] for link in find(query)]


def test_links_find_every_kind_of_page(find):
    article = factories.article("Lễ hội khai hạ & rước nước")
    page = Page.objects.create(title="Giới thiệu lễ hội", slug="gioi-thieu")
    procedure = factories.procedure(name="Đăng ký tổ chức lễ hội")
    category = factories.category("Lễ hội làng", slug="le-hoi")
    assert {(link["title"], link["url"]) for link in find("le hoi")} == {
        (item if isinstance(item, str) else str(item), item.get_absolute_url())
        for item in (article, page, procedure, category)
    }
    assert {link["kind"] for link in find("LỄ HỘI")} >= {"Chuyên mục", "Trang giới thiệu"}


def test_links_find_documents_of_public_articles(find):
    titles = {}
    for status in Article.Status:
        article = factories.article(f"Bài {status}", status=status)
        titles[status] = Attachment(article=article, title=f"Kế hoạch số {status.label}", size=5, file_type="pdf")
        titles[status].file.save("ke-hoach.pdf", ContentFile(b"%PDF-"))
    form_file = FormFile(
        procedure=factories.procedure(name="Cấp bản sao"), title="Mẫu đơn số 1", size=5, file_type="pdf"
    )
    form_file.file.save("mau.pdf", ContentFile(b"%PDF-"))
    assert [link["title"] for link in find("ke hoach so")] == [titles[Article.Status.PUBLISHED].title]
    assert [link["title"] for link in find("mẫu đơn")] == ["Mẫu đơn số 1"]
    assert all(url.startswith("/") for url in find_urls(find, "mẫu đơn"))


def test_links_find_only_what_residents_can_open(find):
    for status in ("draft", "waiting", "withdrawn"):
        factories.article(f"Hội nghị {status}", status=status)
    factories.article("Hội nghị hẹn giờ", published_at=timezone.now() + timedelta(days=1))
    public = factories.article("Hội nghị công khai")
    assert find_urls(find, "hội nghị") == [public.get_absolute_url()]


def test_links_find_words_being_typed(find):
    article = factories.article("Khai sinh cho con")
    assert find_urls(find, "khai si") == [article.get_absolute_url()]


@pytest.mark.parametrize("query", ["", "  ", "\0", "-", '"', "a" * 5000, "%", "' OR 1=1 --"])
def test_links_of_any_text_are_a_list(find, query):
    factories.article("Tin")
    assert find(query) == []
