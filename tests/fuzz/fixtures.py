"""Content for the fuzz tests, created inside the portal by `manage.py shell`."""

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
MODELS = ["news/article", "news/category", "news/boundarychange", "visits/legacyvisittotal", "accounts/user"]


def fill() -> dict:
    """Create one object of each model and two sessions: one signed in, one before its second step."""
    factories.contact_details()
    add_missing_entries()
    procedure = factories.procedure()
    article = factories.article("Tin", category=factories.category("Mục", slug="muc"), body="<p>Một tin.</p>")
    (photo,) = factories.photos(article, 1)
    attachment = article.attachments.create(title="Tệp", file="tep/a.pdf", file_type="pdf", size=1)
    BoundaryChange.objects.create(effective_date=date(2025, 7, 1), note="Gộp hai xã")
    rows = [article, article.category, procedure, factories.feedback_address()]
    rows += [
        GuideEntry.objects.first(),
        Page.objects.create(title="Trang", slug="trang"),
        Redirect.objects.create(old_path="/cu/", new_path="/tin-tuc/"),
        ServiceLink.objects.create(name="Dịch vụ", url="https://dichvucong.gov.vn"),
        factories.body(),
        factories.person(),
        factories.directions(),
        PlaceName.objects.create(old_name="cũ", new_name="mới"),
    ]
    administrator = factories.staff(username="quantri", is_superuser=True, password=PASSWORD)
    mfa_user = factories.staff(username="haibuoc", password=PASSWORD)
    TOTP.activate(mfa_user, "JBSWY3DPEHPK3PXP")
    rows.append(mfa_user)
    client, pending_client = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    client.force_login(administrator)
    pending_client.post("/quan-tri/login/", {"login": "haibuoc", "password": PASSWORD})
    forms = [f"{model}/add/" for model in MODELS] + [f"{get_admin_path(row)}/{row.pk}/change/" for row in rows]
    forms += [f"{model}/" for model in ["news/category", "pages/page", "pages/servicelink", "accounts/user"]]
    forms += [f"news/article/{article.pk}/{verb}/" for verb in ["tra-lai", "go-bai"]]
    forms += [f"accounts/user/{mfa_user.pk}/password/", "procedures/contactdetails/1/change/"]
    return {
        "session": client.cookies["sessionid"].value,
        "pending_session": pending_client.cookies["sessionid"].value,
        "article": article.pk,
        "attachment": attachment.pk,
        "photo": photo.image.url,
        "forms": [f"/quan-tri/{form}" for form in forms],
    }


def get_admin_path(row) -> str:
    return "accounts/user" if isinstance(row, User) else row._meta.label_lower.replace(".", "/")
