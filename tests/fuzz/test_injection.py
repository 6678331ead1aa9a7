"""Input is never run as SQL, template, markup or header."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape

from news.models import Article
from procedures.models import Procedure
from saovang.pages.models import Page, ServiceLink
from saovang.redirects.models import Redirect
from tests import factories
from tests.helpers import main_html

pytestmark = pytest.mark.django_db

SQL = [
    "' OR 1=1 --",
    "' OR '1'='1",
    '" OR ""="',
    "1; DROP TABLE news_article",
    "') UNION SELECT password FROM accounts_user --",
]
SQL += ["%' OR '%'='", "\\' OR 1=1 --", "1 OR SLEEP(5)", "NEAR(a b)", "title:*", '"', "a* OR b*", "& | ! ()", ":*"]
TEMPLATE = "{{ 700000000|add:42 }}{% debug %}{{ settings.SECRET_KEY }}{# x #}"
MARKUP = """<script>alert(1)</script><img src=x onerror=alert(2)>"'><svg/onload=alert(3)>"""
INPUT = f"Tin {TEMPLATE} {MARKUP}"


@pytest.fixture
def articles():
    return [
        factories.article(title, slug=f"tin-{number}")
        for number, title in enumerate(["Lễ hội làng", "Cấp điện", "Nước sạch"])
    ]


@pytest.mark.parametrize("value", SQL)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/tim-kiem/", "q"),
        ("/tim-kiem/?q=khong-co-tin-nay", "muc"),
        ("/tim-kiem/?q=khong-co-tin-nay", "nam"),
        ("/thu-tuc-hanh-chinh/danh-muc/", "q"),
    ],
)
def test_sql_in_search_finds_nothing(client, articles, path, name, value):
    factories.procedure(name="Đăng ký khai sinh")
    path, _, query = path.partition("?")
    response = client.get(path, {name: value} | dict([query.split("=")] if query else []))
    page = main_html(response)
    assert response.status_code == 200
    assert not [article for article in articles if f'href="{article.get_absolute_url()}"' in page]
    assert "Đăng ký khai sinh" not in page
    assert (Article.objects.count(), Procedure.objects.count()) == (3, 1)


@pytest.mark.parametrize("value", SQL)
def test_sql_in_path_is_not_found(client, articles, value):
    for path in ["/tin-tuc/", "/chuyen-muc/", "/trang/", "/rss/", "/thu-tuc-hanh-chinh/danh-muc/", "/xem-truoc/"]:
        assert client.get(f"{path}{value}/").status_code == 404
    for path in ["/tin-tuc/", "/tin-tuc/nam/2023/"]:
        assert client.get(path, {"page": value}).status_code == 404


@pytest.mark.parametrize("value", [value for value in SQL if value != '"'])  # it has no word to search for
def test_sql_in_admin_search_finds_nothing(admin_client, articles, value):
    page = admin_client.get("/quan-tri/news/article/", {"q": value}).content.decode()
    assert [article.title for article in articles if f">{article.title}</a>" in page] == []


def test_sql_in_login_signs_nobody_in(client, admin_user):
    for value in SQL[:5]:
        client.post("/quan-tri/login/", {"login": value, "password": value})
        assert "_auth_user_id" not in client.session


def test_input_of_staff_is_escaped(client):
    factories.contact_details()
    article = factories.article(INPUT, slug="tin", summary=INPUT, category=factories.category(INPUT[:60], slug="muc"))
    factories.photos(article, 1, caption=INPUT, alt_text=INPUT)
    Page.objects.create(title=INPUT[:100], slug="trang-1")
    ServiceLink.objects.create(name=INPUT[:90], url="https://dichvucong.gov.vn")
    for path in [
        "/",
        "/tin-tuc/",
        "/tin-tuc/tin/",
        "/tin-tuc/tin/in/",
        "/chuyen-muc/muc/",
        "/trang/trang-1/",
        "/tim-kiem/?q=tin",
    ]:
        response = client.get(path)
        assert response.status_code == 200, path
        page = response.content.decode()
        assert escape("{{ 700000000|add:42 }}") in page, path
        assert_harmless(page)
    feed = client.get("/rss/").content.decode()
    assert "{{ 700000000|add:42 }}" in feed
    assert "<script>alert" not in feed


def test_input_of_visitor_is_escaped(client):
    factories.contact_details()
    for path in ["/tim-kiem/", "/thu-tuc-hanh-chinh/danh-muc/"]:
        page = client.get(path, {"q": f"{TEMPLATE[:30]}{MARKUP}"}).content.decode()
        assert escape("{{ 700000000|add:42 }}") in page
        assert_harmless(page)
    page = client.post("/quan-tri/login/", {"login": INPUT, "password": INPUT}).content.decode()
    assert_harmless(page)


def assert_harmless(page: str) -> None:
    assert "700000042" not in page
    for element in ["<script>alert", "<img src=x", "<svg/onload"]:
        assert element not in page


def test_article_body_is_sanitised(client):
    body = f"<p>Chữ {TEMPLATE}</p>{MARKUP}<p><a href='javascript:alert(4)' onclick=alert(5)>đây</a></p><iframe src=//evil.example>"
    factories.article("Tin", slug="tin", body=body)
    text = main_html(client.get("/tin-tuc/tin/"))
    assert "{{ 700000000|add:42 }}" in text
    for part in ["alert(1)", "onerror", "onload", "javascript:", "onclick", "<iframe"]:
        assert part not in text, part


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "//evil.example",
        "/x\r\nSet-Cookie: a=b",
        "data:text/html,x",
        "\\\\evil.example",
        "/a\0 b",
    ],
)
def test_redirect_to_unsafe_url_is_invalid(url):
    with pytest.raises(ValidationError):
        Redirect(old_path="/cu/", new_path=url).full_clean()
    with pytest.raises(ValidationError):
        ServiceLink(name="Dịch vụ", url=url).full_clean()


@pytest.mark.parametrize(
    "url",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: a=b"],
)
def test_login_redirects_to_no_other_site(client, django_user_model, url):
    factories.staff(username="canbo", password="ruộng lúa chín vàng")
    response = client.post(
        "/quan-tri/login/", {"login": "canbo", "password": "ruộng lúa chín vàng", "next": url}, follow=False
    )
    assert response.status_code == 302
    assert response.headers["Location"] in ("/quan-tri/", "/a%0D%0ASet-Cookie:%20a=b")
    assert "a" not in response.cookies


def test_export_name_is_no_header(admin_client):
    for name in ['bai"; x=', "bai\r\nSet-Cookie: a=b", "../../etc/passwd"]:
        response = admin_client.get(f"/quan-tri/tai-ve/{name}.csv")
        assert response.status_code == 404
        assert "a" not in response.cookies
