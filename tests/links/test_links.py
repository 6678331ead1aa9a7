from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from news.services.publishing import publish
from procedures.models import GuideEntry
from procedures.services.guide import add_missing_entries
from saovang.accounts import roles
from saovang.links import services
from saovang.links.models import WAIT, LinkedDomain
from saovang.links.services import trust
from saovang.monitoring.alerts import check_links
from saovang.notices.services import send_due
from saovang.pagecache.version import content_version
from saovang.pages.models import Page, ServiceLink
from saovang.redirects.models import Redirect
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/links/linkeddomain/"
BODY = '<p>Xem <a href="https://abc.com/x">bảng giá</a>.</p>'
LINK = '<a href="https://abc.com/x"'


def domain(name: str = "abc.com") -> LinkedDomain:
    return LinkedDomain.objects.get(name=name)


def page(client, article) -> str:
    """Return the page of an article as it is rendered now."""
    content_version.refresh()
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def decide(user, name: str, action: str, key: str = "abc.com"):
    """Send the action of the list to a domain and return the messages."""
    data = {"action": action, "_selected_action": [domain(key).pk]}
    return articles.messages(articles.signed_in(user).post(LIST, data, follow=True))


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_URL, settings.DEFAULT_FROM_EMAIL = "smtp://127.0.0.1", "cong@xa.example.vn"


def test_new_domain_is_text_until_second_person_trusts_it(client, mail_server, django_capture_on_commit_callbacks):
    author = factories.staff(roles.EDITOR, email="tac-gia@example.vn")
    second = factories.staff(roles.EDITOR, email="hai@example.vn")
    factories.staff(roles.AUTHOR, email="ctv@example.vn")
    article = factories.article("Giá lúa", written_by=author)
    with django_capture_on_commit_callbacks(execute=True):
        data = articles.form(article, body=BODY, _save="1")
        response = articles.signed_in(author).post(articles.at(article), data, follow=True)
    opens_at = timezone.localtime(domain().opens_at)
    assert any(
        f"Liên kết tới abc.com: chờ người thứ hai duyệt, hoặc tự mở lúc {opens_at:%H:%M}" in message
        for message in articles.messages(response)
    )
    assert (domain().added_by, domain().first_seen_in) == (author, "bài viết: Giá lúa")
    assert domain().first_seen_path == articles.at(article)
    assert mail.outbox == []  # not within the request
    send_due()
    assert sorted(message.to[0] for message in mail.outbox) == ["hai@example.vn", "tac-gia@example.vn"]
    assert "abc.com, ở bài viết: Giá lúa" in mail.outbox[0].body
    assert "<p>Xem bảng giá.</p>" in page(client, article)
    assert LINK not in page(client, article)

    assert decide(author, "abc.com", "trust") == [
        "abc.com: bạn là người viết liên kết này nên cần người thứ hai duyệt."
    ]
    assert LINK not in page(client, article)
    assert decide(second, "abc.com", "trust") == ["abc.com: tin cậy."]
    assert LINK in page(client, article)
    assert domain().decided_by == second


def test_new_domain_opens_by_time(client, monkeypatch):
    article = factories.article(body=BODY)
    assert LINK not in page(client, article)
    assert domain().opens_at - domain().first_seen_at == WAIT == timedelta(hours=1)
    version = content_version.refresh()
    monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() + WAIT + timedelta(seconds=1))
    assert content_version.refresh() != version, "cached pages are rendered again"
    assert LINK in page(client, article)


def test_blocked_domain_is_text_and_its_form_is_saved(client):
    editor, second = factories.staff(roles.EDITOR), factories.staff(roles.EDITOR)
    article = factories.article(body=BODY)
    decide(second, "abc.com", "trust")
    assert LINK in page(client, article)
    assert decide(second, "abc.com", "block") == ["abc.com: đã chặn."]
    assert LINK not in page(client, article)
    data = articles.form(article, title="Mới", _save="1")
    response = articles.signed_in(editor).post(articles.at(article), data, follow=True)
    article.refresh_from_db()
    assert (article.title, article.body) == ("Mới", BODY)
    assert any("abc.com: đã chặn" in message for message in articles.messages(response))
    history = articles.signed_in(editor).get(f"{LIST}{domain().pk}/history/").content.decode()
    assert "Tin cậy" in history
    assert "Chặn" in history


@pytest.mark.parametrize(
    "href",
    [
        "//abc.com/x",
        "https:abc.com",
        "\\\\abc.com",
        "https://xa.gov.vn@abc.com/",
        "https://vbpl.vn.abc.com/",
        "https://abc.com.",
        "https://WWW.ABC.com:443/",
    ],
)
def test_disguised_link_is_text(client, href):
    article = factories.article(body=f'<p><a title="a href=" href="{href}">x</a></p>')
    assert "abc.com" not in page(client, article).lower()
    assert not services.is_open(href)


@pytest.mark.parametrize(
    "href",
    ["/tin-tuc/", "#a", "https://xa.gov.vn/", "https://vanban.chinhphu.vn/", "https://quochoi.vn/", "mailto:a@abc.com"]
    + ["https://vbpl.vn/"],
)
def test_own_links_and_those_to_the_state_are_open(client, href):
    article = factories.article(body=f'<p><a href="{href}" rel="noopener noreferrer">x</a></p>')
    assert f'<a href="{href}"' in page(client, article)
    assert not LinkedDomain.objects.pending().exists()


def test_domain_of_the_state_can_be_blocked(client):
    article = factories.article(body='<p><a href="https://xa.gov.vn/">x</a></p>')
    services.block(domain("xa.gov.vn"), factories.staff(roles.EDITOR))
    assert "xa.gov.vn" not in page(client, article)


def test_unrecorded_domain_is_text(client):
    article = factories.article()
    type(article).objects.filter(pk=article.pk).update(body=BODY)
    assert not LinkedDomain.objects.exists()
    assert LINK not in page(client, article)


@pytest.mark.usefixtures("no_polling")
def test_every_public_link_of_staff_waits(client):
    ServiceLink.objects.create(name="Dịch vụ", url="https://a.vn/")
    Page.objects.create(title="Trang", slug="trang", body='<p><a href="https://b.vn/">x</a></p>')
    urls = {f"{name}_url": f"https://{name.replace('_', '-')}.vn/" for name in ("map", "legal_basis")}
    address = factories.feedback_address(website="https://c.vn/", legal_basis="Văn bản", accepts_question=True, **urls)
    GuideEntry.objects.create(
        request_type="complaint",
        choice="Tôi",
        purpose="Câu",
        purpose_source="Luật",
        purpose_url="https://d.vn/",
        contents="Câu",
        contents_source="Luật",
        contents_url="https://e.vn/",
    )
    factories.procedure(portal_url="https://f.vn/", external_forms="Đơn | https://g.vn/a.docx")
    paths = {
        "/": ["a"],
        "/trang/trang/": ["b"],
        "/phan-anh-kien-nghi/": ["c", "map", "legal-basis"],
        "/phan-anh-kien-nghi/huong-dan/khieu-nai/": ["d", "e"],
        "/thu-tuc-hanh-chinh/danh-muc/1.001193/": ["c", "f", "g"],
        "/tim-kiem/?q=dich+vu": ["a"],
        f"/tim-kiem/?q={address.title}": ["c", "map"],
    }
    for path, names in paths.items():
        html = client.get(path).content.decode()
        assert [name for name in names if f'"https://{name}.vn' in html] == [], path
    editor = factories.staff(roles.EDITOR)
    for pending in LinkedDomain.objects.pending():
        services.trust(pending, editor)
    content_version.refresh()
    for path, names in paths.items():
        html = client.get(path).content.decode()
        assert [name for name in names if f'href="https://{name}.vn' not in html] == [], path


def test_redirect_to_new_domain_waits(client):
    Redirect.objects.create(old_path="/cu/", new_path="https://abc.com/")
    assert client.get("/cu/").status_code == 404
    services.trust(domain(), factories.staff(roles.EDITOR))
    content_version.refresh()
    assert client.get("/cu/").headers["Location"] == "https://abc.com/"


def test_urls_in_captions_titles_and_sources_are_recorded(admin_client, admin_user):
    article = factories.article(source="Theo www.a.vn")
    factories.photos(article, 1, caption="Ảnh: https://b.vn/x")
    article.change_notes.create(text="Sửa theo //c.vn")
    article.attachments.create(title="Bản gốc http://g.vn", file="tep/a.pdf", size=1)
    admin_client.post("/quan-tri/redirects/redirect/add/", {"old_path": "/d?u=http://x.vn", "new_path": "http://e.vn/"})
    sheet = factories.sheet([["1.2", "Tên", "Ngành", "", "", "", "", "", "Đơn | https://f.vn/a"]])
    admin_client.post("/quan-tri/procedures/procedure/nhap/", {"sheet": sheet})
    found = dict(LinkedDomain.objects.values_list("name", "added_by"))
    by_nobody = dict.fromkeys(["a.vn", "b.vn", "c.vn", "g.vn"])
    assert found == by_nobody | dict.fromkeys(["e.vn", "f.vn"], admin_user.pk)


def test_publisher_is_told_of_pending_links_of_author(client):
    author, editor = factories.staff(), factories.staff(roles.EDITOR)
    article = factories.article(body=BODY, status="waiting", published_at=None, written_by=author)
    response = articles.signed_in(editor).post(articles.at(article, "dang/"), follow=True)
    assert any("Liên kết tới abc.com" in message for message in articles.messages(response))


def test_one_notice_tells_of_all_new_domains_of_a_text(mail_server):
    editor = factories.staff(roles.EDITOR, email="hai@example.vn")
    factories.article(body=BODY + '<p><a href="https://b.com/">B</a> <a href="https://c.com/">C</a></p>')
    trust(domain("c.com"), editor)
    send_due()
    (message,) = mail.outbox
    assert message.subject.endswith("Liên kết mới: abc.com, b.com")


def test_notice_of_domains_that_were_decided_is_not_sent(mail_server):
    editor = factories.staff(roles.EDITOR, email="hai@example.vn")
    factories.article(body=BODY)
    trust(domain(), editor)
    send_due()
    assert mail.outbox == []


def test_check_reports_new_domains_if_no_publisher_gets_email(mail_server):
    factories.article(body=BODY)
    assert check_links() == "Có liên kết tới tên miền mới mà chưa biên tập viên nào nhận thư: abc.com."
    factories.staff(roles.EDITOR, email="hai@example.vn")
    assert check_links() == ""


def test_reading_writes_nothing(client):
    article = factories.article(body=BODY)
    before = list(LinkedDomain.objects.values())
    publish(article)
    page(client, article)
    assert list(LinkedDomain.objects.values()) == before


def test_dashboard_lists_pending_domains(admin_client):
    def titles() -> list[str]:
        return [card.title for card in admin_client.get("/quan-tri/").context["task_lists"]]

    assert "Liên kết mới chờ duyệt" not in titles()
    factories.article(body=BODY)
    assert "Liên kết mới chờ duyệt" in titles()
    response = admin_client.get(LIST, {"tinh-trang": "cho"})
    assert response.context["cl"].result_count == 1
    assert "bài viết: Tin</a>" in response.content.decode()
    assert admin_client.get(LIST, {"tinh-trang": "mo"}).context["cl"].result_count == 0


@pytest.mark.parametrize("role", [roles.AUTHOR, roles.EDITOR])
def test_only_editors_decide(role):
    factories.article(body=BODY)
    decide_as = articles.signed_in(factories.staff(role))
    response = decide_as.post(LIST, {"action": "trust", "_selected_action": [domain().pk]})
    assert response.status_code == (403 if role == roles.AUTHOR else 302)
    assert domain().is_open == (role == roles.EDITOR)


def test_object_with_very_many_domains_is_saved(client):
    body = "".join(f'<p><a href="https://a{number}.vn">x</a></p>' for number in range(services.MAX_DOMAINS + 5))
    article = factories.article(body=body)
    assert LinkedDomain.objects.count() == services.MAX_DOMAINS
    assert "<p>x</p>" in page(client, article)


@pytest.mark.parametrize("host", ["a" * 300 + ".vn", "%00", "a..b", "[::1]", "\ufffd.vn"])
def test_link_to_impossible_host_is_text(client, host):
    article = factories.article(body=f'<p><a href="https://{host}/">x</a></p>')
    assert f"https://{host}" not in page(client, article)
    assert all(len(domain.name) <= 253 for domain in LinkedDomain.objects.all())


def test_content_of_the_release_is_trusted():
    add_missing_entries()
    assert LinkedDomain.objects.open().exists()
    assert not LinkedDomain.objects.pending().exists()
