"""Behind nginx, files of an article are out of reach until it is public, and from the moment it no longer is."""

import pytest

from tests.media.test_files import PDF

CREATE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from news.models import Attachment, PreviewLink
from saovang.uploads.services import attach
from saovang.media.files import attach_file
from tests import factories
from tests.media.test_files import PDF
article = factories.article("Tin mật", slug="tin-mat", status="draft", published_at=None, body="<p>Chữ</p>")
(photo,) = factories.photos(article, 1)
upload = SimpleUploadedFile("a.pdf", PDF)
(document,) = attach(article, [attach_file(Attachment(), upload, "a.pdf")])
link = PreviewLink.objects.create(article=article)
print(article.pk, photo.image.url, photo.variants[0].url, document.file.url, link.token)
"""


def run_python(portal, code: str) -> list[str]:
    return portal.manage("shell", "--verbosity=0", "--command", code).split()


def act(portal, key: str, call: str) -> None:
    imports = "from news.models import Article; from news.services.publishing import *"
    run_python(portal, f"{imports}; article = Article.objects.get(pk={key}); {call}")


@pytest.fixture
def article(portal):
    return run_python(portal, CREATE)


def statuses(site, urls: list[str], **headers: str) -> set[int]:
    return {site.request(url, **headers).status for url in urls}


def test_files_are_in_reach_exactly_while_the_article_is_public(site, portal, article):
    key, *urls, token = article
    assert statuses(site, urls) == {404}
    assert statuses(site, [url.replace("/media/", "/media/private/") for url in urls]) == {404}
    assert statuses(site, [url.replace("/media/", "/media/x/../private/") for url in urls]) == {404}

    page = site.request(f"/xem-truoc/{token}/")
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    assert "Path=/media/" in page.headers["Set-Cookie"]
    assert statuses(site, urls, Cookie=cookie) == {200}
    response = site.request(urls[0], Cookie=cookie)
    assert response.headers.get_all("Cache-Control") == ["private, no-store"]
    assert response.headers["Content-Security-Policy"].endswith("; sandbox allow-same-origin")

    act(portal, key, "publish(article)")
    assert statuses(site, urls) == {200}
    assert site.request(urls[0]).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert site.request(urls[2]).body == PDF

    act(portal, key, "withdraw(article, 'Sai')")
    assert statuses(site, urls) == {410}
    assert statuses(site, urls, Cookie=cookie) == {410}, "withdrawing revokes the link"
    act(portal, key, "publish(article)")
    act(portal, key, "article.photos.all().delete(); article.attachments.all().delete()")
    assert statuses(site, urls) == {410}
