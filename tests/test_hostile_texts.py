"""Hostile texts are clean in every field of every model, whatever way they come, and break no output."""

import io
import json
import re
from datetime import date
from xml.etree.ElementTree import fromstring

import pytest
from django.apps import apps
from django.db import connection, models

from news.feeds import MAX_ITEMS
from news.models import Attachment, BoundaryChange, Category, ChangeNote, LoudspeakerSettings, Photo, WorkflowEvent
from procedures.models import FormFile, GuideEntry
from procedures.sheet import read_sheet
from saovang.core.fields import CleanTextMixin, RichTextField
from saovang.media.models import Erasure, FileText
from saovang.opening_hours.models import SpecialHours
from saovang.pages.models import Page, PageFile, PagePhoto, ServiceLink, Task
from saovang.redirects.models import Redirect
from saovang.search.models import PlaceName, Synonym, UnansweredQuery
from saovang.urls import sitemaps
from saovang.visits.models import LegacyVisitTotal
from tests import factories
from tests.hostile_texts import HOSTILE_TEXTS

pytestmark = pytest.mark.django_db

# Fields of text that are not cleaned, and why.
EXCEPTIONS = {
    "accounts.User.username": "Django's validator allows only letters and digits, in NFKC",
    "accounts.User.password": "a hash",
    "accounts.UserSession.session_key": "made by Django",
    "accounts.UserSession.device": "words of our own",
    "accounts.UserSession.network": "computed",
    "adminsite.Autosave.form_key": "made by the browser",
    "adminsite.Autosave.object_id": "the key of an object",
    "core.CacheEntry.cache_key": "of Django's cache",
    "core.CacheEntry.value": "of Django's cache",
    "links.LinkedDomain.name": "computed",
    "links.LinkedDomain.first_seen_in": "of a clean title",
    "links.LinkedDomain.first_seen_path": "computed",
    "media.Erasure.kind": "the label of a model",
    "media.Erasure.files": "names made by the portal",
    "media.FileText.name": "made by the portal",
    "media.FileText.words": "words of the clean text",
    "news.Attachment.file_type": "detected",
    "journal.SecurityEvent.username": "of an account",
    "journal.SecurityEvent.detail": "made of clean fields",
    "journal.SecurityEvent.network": "computed",
    "notices.Notice.kind": "a name in the code",
    "notices.Notice.key": "computed",
    "notices.Notice.last_error": "cleaned",
    "notices.OptOut.kind": "a name in the code",
    "news.Article.last_submission": "computed",
    "pages.HeaderImage.svg": "cleaned as SVG",
    "pages.PageFile.file_type": "detected",
    "procedures.FormFile.file_type": "detected",
    "procedures.Procedure.folded_name": "words of the clean name",
    "procedures.Procedure.folded_text": "words of clean fields",
    "redirects.Redirect.old_path": "an imported URL may have any character; Redirect.clean() cleans what staff type",
    "redirects.Redirect.key": "computed",
    "search.FrequentQuery.text": "a clean query",
    "search.FrequentQuery.folded": "words of a clean query",
    "search.Entry.title": "words of the clean title",
    "search.Entry.summary": "words of the clean summary",
    "search.Entry.body": "words of the clean body",
    "search.Entry.pairs": "words of the clean texts",
    "search.Entry.facets": "computed",
}


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in ("saovang", "news", "procedures")]


def clean_fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if isinstance(field, CleanTextMixin)]


def hostile_value(field: models.Field) -> tuple[str, str]:
    """Return a text that the field's constraints allow, as typed and as stored."""
    if isinstance(field, models.SlugField):
        return "le\u200b-ho\u00adi", "le-hoi"
    prefix = "https://a.vn/" if isinstance(field, models.URLField) or field.name in ("new_path", "url") else ""
    line_break = "\n" if field.multiline else " "
    return f"{prefix}\ufeffXa\u0303\v\u202eÐ\x07", f"{prefix}Xã{line_break}Đ"


def make_objects(**fields) -> list[models.Model]:
    """Return an object of every model with clean fields; the article has these `fields`."""
    article = factories.article(**fields)
    return [
        article,
        article.category,
        Photo.objects.create(article=article, image="anh.jpg", width=4, height=3),
        Attachment.objects.create(article=article, title="Tệp", file="tep.pdf", file_type="pdf", size=1),
        ChangeNote.objects.create(article=article, text="Sửa"),
        BoundaryChange.objects.create(effective_date=date(2025, 7, 1), note="Nhắc"),
        LoudspeakerSettings.objects.create(),
        WorkflowEvent.objects.create(article=article, action=WorkflowEvent.Action.SUBMITTED),
        factories.contact_details(),
        factories.feedback_address(),
        factories.body(slug="co-quan"),
        factories.person(),
        factories.directions(),
        GuideEntry.objects.get_or_create(
            request_type="question", defaults={"choice": "Tôi hỏi", "letter_title": "Phiếu", "letter_items": "Tên"}
        )[0],
        procedure := factories.procedure(),
        factories.life_event(procedure),
        FormFile.objects.create(procedure=procedure, title="Tờ khai", file="to-khai.pdf", file_type="pdf", size=1),
        page := Page.objects.create(title="Trang", slug="trang"),
        PageFile.objects.create(page=page, title="Quy chế", file="quy-che.pdf", file_type="pdf", size=1),
        PagePhoto.objects.create(page=page, image="trang.jpg", width=4, height=3),
        ServiceLink.objects.create(name="Cổng", url="https://dichvucong.gov.vn/"),
        Task.objects.create(title="Sinh con", url="/sinh-con/"),
        Redirect.objects.create(old_path="/cu", new_path="/moi"),
        FileText.objects.create(name="tep.pdf", status="read"),
        Erasure.objects.create(kind="news.photo", key=1, reason="Sai", username="An"),
        PlaceName.objects.create(old_name="thị trấn Sao Vàng", new_name="xã Sao Vàng"),
        Synonym.objects.create(term="sổ đỏ", meanings="giấy chứng nhận quyền sử dụng đất"),
        UnansweredQuery.objects.create(day=date(2026, 1, 1), text="sổ đỏ", count=1),
        SpecialHours.objects.create(name="Nghỉ bù", first_day=date(2026, 9, 1), last_day=date(2026, 9, 1)),
        emergency := factories.emergency(),
        emergency.shelters.get(),
        emergency.updates.get(),
        factories.staff(),
        legacy_total := LegacyVisitTotal.objects.create(total=1),
        legacy_total.changes.create(total_before=1, total_after=2, reason="x"),
    ]


def update(obj: models.Model, values: dict[str, str]) -> None:
    type(obj).objects.filter(pk=obj.pk).update(**values)


def save(obj: models.Model, values: dict[str, str]) -> None:
    for name, value in values.items():
        setattr(obj, name, value)
    obj.save()
    assert {name: getattr(obj, name) for name in values} == dict(stored_values(obj, values))


def bulk_update(obj: models.Model, values: dict[str, str]) -> None:
    for name, value in values.items():
        setattr(obj, name, value)
    type(obj).objects.bulk_update([obj], list(values))


def stored_values(obj: models.Model, names) -> dict[str, str]:
    return type(obj).objects.filter(pk=obj.pk).values(*names).get()


def test_every_text_field_is_clean_field_or_exception():
    fields = [
        field
        for model in own_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]
    unclean = {str(field) for field in fields if not isinstance(field, CleanTextMixin | RichTextField)}
    assert unclean == set(EXCEPTIONS)
    assert len(fields) > 70


@pytest.mark.parametrize("write", [update, save, bulk_update])
def test_every_field_is_cleaned_on_every_write(write):
    objects = make_objects()
    assert {type(obj) for obj in objects} == {model for model in own_models() if clean_fields(model)}
    for obj in objects:
        values = {field.name: hostile_value(field) for field in clean_fields(type(obj))}
        write(obj, {name: dirty for name, (dirty, _) in values.items()})
        assert stored_values(obj, values) == {name: clean for name, (_, clean) in values.items()}


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=lambda text: text.name)
def test_hostile_text_is_clean_after_bulk_create(text):
    categories = [Category(name=text.dirty, slug="muc")]
    Category.objects.bulk_create(categories)
    assert (Category.objects.get().name, categories[0].name) == (text.clean, text.clean)


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=lambda text: text.name)
def test_exact_lookup_finds_hostile_text(text):
    created = Category.objects.get_or_create(name=text.dirty, defaults={"slug": "muc"})
    assert Category.objects.get_or_create(name=text.dirty, defaults={"slug": "khac"}) == (created[0], False)


# As old rows may hold them. No database that we use stores a NUL or a surrogate.
STORABLE = [text for text in HOSTILE_TEXTS if not set(text.dirty) & {"\0", "\ud800"}]
FEEDS = ["/rss/", "/atom/", "/rss/tin/", "/atom/tin/"]
MACHINE_READABLE = [
    *FEEDS,
    "/sitemap.xml",
    "/sitemap-articles.xml",
    "/sitemap-categories.xml",
    "/sitemap-directory.xml",
    "/sitemap-flat_pages.xml",
    "/sitemap-guide.xml",
    "/sitemap-news.xml",
    "/sitemap-procedures.xml",
    "/lien-he/co-quan.vcf",
    "/phan-anh-kien-nghi/lien-he.vcf",
    "/phan-anh-kien-nghi/qr.svg",
    "/site.webmanifest",
    "/robots.txt",
    "/.well-known/security.txt",
]
PAGES = [
    "/",
    "/tin-tuc/",
    "/tin-tuc/tin/",
    "/lien-he/",
    "/lien-he/co-quan/",
    "/tin-tuc/tin/in/",
    "/chuyen-muc/tin/",
    "/thu-tuc-hanh-chinh/",
    "/thu-tuc-hanh-chinh/viec/sinh-con/",
    "/phan-anh-kien-nghi/",
    "/phan-anh-kien-nghi/huong-dan/",
    "/phan-anh-kien-nghi/huong-dan/hoi-ve-thu-tuc/",
    "/phan-anh-kien-nghi/huong-dan/hoi-ve-thu-tuc/mau-don/",
    "/thu-tuc-hanh-chinh/danh-muc/",
    "/thu-tuc-hanh-chinh/danh-muc/1.001193/",
    "/phan-anh-kien-nghi/ap-phich/",
    "/trang/trang/",
]


def write_raw(obj: models.Model, values: dict[str, str]) -> None:
    """Write texts past the ORM, which would clean them."""
    columns = ", ".join(f"{name} = %s" for name in values)
    pk = obj._meta.pk.get_db_prep_value(obj.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {obj._meta.db_table} SET {columns} WHERE id = %s", [*values.values(), pk])
    assert stored_values(obj, values) == values


@pytest.fixture
def dirty_rows():
    """Fill every text of every model with hostile texts, but for those that are part of a URL."""
    dirty = "".join(text.dirty for text in STORABLE)
    for obj in make_objects(category=factories.category("Tin", slug="tin"), slug="tin"):
        fields = [
            field
            for field in clean_fields(type(obj))
            if not isinstance(field, models.SlugField | models.URLField)
            and field.name not in ("code", "new_path", "url")
        ]
        if fields:
            write_raw(obj, {field.column: dirty[: field.max_length] for field in fields})


def test_output_of_dirty_rows_is_well_formed(dirty_rows, client):
    for url in [*MACHINE_READABLE, *PAGES]:
        response = client.get(url)
        assert response.status_code == 200, url
        content = response.content.decode()
        media_type = response["Content-Type"].partition(";")[0]
        if media_type.endswith("xml"):
            fromstring(response.content)
        elif media_type.endswith("json"):
            json.loads(content)
        elif media_type == "text/vcard":
            lines = "(?:[A-Z]+[;:][^\x00-\x1f\x7f-\x9f\u200b-\u202e]*\r\n(?: [^\r\n]*\r\n)*)+"
            assert re.fullmatch(lines, content), url
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', content, re.DOTALL):
            json.loads(block)


def test_export_of_dirty_rows_can_be_read(dirty_rows, admin_client):
    content = admin_client.get("/quan-tri/procedures/procedure/xuat/").content
    (row,) = read_sheet(io.BytesIO(content))
    assert row.errors == {}
    assert row.fields["name"].startswith("Lễ hội")


@pytest.mark.parametrize("start", range(0, len(STORABLE), MAX_ITEMS))
def test_feed_of_every_hostile_text(client, start):
    texts = STORABLE[start : start + MAX_ITEMS]
    category = factories.category("Tin", slug="tin")
    for number, text in enumerate(texts):
        article = factories.article(f"Tin {number}", category=category)
        write_raw(article, dict.fromkeys(["title", "summary", "author"], text.dirty))
    for url in FEEDS:
        feed = fromstring(client.get(url).content)
        titles = [element.text for element in feed.iter() if element.tag.rpartition("}")[2] == "title"]
        assert [" ".join(title.split()) for title in titles if title][-len(texts) :] == [
            " ".join(text.clean.split()) for text in reversed(texts)
        ]


def test_every_sitemap_is_tested():
    assert {f"/sitemap-{section}.xml" for section in sitemaps} <= set(MACHINE_READABLE)
