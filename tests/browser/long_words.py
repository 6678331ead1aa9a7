"""A small portal with a word of 90 letters in every text of every model, filled through `manage.py shell`."""

from django.apps import apps
from django.db import models
from django.test import Client

from news.models import Article, Attachment, BoundaryChange, ChangeNote
from procedures.models import FormFile
from procedures.services.guide import add_missing_entries
from saovang.core.fields import RichTextField
from saovang.media.photo_rows import photo_row_html
from saovang.pages.models import Page, ServiceLink
from saovang.redirects.models import Redirect
from saovang.search.models import PlaceName
from tests import factories

WORD = "W" * 90
APPS = ["news", "procedures", "pages", "redirects", "search", "accounts", "directory"]
# Their validators allow no long word, or they name a file or a URL of the portal.
SHORT_FIELDS = {"slug", "username", "password", "telephone", "code", "key", "file_type", "facets", "folded_name"}


def fill() -> str:
    """Add one row of each model, with long words. Return the session of an administrator."""
    factories.contact_details()
    add_missing_entries()
    procedure = factories.procedure(required_documents="x", external_forms="x")
    article = factories.article("Tin", slug="tin", category=factories.category("Mục", slug="muc"))
    factories.photos(article, 2, caption="x")
    for day, status in enumerate(["published", "published", "draft", "waiting"], start=1):
        factories.article(f"Khác {day}", status=status, published_at=f"2023-12-0{day}T08:00:00+07:00")
    factories.feedback_address()
    Attachment.objects.create(article=article, title="x", file="x.pdf", file_type="pdf", size=1)
    FormFile.objects.create(procedure=procedure, title="x", file="x.pdf", file_type="pdf", size=1)
    BoundaryChange.objects.create(effective_date="2025-07-01", note="x")
    ChangeNote.objects.create(article=article, text="x")
    Page.objects.create(title="Trang", slug="trang", body="x")
    Redirect.objects.create(old_path="/cu/", new_path="/moi/")
    ServiceLink.objects.create(name="x", url="https://x.vn")
    factories.person(body=factories.body(slug="co-quan"), biography="x")
    factories.directions()
    PlaceName.objects.create(old_name="cũ", new_name="mới")
    administrator = factories.staff(username="quantri", is_superuser=True)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(administrator)
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for row in model._base_manager.all():
                for field in model._meta.concrete_fields:
                    if value := _long_value(field, row):
                        setattr(row, field.attname, value)
                row.save()
    return client.cookies["sessionid"].value


def _long_value(field: models.Field, row: models.Model) -> str | None:
    if not isinstance(field, models.CharField | models.TextField) or field.choices or field.name in SHORT_FIELDS:
        return None
    if isinstance(field, RichTextField):
        cells = f"<tr><th><p>{WORD}</p></th><td><p>2</p></td><td><p>{WORD}</p></td></tr>"
        photos = photo_row_html(photo.pk for photo in row.photos.all()[:1]) if isinstance(row, Article) else ""
        lists = f"<h2>{WORD}</h2><p>{WORD} {WORD}</p><ul><li><p>{WORD}</p></li></ul>"
        return f"{lists}<table><tbody>{cells}</tbody></table>{photos}"
    if isinstance(field, models.URLField):
        return f"https://x.vn/{row.pk}{WORD}"
    if isinstance(field, models.EmailField):
        return f"{WORD[:40]}@{WORD[:40].lower()}.vn"
    if field.name in ("old_path", "new_path", "url"):
        return f"/{field.name}/{WORD}"
    if field.name == "external_forms":
        return f"{WORD} | https://x.vn/{WORD}"
    return f"{row.pk}{WORD}"[: field.max_length]
