"""Every role at every path of the desk's articles: what is allowed, and that nothing happens where it is not."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.utils import timezone

from news.models import Article, Photo, PreviewLink, Step, TypedText
from news.services.history import record, versions
from saovang.accounts import roles
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db

# Who asks: nobody, a resident with an account, the article's author, another author, an editor, an administrator.
WHO = ["stranger", "resident", "author", "other", "editor", "administrator"]
SIGN_IN = "sign in"


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


# path: what is asked; state of the article; the answers to author, another author, editor and administrator.
# 403 is a refusal, 302 of a form that something was done and one goes on.
PATHS = {
    "form of a draft": (get("change/"), "draft", [200, 403, 200, 200]),
    "form of one that waits": (get("change/"), "waiting", [302, 403, 200, 200]),  # the author reads the preview
    "form of a published one": (get("change/"), "published", [302, 403, 200, 200]),
    "save a draft": (press(_save="1"), "draft", [302, 403, 302, 302]),
    "save one that waits": (press(_save="1"), "waiting", [403, 403, 302, 302]),
    "save a scheduled one": (press(_save="1", published_at="2126-01-01T08:00"), "scheduled", [403, 403, 302, 302]),
    "save a published one": (press(_save="1"), "published", [403, 403, 302, 302]),
    "save a withdrawn one": (press(_save="1"), "withdrawn", [403, 403, 302, 302]),
    "send": (press(_send="1"), "draft", [302, 403, 302, 302]),
    "publish a draft by the form": (press(_publish="1"), "draft", [403, 403, 302, 302]),
    "publish one that waits by the form": (press(_publish="1"), "waiting", [403, 403, 302, 302]),
    "publish now by the form": (press(_now="1"), "draft", [403, 403, 302, 302]),
    "publish at its address": (post("dang/"), "waiting", [403, 403, 302, 302]),
    "publish a draft at its address": (post("dang/"), "draft", [403, 403, 302, 302]),
    "page to return": (get("tra-lai/"), "waiting", [403, 403, 200, 200]),
    "return": (post("tra-lai/", word="Sửa"), "waiting", [403, 403, 302, 302]),
    "page to withdraw": (get("go-bai/"), "published", [403, 403, 200, 200]),
    "withdraw": (post("go-bai/", word="Nhầm"), "published", [403, 403, 302, 302]),
    "preview a draft": (get("xem-truoc/"), "draft", [200, 403, 200, 200]),
    "preview one that waits": (get("xem-truoc/"), "waiting", [200, 403, 200, 200]),
    "preview what is typed": (post("xem-truoc/", title="x"), "draft", [200, 403, 200, 200]),
    "preview what is typed too late": (post("xem-truoc/", title="x"), "waiting", [403, 403, 200, 200]),
    "page of the link": (get("duong-dan/"), "draft", [200, 403, 200, 200]),
    "make a link": (post("duong-dan/", make="1"), "draft", [302, 403, 302, 302]),
    "end a link": (post("duong-dan/", end="1"), "draft", [302, 403, 302, 302]),
    "token for autosave": (get("chu-chua-luu/"), "draft", [200, 403, 200, 200]),
    "autosave": (post("chu-chua-luu/", title="x"), "draft", [200, 403, 200, 200]),
    "autosave too late": (post("chu-chua-luu/", title="x"), "waiting", [403, 403, 200, 200]),
    "forget what was typed": (post("chu-chua-luu/", forget="1"), "draft", [302, 403, 302, 302]),
    "upload": (post("anh/"), "draft", [422, 403, 422, 422]),  # 422: no file came with it
    "upload too late": (post("anh/"), "waiting", [403, 403, 422, 422]),
    "upload a document": (post("tep/"), "draft", [422, 403, 422, 422]),
    "upload a document too late": (post("tep/"), "waiting", [403, 403, 422, 422]),
    "history": (get("history/"), "draft", [200, 403, 200, 200]),
    "history of a published one": (get("history/"), "published", [200, 403, 200, 200]),
    "version": (version("get"), "draft", [200, 403, 200, 200]),
    "restore a draft": (version("post"), "draft", [302, 403, 302, 302]),
    "restore one that waits": (version("post"), "waiting", [403, 403, 302, 302]),
    "restore a published one": (version("post"), "published", [403, 403, 302, 302]),
    "page to delete": (get("delete/"), "draft", [200, 403, 200, 200]),
    "delete a draft": (post("delete/", post="yes"), "draft", [302, 403, 302, 302]),
    "delete one that waits": (post("delete/", post="yes"), "waiting", [403, 403, 302, 302]),
    "delete a scheduled one": (post("delete/", post="yes"), "scheduled", [403, 403, 403, 403]),
    "delete a published one": (post("delete/", post="yes"), "published", [403, 403, 403, 403]),
    "delete a withdrawn one": (post("delete/", post="yes"), "withdrawn", [403, 403, 403, 403]),
}


def everything() -> list:
    """All that a refused request must leave as it is."""
    return [list(model.objects.values().order_by("pk")) for model in (Article, Step, PreviewLink, TypedText)]


@pytest.mark.parametrize("path", PATHS)
def test_every_role_at_every_path(path):
    ask, state, (author, other, editor, administrator) = PATHS[path]
    expected = {"stranger": SIGN_IN, "resident": SIGN_IN, "author": author, "other": other}
    expected |= {"editor": editor, "administrator": administrator}
    users, got = accounts(), {}
    for who in WHO:
        item = article(state, users["author"])
        client = articles.signed_in(users[who]) if users[who] else articles.Client()
        before = everything()
        response = ask(client, item)
        got[who] = SIGN_IN if "/login/" in response.headers.get("Location", "") else response.status_code
        if got[who] in (SIGN_IN, 403):
            assert everything() == before
        elif "POST" in response.request["REQUEST_METHOD"] and response.status_code == 302 and "end" not in path:
            assert everything() != before or path in ("forget what was typed", "restore a draft")
        Article.objects.all().delete()
    assert got == expected


def test_no_path_of_an_article_is_forgotten():
    named, users = set(), accounts()
    client = articles.signed_in(users["administrator"])
    for ask, state, _ in PATHS.values():
        named.add(ask(client, article(state, users["author"])).resolver_match.url_name)
    paths = {path.name for path in admin.site.get_model_admin(Article).get_urls() if path.name}
    of_no_article = {"news_article_changelist", "news_article_add", "news_article_deleted", "news_article_recover"}
    assert named == paths - of_no_article


EVERYBODY, EDITORS, ADMINISTRATORS = ({*WHO[2:]}, {*WHO[4:]}, {*WHO[5:]})
# Who opens the list and who the form of a new one; None where there is no such form.
PAGES = {
    "accounts/loginpolicy": (ADMINISTRATORS, ADMINISTRATORS),
    "accounts/user": (ADMINISTRATORS, ADMINISTRATORS),
    "pages/servicelink": (EDITORS, EDITORS),
    "news/article": (EVERYBODY, EVERYBODY),
    "news/boundarychange": (EDITORS, EDITORS),
    "news/category": (EVERYBODY, EDITORS),
    "pages/page": (EDITORS, EDITORS),
    "procedures/contactdetails": (EDITORS, EDITORS),
    "procedures/feedbackaddress": (EDITORS, EDITORS),
    "procedures/guideentry": (EDITORS, None),
    "procedures/procedure": (EDITORS, EDITORS),
    "redirects/redirect": (EDITORS, EDITORS),
    "search/placename": (EDITORS, EDITORS),
    "visits/legacyvisittotal": (ADMINISTRATORS, ADMINISTRATORS),
    "visits/dailyvisits": (EDITORS, None),
}


def test_no_list_of_the_desk_is_forgotten():
    root = articles.signed_in(factories.User.objects.create_superuser("root"))
    apps = root.get("/quan-tri/").context["app_list"]
    addresses = {model["admin_url"] for app in apps for model in app["models"]}
    assert addresses == {f"/quan-tri/{page}/" for page in PAGES}


@pytest.mark.parametrize("page", [*PAGES, "news/article/da-xoa"])
def test_every_role_at_every_list_and_form_of_a_new_one(page):
    may_see, may_add = PAGES.get(page, (EVERYBODY, None))
    seen, added = set(), set()
    for who, user in accounts().items():
        client = articles.signed_in(user) if user else articles.Client()
        if client.get(f"/quan-tri/{page}/").status_code == 200:
            seen.add(who)
        if client.get(f"/quan-tri/{page}/add/").status_code == 200:
            added.add(who)
    assert (seen, added) == (may_see, may_add or set())


def titles(client) -> list[str]:
    return [item.title for item in client.get(articles.LIST).context["cl"].result_list]


def test_the_list_holds_one_s_own_or_all():
    users = accounts()
    factories.article("Của tôi", written_by=users["author"], status="draft", published_at=None)
    factories.article("Của người khác", written_by=users["other"], status="draft", published_at=None)
    factories.article("Không của ai")
    assert titles(articles.signed_in(users["author"])) == ["Của tôi"]
    assert titles(articles.signed_in(users["editor"])) == ["Không của ai", "Của người khác", "Của tôi"]


@pytest.mark.parametrize("who", ["author", "editor", "administrator"])
def test_no_list_action_deletes_or_publishes(who):
    users = accounts()
    item = article("draft", users["author"])
    before = everything()
    for action in ("delete_selected", "publish", "status"):
        sent = {"action": action, "_selected_action": [item.pk], "index": 0, "post": "yes"}
        articles.signed_in(users[who]).post(articles.LIST, sent)
    assert everything() == before


def test_fields_that_an_author_has_not_got_are_not_taken_from_a_forged_form():
    users = accounts()
    item = article("draft", users["author"])
    forged = {
        "status": "published",
        "published_at": "2020-01-01T08:00",
        "urgent_until": "2126-01-01T08:00",
        "written_by": users["other"].pk,
        "slug": "khac",
        "change_notes-TOTAL_FORMS": 1,
        "change_notes-0-text": "Giả",
    }
    assert articles.signed_in(users["author"]).post(articles.at(item), articles.form(item, **forged)).status_code == 302
    item = Article.objects.get()
    assert (item.status, item.published_at, item.urgent_until, item.slug) == ("draft", None, None, "bai-thu")
    assert item.written_by == users["author"]
    assert not item.change_notes.exists()


def test_a_photo_of_another_article_is_not_changed_through_one_s_own():
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


def test_deleted_articles_are_brought_back_by_their_author_or_an_editor():
    users = accounts()
    for who, allowed in [("author", True), ("other", False), ("editor", True)]:
        item = article("draft", users["author"])
        articles.signed_in(users["author"]).post(articles.at(item, "delete/"), {"post": "yes"})
        gone = versions(item.pk).first()
        client = articles.signed_in(users[who])
        assert [version.pk for version in client.get(f"{articles.LIST}da-xoa/").context["deleted"]] == (
            [gone.pk] if allowed else []
        )
        response = client.post(f"{articles.LIST}da-xoa/{gone.pk}/")
        assert response.status_code == (302 if allowed else 403)
        assert Article.objects.filter(pk=item.pk).exists() == allowed
        articles.signed_in(users["author"]).post(f"{articles.LIST}da-xoa/{gone.pk}/")


def test_an_article_that_stands_is_not_overwritten_by_recovering_an_old_version():
    users = accounts()
    item = article("published", users["author"])
    client = articles.signed_in(users["author"])
    assert client.post(f"{articles.LIST}da-xoa/{versions(item.pk).first().pk}/").status_code == 404
