"""Names of abolished units in addresses and titles, and their warnings at the admin site."""

import pytest
from django.urls import reverse

from saovang.search.models import PlaceName
from saovang.search.place_names import find_abolished_units
from tests import factories
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db
OLD_ADDRESS = "UBND Thị Trấn Sao Vàng, khu phố Xuân Tâm, TT. Sao Vàng, Huyện Thọ Xuân"


@pytest.fixture(autouse=True)
def place_names():
    for old_name in ("thị trấn Sao Vàng", "xã Thọ Lâm", "Thọ Lâm", "Xuân Phú"):
        PlaceName.objects.create(old_name=old_name, new_name="xã Sao Vàng")


@pytest.mark.parametrize(
    ("address", "names"),
    [
        (OLD_ADDRESS, ["Thị Trấn Sao Vàng", "TT. Sao Vàng", "Huyện Thọ Xuân"]),
        ("THỊ TRẤN SAO VÀNG, HUYỆN THỌ XUÂN", ["THỊ TRẤN SAO VÀNG", "HUYỆN THỌ XUÂN"]),
        ("thi tran sao vang, huyen tho xuan", ["thi tran sao vang", "huyen tho xuan"]),
        ("tt sao vàng", ["tt sao vàng"]),
        ("TT.Sao Vàng, H.Thọ Xuân", ["TT.Sao Vàng", "H.Thọ Xuân"]),
        ("TT Sao Vàng, H Thọ Xuân", ["TT Sao Vàng", "H Thọ Xuân"]),
        ("thi\u0323 tra\u0302\u0301n Sao Va\u0300ng", ["thị trấn Sao Vàng"]),
        ("thị\u00a0trấn  Sao Vàng", ["thị\u00a0trấn  Sao Vàng"]),
        ("xã Thọ Lâm", ["xã Thọ Lâm"]),
        ("X. Thọ Lâm", ["X. Thọ Lâm"]),
        ("Thôn 1, Xuân Phú", ["Xuân Phú"]),
        ("thị trấn Lam Sơn", ["thị trấn Lam Sơn"]),
        ("TP. Thanh Hóa", ["TP. Thanh Hóa"]),
        ("thị xã Bỉm Sơn, quận 1", ["thị xã Bỉm Sơn", "quận 1"]),
        ("Chủ tịch Hội Nông dân huyện", ["huyện"]),
    ],
)
def test_find_abolished_units(address, names):
    assert [unit.name for unit in find_abolished_units(address)] == names


@pytest.mark.parametrize(
    "address",
    [
        "",
        "Khu phố Xuân Tâm, xã Sao Vàng, tỉnh Thanh Hóa",
        "Thị trấn Sao Vàng (nay là xã Sao Vàng)",
        "xã Thọ Lâm cũ",
        "UBND huyện Thọ Xuân trước đây",
        "Xuân Phù",
        "Nguyễn Thị Huyền",
        "thành phố Hồ Chí Minh",
        "TP Hà Nội",
        "cấp huyện",
        "đường Bà Huyện Thanh Quan",
        "Cơ quan chủ quản, Ban Chỉ huy quân sự xã",
        "TT Phục vụ hành chính công xã Sao Vàng",
        "Số 5H Lê Lợi",
    ],
)
def test_find_abolished_units_leaves_current_names(address):
    assert find_abolished_units(address) == []


def test_new_name_that_contains_the_old_one_is_current():
    PlaceName.objects.create(old_name="Sao Vàng", new_name="xã Sao Vàng")
    assert find_abolished_units("xã Sao Vàng") == []
    assert [str(unit) for unit in find_abolished_units("UBND Sao Vàng")] == ["“Sao Vàng” (nay là xã Sao Vàng)"]


@pytest.mark.parametrize(
    ("label", "fields"),
    [
        ("procedures/contactdetails", {"address": OLD_ADDRESS}),
        ("procedures/feedbackaddress", {"postal_address": OLD_ADDRESS}),
        ("directory/body", {"address": OLD_ADDRESS}),
        ("directory/person", {"position": f"Chủ tịch {OLD_ADDRESS}"}),
        ("directory/directions", {"address": OLD_ADDRESS}),
    ],
)
def test_abolished_unit_is_flagged_on_save_and_in_list(admin_client, label, fields):
    make = {
        "procedures/contactdetails": factories.contact_details,
        "procedures/feedbackaddress": factories.feedback_address,
        "directory/body": factories.body,
        "directory/person": factories.person,
        "directory/directions": factories.directions,
    }[label]
    obj = make()
    change = f"/quan-tri/{label}/{obj.pk}/change/"
    form = admin_client.get(change).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value not in (None, "")}
    assert "không còn:" not in text(admin_client.post(change, data, follow=True))
    response = admin_client.post(change, data | fields, follow=True)
    (message,) = [str(message) for message in response.context["messages"] if "Hãy xem lại" in str(message)]
    assert "“Huyện Thọ Xuân” (cấp này không còn từ 01/07/2025)" in message
    assert "“TT. Sao Vàng” (nay là xã Sao Vàng)" in message
    assert "TT. Sao Vàng, Huyện Thọ Xuân" in text(admin_client.get(f"/quan-tri/{label}/"))


def test_poster_with_abolished_unit_asks_first(client):
    factories.contact_details()
    address = factories.feedback_address(address=OLD_ADDRESS)
    poster, confirmed = reverse("procedures:poster"), reverse("procedures:poster_confirmed")
    page = client.get(poster)
    assert "Huyện Thọ Xuân : cấp này không còn" in text(page)
    assert 'class="poster' not in page.content.decode()
    assert f'href="{confirmed}"' in page.content.decode()
    assert "poster-address" in client.get(confirmed).content.decode()
    address.address = "Khu phố Xuân Tâm, xã Sao Vàng"
    address.save()
    assert "poster-address" in client.get(reverse("procedures:poster")).content.decode()


def test_poster_names_agency_of_contact_details(client):
    factories.contact_details(agency="UBND thị trấn Sao Vàng")
    address = factories.feedback_address()
    assert "Xem lại địa chỉ" in text(client.get(reverse("procedures:poster")))
    address.agency = "UBND xã Sao Vàng"
    address.save()
    assert "Xem lại địa chỉ" not in text(client.get(reverse("procedures:poster")))
