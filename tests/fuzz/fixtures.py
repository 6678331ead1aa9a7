"""A small portal to be rude to: run inside a real one, through `manage.py shell`."""

from datetime import date

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from news.models import BoundaryChange
from procedures.models import GuideEntry
from procedures.services.guide import add_missing_entries
from saovang.accounts.models import User
from saovang.pages.models import Page, ServiceLink
from saovang.redirects.models import Redirect
from saovang.search.models import PlaceName
from tests import factories

PASSWORD = "ruộng lúa chín vàng"
NEW = ["news/article", "news/category", "news/boundarychange", "visits/legacyvisittotal", "accounts/user"]


def fill() -> dict:
    """One of everything, and the two sessions of people who are signed in: one wholly, one before the second step."""
    factories.contact_details()
    add_missing_entries()
    procedure = factories.procedure()
    article = factories.article("Tin", category=factories.category("Mục", slug="muc"), body="<p>Một tin.</p>")
    (photo,) = factories.photos(article, 1)
    BoundaryChange.objects.create(effective_date=date(2025, 7, 1), note="Gộp hai xã")
    rows = [article, article.category, procedure, factories.feedback_address()]
    rows += [
        GuideEntry.objects.first(),
        Page.objects.create(title="Trang", slug="trang"),
        Redirect.objects.create(old_path="/cu/", new_path="/tin-tuc/"),
        ServiceLink.objects.create(name="Dịch vụ", url="https://dichvucong.gov.vn"),
        PlaceName.objects.create(old_name="cũ", new_name="mới"),
    ]
    administrator = factories.staff(username="quantri", is_superuser=True, password=PASSWORD)
    careful = factories.staff(username="haibuoc", password=PASSWORD)
    TOTP.activate(careful, "JBSWY3DPEHPK3PXP")
    rows.append(careful)
    whole, half = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    whole.force_login(administrator)
    half.post("/quan-tri/login/", {"login": "haibuoc", "password": PASSWORD})
    forms = [f"{kind}/add/" for kind in NEW] + [f"{kind_of(row)}/{row.pk}/change/" for row in rows]
    forms += [f"{kind}/" for kind in ["news/category", "pages/page", "pages/servicelink", "accounts/user"]]
    forms += [f"news/article/{article.pk}/{verb}/" for verb in ["tra-lai", "go-bai"]]
    forms += [f"accounts/user/{careful.pk}/password/", "procedures/contactdetails/1/change/"]
    return {
        "session": whole.cookies["sessionid"].value,
        "half": half.cookies["sessionid"].value,
        "article": article.pk,
        "photo": photo.image.url,
        "forms": [f"/quan-tri/{form}" for form in forms],
    }


def kind_of(row) -> str:
    return "accounts/user" if isinstance(row, User) else row._meta.label_lower.replace(".", "/")
