"""Every role at every URL of the article admin: what is allowed, and that a refused request changes nothing."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import ResolverMatch, resolve
from django.utils import timezone

from news.models import Article, Photo, PreviewLink, WorkflowEvent
from news.services.history import record, versions
from saovang.accounts import roles
from saovang.adminsite.models import Autosave
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db

# An anonymous visitor, a user who is not staff, the article's author, another author, an editor, an administrator.
ROLES = ["stranger", "resident", "author", "other", "editor", "administrator"]
SIGN_IN = "redirect to the sign-in page"


def accounts() -> dict:
    return {
        "stranger": None,
        "resident": factories.User.objects.create_user("resident"),
        "author": factories.staff(roles.AUTHOR, "author"),
        "other": factories.staff(roles.AUTHOR, "other"),
        "editor": factories.staff(roles.EDITOR, "editor"),
        "administrator": factories.staff(roles.ADMINISTRATOR, "administrator"),
    }


def article(state: str, author) -> Article:
    past, future = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    status, time = {
        "scheduled": ("published", future),
        "published": ("published", past),
        "withdrawn": ("withdrawn", past),
    }.get(state, (state, None))
    item = factories.article("Bài thử", status=status, published_at=time, body="<p>Một.</p>", written_by=author)
    record(item, author, "Lưu")
    return item


def get(page: str):
    return lambda client, item: client.get(articles.at(item, page))


def post(page: str, **fields):
    return lambda client, item: client.post(articles.at(item, page), fields)


def press(**button):
    return lambda client, item: client.post(articles.at(item), articles.form(item, title="Sửa rồi", **button))


def version(method: str):
    return lambda client, item: getattr(client, method)(articles.at(item, f"history/{versions(item.pk).first().pk}/"))


def replace_attachment(client, item: Article):
    attachment = item.attachments.create(title="Tệp", file="tep/a.pdf", file_type="pdf", size=1)
    return client.post(articles.at(item, f"tep/{attachment.pk}/"))


def replace_captions(client, item: Article):
    attachment = item.attachments.create(title="Phim", file="tep/a.mp4", file_type="mp4", size=1)
    return client.post(articles.at(item, f"tep/{attachment.pk}/phu-de/"))


def photo_usage(client, item: Article):
    photo = item.photos.create(image="anh/a.jpg", width=1, height=1)
    return client.get(articles.at(item, f"anh/{photo.pk}/o-dau/"))


def attachment_usage(client, item: Article):
    attachment = item.attachments.create(title="Tệp", file="tep/a.pdf", file_type="pdf", size=1)
    return client.get(articles.at(item, f"tep/{attachment.pk}/o-dau/"))


def read_word_content(client, item: Article):
    attachment = item.attachments.create(title="Tệp", file="tep/a.docx", file_type="docx", size=1)
    return client.get(articles.at(item, f"tep/{attachment.pk}/chu/"))


def read_word_docx(client, item: Article):
    attachment = item.attachments.create(title="Tệp", file="tep/a.docx", file_type="docx", size=1)
    return client.get(articles.at(item, f"tep/{attachment.pk}/docx/"))


def erase(client, item: Article):
    return client.post(articles.at(item, "xoa-han/"), {"targets": [f"article-{item.pk}"], "reason": "Lộ số căn cước"})


SOON = articles.time("published_at", timezone.now() + timedelta(days=1))

# name: request; status of the article; the response to the author, another author, an editor, an administrator.
# A form that was saved redirects (302).
REQUESTS = {
    "change form of a draft": (get("change/"), "draft", [200, 403, 200, 200]),
    "change form of a waiting article": (
        get("change/"),
        "waiting",
        [302, 403, 200, 200],
    ),  # the author is sent to the preview
    "change form of a published article": (get("change/"), "published", [302, 403, 200, 200]),
    "save a draft": (press(_save="1"), "draft", [302, 403, 302, 302]),
    "save a waiting article": (press(_save="1"), "waiting", [403, 403, 302, 302]),
    "save a scheduled article": (press(_save="1"), "scheduled", [403, 403, 302, 302]),
    "save a published article": (press(_save="1"), "published", [403, 403, 302, 302]),
    "save a withdrawn article": (press(_save="1"), "withdrawn", [403, 403, 302, 302]),
    "submit": (press(_submit="1"), "draft", [302, 403, 302, 302]),
    "publish a draft in the form": (press(_publish="1"), "draft", [403, 403, 302, 302]),
    "publish a waiting article in the form": (press(_publish="1"), "waiting", [403, 403, 302, 302]),
    "publish a scheduled article in the form": (press(_publish="1"), "scheduled", [403, 403, 302, 302]),
    "schedule in the form": (press(_schedule="1", **SOON), "draft", [403, 403, 302, 302]),
    "publish a waiting article": (post("dang/"), "waiting", [403, 403, 302, 302]),
    "publish a draft": (post("dang/"), "draft", [403, 403, 302, 302]),
    "return page": (get("tra-lai/"), "waiting", [403, 403, 200, 200]),
    "return": (post("tra-lai/", reason="Sửa"), "waiting", [403, 403, 302, 302]),
    "recall": (post("rut-lai/"), "waiting", [302, 403, 302, 302]),
    "withdraw page": (get("go-bai/"), "published", [403, 403, 200, 200]),
    "withdraw": (post("go-bai/", reason="Nhầm"), "published", [403, 403, 302, 302]),
    "preview a draft": (get("xem-truoc/"), "draft", [200, 403, 200, 200]),
    "preview a waiting article": (get("xem-truoc/"), "waiting", [200, 403, 200, 200]),
    "preview form data": (post("xem-truoc/", title="x"), "draft", [200, 403, 200, 200]),
    "preview form data of a waiting article": (post("xem-truoc/", title="x"), "waiting", [403, 403, 200, 200]),
    "preview link page": (get("duong-dan/"), "draft", [200, 403, 200, 200]),
    "create a preview link": (post("duong-dan/", make="1"), "draft", [302, 403, 302, 302]),
    "revoke a preview link": (post("duong-dan/", end="1"), "draft", [302, 403, 302, 302]),
    "autosave token": (get("chu-chua-luu/"), "draft", [200, 403, 200, 200]),
    "autosave": (post("chu-chua-luu/", title="x"), "draft", [200, 403, 200, 200]),
    "autosave a waiting article": (post("chu-chua-luu/", title="x"), "waiting", [403, 403, 200, 200]),
    "discard the autosave": (post("chu-chua-luu/", discard="1"), "draft", [302, 403, 302, 302]),
    "upload a photo": (post("anh/"), "draft", [422, 403, 422, 422]),  # 422: the request has no file
    "upload a photo to a waiting article": (post("anh/"), "waiting", [403, 403, 422, 422]),
    "upload an attachment": (post("tep/"), "draft", [422, 403, 422, 422]),
    "upload an attachment to a waiting article": (post("tep/"), "waiting", [403, 403, 422, 422]),
    "replace an attachment": (replace_attachment, "draft", [422, 403, 422, 422]),
    "replace an attachment of a published article": (replace_attachment, "published", [403, 403, 422, 422]),
    "replace captions": (replace_captions, "draft", [422, 403, 422, 422]),
    "replace captions of a published article": (replace_captions, "published", [403, 403, 422, 422]),
    "files to use again": (get("anh/dung-lai/"), "draft", [200, 403, 200, 200]),
    "files to use again in a waiting article": (get("tep/dung-lai/"), "waiting", [403, 403, 200, 200]),
    "use no photo again": (post("anh/dung-lai/"), "draft", [422, 403, 422, 422]),
    "use no attachment again in a published article": (post("tep/dung-lai/"), "published", [403, 403, 422, 422]),
    "where a photo is used": (photo_usage, "draft", [200, 403, 200, 200]),
    "where an attachment is used": (attachment_usage, "published", [200, 403, 200, 200]),
    "content of a Word file": (read_word_content, "draft", [503, 403, 503, 503]),  # 503: its file is missing
    "content of a Word file of a waiting article": (read_word_content, "waiting", [403, 403, 503, 503]),
    "a Word file as DOCX": (read_word_docx, "draft", [503, 403, 503, 503]),
    "a Word file of a waiting article as DOCX": (read_word_docx, "waiting", [403, 403, 503, 503]),
    "erase page": (get("xoa-han/"), "published", [403, 403, 403, 200]),
    "erase": (erase, "published", [403, 403, 403, 302]),
    "history": (get("history/"), "draft", [200, 403, 200, 200]),
    "history of a published article": (get("history/"), "published", [200, 403, 200, 200]),
    "version": (version("get"), "draft", [200, 403, 200, 200]),
    "restore a draft": (version("post"), "draft", [302, 403, 302, 302]),
    "restore a waiting article": (version("post"), "waiting", [403, 403, 302, 302]),
    "restore a published article": (version("post"), "published", [403, 403, 302, 302]),
    "delete page": (get("delete/"), "draft", [200, 403, 200, 200]),
    "delete a draft": (post("delete/", post="yes"), "draft", [302, 403, 302, 302]),
    "delete a waiting article": (post("delete/", post="yes"), "waiting", [403, 403, 302, 302]),
    "delete a scheduled article": (post("delete/", post="yes"), "scheduled", [403, 403, 403, 403]),
    "delete a published article": (post("delete/", post="yes"), "published", [403, 403, 403, 403]),
    "delete a withdrawn article": (post("delete/", post="yes"), "withdrawn", [403, 403, 403, 403]),
}


# Allowed POST requests that change none of `database_rows()`.
UNCHANGED = ("recall", "revoke a preview link", "discard the autosave", "restore a draft")


def database_rows() -> list:
    """Return the rows that a refused request must not change."""
    return [list(model.objects.values().order_by("pk")) for model in (Article, WorkflowEvent, PreviewLink, Autosave)]


@pytest.mark.parametrize("name", REQUESTS)
def test_article_urls_by_role(name):
    send, state, (author, other, editor, administrator) = REQUESTS[name]
    expected = {"stranger": SIGN_IN, "resident": SIGN_IN, "author": author, "other": other}
    expected |= {"editor": editor, "administrator": administrator}
    users, results = accounts(), {}
    for role in ROLES:
        item = article(state, users["author"])
        client = articles.signed_in(users[role]) if users[role] else articles.Client()
        before = database_rows()
        response = send(client, item)
        results[role] = SIGN_IN if "/login/" in response.headers.get("Location", "") else response.status_code
        if results[role] in (SIGN_IN, 403):
            assert database_rows() == before
        elif "POST" in response.request["REQUEST_METHOD"] and response.status_code == 302 and name not in UNCHANGED:
            assert database_rows() != before
        Article.objects.all().delete()
    assert results == expected


class Resolver:
    """Resolves paths instead of requesting them."""

    def get(self, path: str, *args) -> ResolverMatch:
        return resolve(path)

    post = get


def test_article_urls_are_all_tested():
    tested, author = set(), factories.staff()
    for send, state, _ in REQUESTS.values():
        tested.add(send(Resolver(), article(state, author)).url_name)
    names = {path.name for path in admin.site.get_model_admin(Article).get_urls() if path.name}
    without_article = {
        "news_article_changelist",
        "news_article_add",
        "news_article_deleted",
        "news_article_restore_deleted",
        "news_article_word",
        "news_article_loudspeaker",  # tests/news/test_loudspeaker.py
        "news_article_statistics",  # tests/news/test_statistics.py
    }
    assert tested == names - without_article


STAFF, EDITORS, ADMINISTRATORS = ({*ROLES[2:]}, {*ROLES[4:]}, {*ROLES[5:]})
# The roles that may open the changelist and the add form; None if there is no add form.
PAGES = {
    "accounts/loginpolicy": (ADMINISTRATORS, ADMINISTRATORS),
    "journal/securityevent": (ADMINISTRATORS, None),
    "accounts/user": (ADMINISTRATORS, ADMINISTRATORS),
    "directory/body": (EDITORS, EDITORS),
    "directory/directions": (EDITORS, EDITORS),
    "directory/person": (EDITORS, EDITORS),
    "emergency/emergency": (EDITORS, EDITORS),
    "opening_hours/specialhours": (EDITORS, EDITORS),
    "opening_hours/weeklysession": (EDITORS, EDITORS),
    "pages/headerimage": (EDITORS, EDITORS),
    "pages/servicelink": (EDITORS, EDITORS),
    "pages/task": (EDITORS, EDITORS),
    "links/linkeddomain": (EDITORS, None),
    "news/article": (STAFF, STAFF),
    "notices/notice": (ADMINISTRATORS, None),
    "news/boundarychange": (EDITORS, EDITORS),
    "news/category": (STAFF, EDITORS),
    "pages/page": (EDITORS, EDITORS),
    "procedures/contactdetails": (EDITORS, EDITORS),
    "procedures/feedbackaddress": (EDITORS, EDITORS),
    "procedures/guideentry": (EDITORS, None),
    "procedures/lifeevent": (EDITORS, EDITORS),
    "procedures/procedure": (EDITORS, EDITORS),
    "redirects/redirect": (EDITORS, EDITORS),
    "search/placename": (EDITORS, EDITORS),
    "search/synonym": (EDITORS, EDITORS),
    "search/unansweredquery": (EDITORS, None),
    "visits/legacyvisittotal": (ADMINISTRATORS, ADMINISTRATORS),
    "visits/dailyvisits": (EDITORS, None),
}


def test_admin_models_are_all_tested():
    root = articles.signed_in(factories.User.objects.create_superuser("root"))
    apps = root.get("/quan-tri/").context["app_list"]
    urls = {model["admin_url"] for app in apps for model in app["models"]}
    assert urls == {f"/quan-tri/{page}/" for page in PAGES}


@pytest.mark.parametrize("path", [*PAGES, "news/article/da-xoa"])
def test_admin_changelists_and_add_forms_by_role(path):
    viewers, adders = PAGES.get(path, (STAFF, None))
    listed, added = set(), set()
    for role, user in accounts().items():
        client = articles.signed_in(user) if user else articles.Client()
        if client.get(f"/quan-tri/{path}/").status_code == 200:
            listed.add(role)
        if client.get(f"/quan-tri/{path}/add/").status_code == 200:
            added.add(role)
    assert (listed, added) == (viewers, adders or set())


def titles(client) -> list[str]:
    return [item.title for item in client.get(articles.LIST).context["cl"].result_list]


def test_changelist_shows_own_or_all_articles():
    users = accounts()
    factories.article("Của tôi", written_by=users["author"], status="draft", published_at=None)
    factories.article("Của người khác", written_by=users["other"], status="draft", published_at=None)
    factories.article("Không của ai")
    assert titles(articles.signed_in(users["author"])) == ["Của tôi"]
    assert titles(articles.signed_in(users["editor"])) == ["Của người khác", "Của tôi", "Không của ai"]


@pytest.mark.parametrize("role", ["author", "editor", "administrator"])
def test_changelist_has_no_actions(role):
    users = accounts()
    item = article("draft", users["author"])
    before = database_rows()
    for action in ("delete_selected", "publish", "status"):
        sent = {"action": action, "_selected_action": [item.pk], "index": 0, "post": "yes"}
        articles.signed_in(users[role]).post(articles.LIST, sent)
    assert database_rows() == before


def test_change_form_ignores_fields_the_author_lacks():
    users = accounts()
    item = article("draft", users["author"])
    forged = {
        "status": "published",
        **articles.time("published_at", timezone.now() - timedelta(days=1)),
        **articles.time("alert_until", timezone.now() + timedelta(days=1)),
        "written_by": users["other"].pk,
        "slug": "khac",
        "change_notes-TOTAL_FORMS": 1,
        "change_notes-0-text": "Giả",
    }
    assert articles.signed_in(users["author"]).post(articles.at(item), articles.form(item, **forged)).status_code == 302
    item = Article.objects.get()
    assert (item.status, item.published_at, item.alert_until, item.slug) == ("draft", None, None, "bai-thu")
    assert item.written_by == users["author"]
    assert not item.change_notes.exists()


def test_change_form_ignores_photo_of_foreign_article():
    users = accounts()
    item, foreign = article("draft", users["author"]), article("published", users["other"])
    (photo,) = factories.photos(foreign, 1, caption="Chú thích thật")
    forged = {
        "photos-TOTAL_FORMS": 1,
        "photos-INITIAL_FORMS": 1,
        "photos-0-id": photo.pk,
        "photos-0-article": item.pk,
        "photos-0-caption": "Giả",
        "photos-0-alt_text": "Giả",
        "photos-0-order": 1,
    }
    articles.signed_in(users["author"]).post(articles.at(item), articles.form(item, **forged))
    assert [(photo.caption, photo.article) for photo in Photo.objects.all()] == [("Chú thích thật", foreign)]


def test_restore_deleted_by_author_or_editor_only():
    users = accounts()
    for role, allowed in [("author", True), ("other", False), ("editor", True)]:
        item = article("draft", users["author"])
        articles.signed_in(users["author"]).post(articles.at(item, "delete/"), {"post": "yes"})
        version_of_deleted = versions(item.pk).first()
        client = articles.signed_in(users[role])
        assert [version.pk for version in client.get(f"{articles.LIST}da-xoa/").context["deleted"]] == (
            [version_of_deleted.pk] if allowed else []
        )
        response = client.post(f"{articles.LIST}da-xoa/{version_of_deleted.pk}/")
        assert response.status_code == (302 if allowed else 403)
        assert Article.objects.filter(pk=item.pk).exists() == allowed
        articles.signed_in(users["author"]).post(f"{articles.LIST}da-xoa/{version_of_deleted.pk}/")


def test_restore_deleted_refuses_existing_article():
    users = accounts()
    item = article("published", users["author"])
    client = articles.signed_in(users["author"])
    before = versions(item.pk).count()
    response = client.post(f"{articles.LIST}da-xoa/{versions(item.pk).first().pk}/")
    assert response.url == articles.at(item)
    item.refresh_from_db()
    assert (item.status, versions(item.pk).count()) == (Article.Status.PUBLISHED, before)
