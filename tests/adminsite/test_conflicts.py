"""Two people with the same form or list open: nothing that one has saved is overwritten unseen by the other."""

from datetime import datetime

import pytest
from django.utils import timezone

from news.models import Category
from procedures.models import FeedbackAddress, Procedure
from saovang.core.text import plain_text
from saovang.emergency.models import Emergency
from saovang.pages.models import Page, ServiceLink
from saovang.redirects.models import Redirect
from tests import factories
from tests.fuzz.admin_requests import Form

pytestmark = pytest.mark.django_db
PAGES = "/quan-tri/pages/page/"


def loaded_data(response) -> dict[str, str]:
    """Return the data of the form or of the list on a page, as a browser would send them."""
    fields = Form(response.content.decode()).fields
    return {name: value.replace("\n", "\r\n") for name, value in fields.items()} | {"_save": ""}


def row(data: dict, obj, field: str) -> str:
    """Return the name of the input of a field in the list's row of an object."""
    prefix = next(
        name.removesuffix("-id") for name, value in data.items() if name.endswith("-id") and value == str(obj.pk)
    )
    return f"{prefix}-{field}"


@pytest.fixture
def pages() -> list[Page]:
    return [Page.objects.create(title=title, slug=title.lower(), order=order) for order, title in enumerate("ABC", 1)]


def orders() -> dict[str, int]:
    return dict(Page.objects.values_list("title", "order"))


def errors(response) -> str:
    formset = response.context["cl"].formset
    return " ".join([*formset.non_form_errors(), *(str(form.errors) for form in formset)])


def test_old_list_keeps_newer_values_of_other_rows(admin_client, pages):
    a, b, _ = pages
    data = loaded_data(admin_client.get(PAGES))
    Page.objects.filter(pk=a.pk).update(order=7, position="footer")
    response = admin_client.post(PAGES, data | {row(data, b, "order"): "9"})
    assert response.status_code == 302
    assert orders() == {"A": 7, "B": 9, "C": 3}
    assert Page.objects.get(pk=a.pk).position == "footer"


def test_old_list_keeps_newer_value_of_other_field_of_row(admin_client, pages):
    data = loaded_data(admin_client.get(PAGES))
    Page.objects.filter(title="A").update(position="footer")
    admin_client.post(PAGES, data | {row(data, pages[0], "order"): "9"})
    assert Page.objects.filter(title="A").values_list("order", "position").get() == (9, "footer")


def test_stale_row_is_refused_with_newer_value_and_saved_next(admin_client, pages):
    a, b, _ = pages
    data = loaded_data(admin_client.get(PAGES))
    Page.objects.filter(pk=a.pk).update(order=7)
    typed = data | {row(data, a, "order"): "5", row(data, b, "order"): "9"}
    response = admin_client.post(PAGES, typed)
    assert response.status_code == 200
    assert "Người khác vừa sửa mục này, nay là: “7”" in errors(response)
    assert "Chưa lưu dòng nào" in errors(response)
    assert orders() == {"A": 7, "B": 2, "C": 3}
    again = loaded_data(response)
    assert (again[row(again, a, "order")], again[row(again, b, "order")]) == ("5", "9")
    assert admin_client.post(PAGES, again).status_code == 302
    assert orders() == {"A": 5, "B": 9, "C": 3}


def test_form_with_date_and_time_finds_conflicts(admin_client):
    emergency = factories.emergency(since=datetime(2026, 11, 28, 8, 0, 30, tzinfo=factories.HANOI))
    path = f"/quan-tri/emergency/emergency/{emergency.pk}/change/"
    data = loaded_data(admin_client.get(path))
    assert admin_client.post(path, data | {"title": "Bão số 11"}).status_code == 302
    Emergency.objects.update(since=datetime(2026, 11, 28, 9, 0, tzinfo=factories.HANOI))
    assert admin_client.post(path, data | {"title": "Bão số 11"}).status_code == 302
    assert timezone.localtime(Emergency.objects.get().since).hour == 9
    data = loaded_data(admin_client.get(path))
    Emergency.objects.update(since=datetime(2026, 11, 28, 10, 0, tzinfo=factories.HANOI))
    response = admin_client.post(path, data | {"since_1": "8h30"})
    assert "Người khác vừa sửa mục này, nay là: “10:00 ngày 28/11/2026”" in response.content.decode()
    assert admin_client.post(path, loaded_data(response)).status_code == 302
    assert timezone.localtime(Emergency.objects.get().since).hour == 8


def test_same_change_by_two_people_is_no_conflict(admin_client, pages):
    data = loaded_data(admin_client.get(PAGES))
    Page.objects.filter(title="A").update(order=7)
    assert admin_client.post(PAGES, data | {row(data, pages[0], "order"): "7"}).status_code == 302


def test_refused_rows_stand_beside_their_titles(admin_client, pages):
    """The list is in another order by now: Django alone would show the row of A beside the title of C."""
    a = pages[0]
    data = loaded_data(admin_client.get(PAGES))
    Page.objects.filter(pk=a.pk).update(order=50)
    response = admin_client.post(PAGES, data | {row(data, a, "order"): "40"})
    changelist = response.context["cl"]
    assert [obj.pk for obj in changelist.result_list] == [form.instance.pk for form in changelist.formset]
    html = response.content.decode()
    assert html.index(">A</a>") < html.index('value="40"') < html.index(">B</a>")


def test_list_with_deleted_row_saves_the_others_next(admin_client, pages):
    a, b, _ = pages
    data = loaded_data(admin_client.get(PAGES))
    Page.objects.filter(pk=b.pk).delete()
    response = admin_client.post(PAGES, data | {row(data, a, "order"): "9", row(data, b, "order"): "8"})
    assert response.status_code == 200
    assert "Có mục vừa bị người khác xóa" in errors(response)
    assert orders() == {"A": 1, "C": 3}
    assert admin_client.post(PAGES, loaded_data(response)).status_code == 302
    assert orders() == {"A": 9, "C": 3}


def test_forged_rows_add_nothing(admin_client, pages):
    data = loaded_data(admin_client.get(PAGES)) | {"form-TOTAL_FORMS": "5", "form-3-order": "1", "form-4-order": "x"}
    assert admin_client.post(PAGES, data).status_code == 302
    assert Page.objects.count() == 3


@pytest.mark.parametrize(
    ("path", "create", "field"),
    [
        ("/quan-tri/news/category/", lambda: factories.category("Mục"), "order"),
        ("/quan-tri/pages/servicelink/", lambda: ServiceLink.objects.create(name="C", url="https://a.vn/"), "order"),
    ],
)
def test_other_lists_refuse_stale_rows(admin_client, path, create, field):
    obj = create()
    data = loaded_data(admin_client.get(path))
    type(obj).objects.filter(pk=obj.pk).update(**{field: 7})
    response = admin_client.post(path, data | {row(data, obj, field): "5"})
    assert "nay là: “7”" in errors(response)
    assert getattr(type(obj).objects.get(pk=obj.pk), field) == 7


# A field of each form, and what one person and then another one writes into it.
FORMS = {
    "pages/page": (
        lambda: Page.objects.create(title="A", slug="a", body="<p>Một.</p>"), "body", "<p>Hai.</p>", "<p>Ba.</p>"
    ),
    "pages/servicelink": (
        lambda: ServiceLink.objects.create(name="Cổng", url="https://a.vn/"), "url", "https://b.vn/", "https://c.vn/"
    ),
    "news/category": (lambda: factories.category("Mục"), "name", "Tin mới", "Tin xã"),
    "procedures/procedure": (lambda: factories.procedure(fee="Không"), "fee", "8.000 đồng", "9.000 đồng"),
    "procedures/feedbackaddress": (factories.feedback_address, "telephone", "0237 222 2222", "0237 333 3333"),
    "procedures/contactdetails": (factories.contact_details, "email", "hai@example.vn", "ba@example.vn"),
    "redirects/redirect": (lambda: Redirect.objects.create(old_path="/cu/", new_path="/a/"), "new_path", "/b/", "/c/"),
}  # fmt: skip


@pytest.mark.parametrize("label", FORMS)
def test_form_refuses_field_that_both_changed_once(admin_client, label):
    create, field, newer, typed = FORMS[label]
    obj = create()
    path = f"/quan-tri/{label}/{obj.pk}/change/"
    data = loaded_data(admin_client.get(path))
    type(obj).objects.filter(pk=obj.pk).update(**{field: newer})
    response = admin_client.post(path, data | {field: typed})
    assert f"nay là: “{plain_text(newer)}”" in response.context["adminform"].form.errors[field][0]
    assert getattr(type(obj).objects.get(pk=obj.pk), field) == newer
    again = loaded_data(response)
    assert again[field] == typed
    assert admin_client.post(path, again).status_code == 302
    assert getattr(type(obj).objects.get(pk=obj.pk), field) == typed


def test_form_keeps_fields_that_only_the_other_changed(admin_client):
    address = factories.feedback_address(accepts_complaint=False)
    path = f"/quan-tri/procedures/feedbackaddress/{address.pk}/change/"
    data = loaded_data(admin_client.get(path))
    FeedbackAddress.objects.update(
        telephone="0237 999", accepts_complaint=True, level=2, checked_on="2026-01-05", checked_by="Lan"
    )
    assert admin_client.post(path, data | {"hours": "Sáng"}).status_code == 302
    address = FeedbackAddress.objects.get()
    assert (address.hours, address.telephone, address.accepts_complaint) == ("Sáng", "0237 999", True)
    assert (address.level, address.checked_by, f"{address.checked_on}") == (2, "Lan", "2026-01-05")


def test_form_without_other_changes_is_saved(admin_client):
    """Line breaks and spaces, which browsers and Django change, are no conflict."""
    procedure = factories.procedure(required_documents="Một\nHai\n", fee=" Không ")
    path = f"/quan-tri/procedures/procedure/{procedure.pk}/change/"
    data = loaded_data(admin_client.get(path))
    assert admin_client.post(path, data | {"result": "Giấy"}).status_code == 302
    assert Procedure.objects.get().result == "Giấy"


def test_form_sent_without_hidden_inputs_is_saved(admin_client):
    category = factories.category("Mục")
    path = f"/quan-tri/news/category/{category.pk}/change/"
    assert admin_client.post(path, {"name": "Tin", "slug": "tin", "order": "3"}).status_code == 302
    assert Category.objects.get().order == 3


def test_form_with_forged_hidden_input_is_answered(admin_client):
    page = Page.objects.create(title="A", slug="a")
    path = f"{PAGES}{page.pk}/change/"
    data = loaded_data(admin_client.get(path)) | {"initial-order": "x\x00", "initial-position": "y", "order": "9"}
    response = admin_client.post(path, data)
    assert response.status_code in (200, 302)
