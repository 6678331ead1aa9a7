"""Autosave of the forms of pages, procedures and so on: tests/news/test_autosave.py has that of articles."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client

from saovang.accounts import roles
from saovang.accounts.models import User
from saovang.adminsite.autosave import MAX_AUTOSAVES
from saovang.adminsite.models import Autosave
from saovang.emergency.models import Emergency, Shelter
from saovang.pages.models import Page
from tests import bombs, factories
from tests.adminsite.test_permissions import AUTOSAVED, OBJECTS
from tests.fuzz.admin_requests import Form
from tests.news import articles
from tests.test_bombs import thread_is_free

pytestmark = pytest.mark.django_db
OFFER = "mà chưa lưu"


class Tab:
    """An open form, with the fields that a browser would send. Without an object it is that of a new one."""

    def __init__(self, client: Client, label: str = "pages/page", obj: Model | None = None, query: str = "") -> None:
        self.client, self.path = client, f"/quan-tri/{label}/{obj.pk if obj else 'add'}/"
        self.form_path = f"{self.path}change/" if obj else self.path
        self.show(client.get(f"{self.form_path}{query}"))
        self.key = f"key-{id(self)}"

    def show(self, response) -> None:
        self.response, self.text = response, response.content.decode()
        self.fields = Form(self.text).fields

    def autosave(self, **fields: str):
        self.fields |= fields
        return self.client.post(f"{self.path}chu-chua-luu/", self.fields | {"form_key": self.key})

    def save(self, **fields: str):
        self.fields |= fields
        action = re.search(r'action="(/quan-tri/[^"]*)" method="post" id="page_form"', self.text)
        path = action[1] if action else self.response.request["PATH_INFO"] + f"?{self.response.request['QUERY_STRING']}"
        response = self.client.post(path, self.fields | {"form_key": self.key, "_save": "Lưu"})
        if response.status_code == 200:
            self.show(response)
        return response

    @property
    def offers(self) -> list[list[str]]:
        return [offer.labels for offer in self.response.context["offers"]]


@pytest.fixture
def editor() -> User:
    return factories.staff(roles.EDITOR, "lan", first_name="Lan")


@pytest.fixture
def client(editor) -> Client:
    return articles.signed_in(editor)


@pytest.fixture
def flat_page() -> Page:
    return Page.objects.create(title="Trang", slug="trang", body="<p>Đã lưu.</p>")


def restore(client: Client, obj: Page | None = None) -> Tab:
    return Tab(client, obj=obj, query=f"?lay-lai={Autosave.objects.first().pk}")


def test_autosave_of_page_is_offered_and_restored(client, flat_page):
    answer = Tab(client, obj=flat_page).autosave(title="Đang gõ", body="<p>Chưa lưu.</p>")
    assert answer.status_code == 200
    assert answer.json()["token"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert Page.objects.get().title == "Trang"
    opened = Tab(client, obj=flat_page)
    assert "mà chưa lưu.</b> Khác bản đã lưu ở: tiêu đề, nội dung." in opened.text
    assert opened.fields["title"] == "Trang"
    restored = restore(client, flat_page)
    assert (restored.fields["title"], restored.fields["body"]) == ("Đang gõ", "<p>Chưa lưu.</p>")
    assert restored.save().status_code == 302
    assert Page.objects.get().body == "<p>Chưa lưu.</p>"
    assert not Autosave.objects.exists()


def test_autosave_of_new_page_is_offered_and_restored(client):
    Tab(client).autosave(title="Trang mới", position="footer")
    opened = Tab(client)
    assert "mà chưa lưu.</b> Gồm: tiêu đề, liên kết đứng ở." in opened.text
    restored = restore(client)
    assert (restored.fields["title"], restored.fields["position"]) == ("Trang mới", "footer")
    saved = restored.save(slug="trang-moi", _continue="1")
    assert saved["Location"] == f"/quan-tri/pages/page/{Page.objects.get().pk}/change/"
    assert Page.objects.get().position == "footer"
    assert OFFER not in Tab(client).text


@pytest.mark.parametrize("label", AUTOSAVED)
def test_each_form_is_autosaved(client, label):
    obj = OBJECTS[label]()
    tab = Tab(client, label, obj)
    names = [name for name in tab.fields if f"initial-{name}" in tab.fields and f'name="{name}" value="' in tab.text]
    names += [name for name in tab.fields if f'<textarea name="{name}"' in tab.text and "__prefix__" not in name]
    assert 'id="autosave"' in tab.text
    assert tab.autosave(**{names[-1]: "Chữ đang gõ"}).status_code == 200
    assert OFFER in Tab(client, label, obj).text
    restored = Tab(client, label, obj, f"?lay-lai={Autosave.objects.get().pk}")
    assert restored.fields[names[-1]] == "Chữ đang gõ"


def test_invalid_form_takes_its_autosave_over(client, flat_page):
    tab = Tab(client, obj=flat_page)
    tab.autosave(title="Một")
    assert tab.save(slug="có dấu cách").status_code == 200
    assert "data-unsaved" in tab.text
    tab.key = "new"
    tab.autosave(title="Hai")
    assert [autosave.fields["title"] for autosave in Autosave.objects.all()] == [["Hai"]]


def test_restored_text_overwrites_nothing_that_others_saved(client, flat_page):
    """The title was typed under the old title; the body was left alone."""
    Tab(client, obj=flat_page).autosave(title="Của tôi")
    Page.objects.update(title="Của người khác", body="<p>Chữ của người khác.</p>")
    restored = restore(client, flat_page)
    assert restored.fields["body"] == "<p>Chữ của người khác.</p>"
    assert restored.save().status_code == 200
    assert "Người khác vừa sửa mục này, nay là: “Của người khác”" in restored.text
    assert restored.save().status_code == 302
    page = Page.objects.get()
    assert (page.title, page.body) == ("Của tôi", "<p>Chữ của người khác.</p>")


def test_two_tabs_keep_an_autosave_each(client, flat_page):
    first, second = Tab(client, obj=flat_page), Tab(client, obj=flat_page)
    first.autosave(title="Một")
    assert second.autosave(title="Hai").json()["notes"][0].startswith("Bạn cũng sửa mục này ở một thẻ khác")
    first.save()
    assert Tab(client, obj=flat_page).offers == [["tiêu đề"]]
    assert Autosave.objects.get().fields["title"] == ["Hai"]


def test_others_see_who_types_but_not_what(client, flat_page):
    Tab(client, obj=flat_page).autosave(title="Đang gõ")
    other = articles.signed_in(factories.staff(roles.EDITOR))
    opened = Tab(other, obj=flat_page, query=f"?lay-lai={Autosave.objects.get().pk}")
    assert "Lan đang gõ trong mục này" in opened.text
    assert "Đang gõ" not in opened.text
    assert opened.offers == []
    reference = Autosave.objects.get().reference
    answer = other.post(f"{opened.path}chu-chua-luu/", {"discard": reference}, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert Autosave.objects.exists()


def test_autosave_is_discarded(client, flat_page):
    tab = Tab(client, obj=flat_page)
    tab.autosave(title="Đang gõ")
    response = client.post(f"{tab.path}chu-chua-luu/", {"discard": Autosave.objects.get().reference})
    assert response["Location"] == tab.form_path
    assert OFFER not in Tab(client, obj=flat_page).text
    Tab(client).autosave(title="Mới")
    response = client.post("/quan-tri/pages/page/add/chu-chua-luu/", {"discard": Autosave.objects.get().reference})
    assert response["Location"] == "/quan-tri/pages/page/add/"
    assert not Autosave.objects.exists()


def shelter_rows(*rows: tuple[str, str, str]) -> dict[str, str]:
    """Return the inputs of the shelters, given as key, quarter and place, as the browser numbers them."""
    data = {"shelters-TOTAL_FORMS": str(len(rows))}
    for index, values in enumerate(rows):
        names = ("id", "quarter", "place")
        data |= {f"shelters-{index}-{name}": value for name, value in zip(names, values, strict=True)}
    return data


def emergency_with_two_shelters() -> tuple[Emergency, Shelter, Shelter]:
    emergency = factories.emergency()
    emergency.shelters.all().delete()
    first, second = (emergency.shelters.create(quarter=f"Khu {name}", place="Trường") for name in "AB")
    return emergency, first, second


def test_rows_are_restored_with_new_and_deleted_ones(client):
    emergency, first, second = emergency_with_two_shelters()
    stored = shelter_rows((str(first.pk), "Khu A", "Nhà văn hóa"), (str(second.pk), "Khu B", "Trường"))
    new = [("", f"Khu mới {number}", "Chùa") for number in range(5)]
    typed = shelter_rows(*[("", "", "")] * 2, *new) | stored | {"shelters-TOTAL_FORMS": "7", "shelters-1-DELETE": "on"}
    Tab(client, "emergency/emergency", emergency).autosave(**typed, new_update="Nước rút")
    opened = Tab(client, "emergency/emergency", emergency)
    assert opened.offers == [["thêm tin cập nhật", "nơi sơ tán"]]
    restored = Tab(client, "emergency/emergency", emergency, f"?lay-lai={Autosave.objects.get().pk}")
    assert restored.fields["shelters-0-place"] == "Nhà văn hóa"
    assert restored.fields["shelters-1-DELETE"] == "on"
    assert restored.save().status_code == 302
    places = list(emergency.shelters.values_list("quarter", "place"))
    assert places == [("Khu A", "Nhà văn hóa"), *((quarter, place) for _, quarter, place in new)]
    assert emergency.updates.first().text == "Nước rút"


def test_rows_of_a_new_object_are_restored(client):
    procedure = factories.procedure()
    rows = {"items-TOTAL_FORMS": "2", "items-0-id": "", "items-0-procedure": str(procedure.pk)}
    rows |= {"items-1-id": "", "items-1-procedure": str(factories.procedure("1.2").pk)}
    label = "procedures/lifeevent"
    Tab(client, label).autosave(title="Sinh con", **rows)
    restored = Tab(client, label, query=f"?lay-lai={Autosave.objects.get().pk}")
    selected = re.findall(r'<option value="(\d+)" selected', restored.text)
    assert selected == [rows["items-0-procedure"], rows["items-1-procedure"]]


def test_rows_changed_by_others_follow_their_keys(client):
    """The first row was deleted meanwhile: its text is shown, and the second one is still recognised."""
    emergency, first, second = emergency_with_two_shelters()
    rows = shelter_rows((str(first.pk), "Khu A", "Chùa Bà"), (str(second.pk), "Khu B", "Đình làng"))
    Tab(client, "emergency/emergency", emergency).autosave(**rows)
    first.delete()
    restored = Tab(client, "emergency/emergency", emergency, f"?lay-lai={Autosave.objects.get().pk}")
    assert restored.fields["shelters-0-place"] == "Đình làng"
    assert "<li>Chùa Bà</li>" in restored.text


def test_restored_form_asks_for_files_again(client, flat_page):
    rows = {"files-TOTAL_FORMS": "1", "files-0-id": "", "files-0-title": "Lịch tiếp dân"}
    Tab(client, obj=flat_page).autosave(**rows)
    assert Tab(client, obj=flat_page).offers == [["tệp đính kèm"]]
    restored = restore(client, flat_page)
    assert restored.fields["files-0-title"] == "Lịch tiếp dân"
    assert "Tệp đã chọn mà chưa lưu thì hãy chọn lại." in restored.text


def test_unchanged_text_is_not_offered(client, flat_page):
    Page.objects.update(body="<p>Một</p>\r\n<p>Hai</p>")
    Tab(client, obj=flat_page).autosave()
    assert OFFER not in Tab(client, obj=flat_page).text


def test_autosaves_are_limited(client, flat_page):
    for number in range(MAX_AUTOSAVES):
        assert Tab(client, obj=flat_page).autosave(title=f"Tựa {number}", form_key="").status_code == 200
        Autosave.objects.filter(form_key__startswith="key").update(form_key=f"stored-{number}")
    answer = Tab(client, obj=flat_page).autosave(title="Thêm")
    assert answer.status_code == 422
    assert "Chưa tự giữ được chữ mới" in answer.json()["error"]
    assert Autosave.objects.count() == MAX_AUTOSAVES


def test_hostile_text_is_stored_without_nul(client, flat_page):
    assert Tab(client, obj=flat_page).autosave(title="a\u202eb", body="x\u2028y").status_code == 200
    assert Tab(client, obj=flat_page, query="?lay-lai=x").response.status_code == 200
    assert restore(client, flat_page).response.status_code == 200


def test_autosaves_go_with_their_object_and_their_user(client, editor, flat_page):
    Tab(client, obj=flat_page).autosave(title="Đang gõ")
    flat_page.delete()
    assert not Autosave.objects.exists()
    Tab(client).autosave(title="Đang gõ")
    editor.delete()
    assert not Autosave.objects.exists()


def test_autosave_permissions(client, flat_page):
    author = articles.signed_in(factories.staff())
    for path in ("add", flat_page.pk):
        for method in ("get", "post"):
            url = f"/quan-tri/pages/page/{path}/chu-chua-luu/"
            assert getattr(author, method)(url).status_code == 403
            assert getattr(Client(), method)(url).status_code == 302
            assert getattr(client, method)(url).status_code == 200
    assert client.post("/quan-tri/procedures/guideentry/add/chu-chua-luu/").status_code == 403
    for key in ("999", "x", "9" * 30, "1.5"):
        assert client.post(f"/quan-tri/pages/page/{key}/chu-chua-luu/").status_code == 404


def test_form_that_nobody_may_change_has_no_autosave(flat_page):
    viewer = factories.staff()
    viewer.user_permissions.add(Permission.objects.get(codename="view_page"))
    assert 'id="autosave"' not in Tab(articles.signed_in(viewer), obj=flat_page).text


def test_costly_text_is_answered_in_time(client, flat_page):
    tab = Tab(client, obj=flat_page)
    with thread_is_free():
        assert tab.autosave(body=bombs.HTML["links"]).status_code == 200
    with thread_is_free():
        assert Tab(client, obj=flat_page).offers == [["nội dung"]]
    with thread_is_free():
        assert restore(client, flat_page).response.status_code == 200
    with thread_is_free():
        assert client.post(f"{tab.path}xem-truoc/", tab.fields).status_code == 200
