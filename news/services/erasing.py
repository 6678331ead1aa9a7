"""Erase an article, a photo or an attachment for good, also from versions, so that nothing can restore it."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from reversion.models import Revision, Version

from news.models import Article, Attachment, Photo
from news.services.history import versions
from news.services.photos import update_cover
from saovang.accounts.models import User
from saovang.adminsite.form_data import row_prefixes
from saovang.adminsite.models import Autosave
from saovang.journal.services import redact_deletions
from saovang.media import erasure
from saovang.media.erasure import ERASED, older_versions, redact_log
from saovang.media.models import Erasure
from saovang.redirects.models import Redirect

FIELDS = {Photo: "image", Attachment: "file"}
Erasable = Article | Photo | Attachment


def find_erasable(article_pk: int) -> list[Erasable]:
    """Return an article, which may be deleted, with its photos and attachments, also those in versions only."""
    found = erasure.find_objects(_versions_with_files(article_pk))
    for model in (Article, Photo, Attachment):
        rows = model._base_manager.filter(**{"pk" if model is Article else "article": article_pk})
        found |= {(model, row.pk): row for row in rows}
    order = [Article, Photo, Attachment]
    return sorted(found.values(), key=lambda row: (order.index(type(row)), row.pk))


def erase(targets: Sequence[Erasable], reason: str, user: User) -> None:
    """Erase objects of `find_erasable` as `erasure.erase` does, also from autosaves and redirects."""
    erasure.erase({target: _file_names(target) for target in targets}, reason, user)


def apply(entry: Erasure) -> None:
    """Delete what is older than the entry: after a restore its key may be that of another object."""
    if entry.kind == Article._meta.label_lower:
        _erase_article(entry)
    else:
        _erase_file(entry, Photo if entry.kind == Photo._meta.label_lower else Attachment)


def _erase_article(entry: Erasure) -> None:
    rows = Article.objects.select_for_update(of=("self",)).filter(pk=entry.key, created_at__lt=entry.at)
    for article in rows:
        # The journal names what is deleted.
        article.photos.update(caption="", alt_text=ERASED)
        article.attachments.update(title=ERASED)
        article.title = ERASED
        redirects = Redirect.objects.filter(new_path__in=article.get_public_urls())
        titles = [str(redirect) for redirect in redirects]  # made of the titles of the article
        redirects.delete()
        redact_deletions(Redirect, titles, ERASED)
        article.delete()
    redact_log(Article, entry)
    Revision.objects.filter(version__in=older_versions(Article, entry)).delete()


def _erase_file(entry: Erasure, model: type[Photo] | type[Attachment]) -> None:
    rows = model._base_manager.filter(pk=entry.key, **{f"{FIELDS[model]}__in": entry.files.splitlines()})
    articles = Article.objects.select_for_update(of=("self",))
    for article in articles.filter(pk__in=[row.article_id for row in rows]):
        _clean_autosaves(article, "photos" if model is Photo else "attachments", str(entry.key))
        rows.update(**{"alt_text": ERASED, "caption": ""} if model is Photo else {"title": ERASED})
        rows.delete()
        update_cover(article)
    found = older_versions(model, entry)
    Revision.objects.filter(version__in=found, comment__startswith="Thay tệp").update(comment="Thay tệp")
    redact_log(model, entry)
    found.delete()


def _versions_with_files(article_pk: int) -> QuerySet[Version]:
    """Return the versions of an article, its photos and its attachments."""
    models = ContentType.objects.get_for_models(Article, *FIELDS)
    revisions = versions(article_pk).order_by().values("revision")
    return Version.objects.filter(revision__in=revisions, content_type__in=models.values())


def _file_names(target: Erasable) -> set[str]:
    """Return the original names of the files that an object had in any version, those of its parts included."""
    if isinstance(target, Article):
        found, parts = _versions_with_files(target.pk), [*target.photos.all(), *target.attachments.all()]
    else:
        found, parts = Version.objects.get_for_object_reference(type(target), target.pk), [target]
    names = {getattr(part, FIELDS[type(part)]).name for part in parts}
    return names | erasure.file_names_in(found, *FIELDS.values())


def _clean_autosaves(article: Article, prefix: str, key: str) -> None:
    """Remove what was typed about a photo or an attachment."""
    for autosave in Autosave.objects.of_form(Article, str(article.pk)):
        if row := row_prefixes(autosave.data, prefix).get(key):
            fields = {name: texts for name, texts in autosave.fields.items() if not name.startswith(f"{row}-")}
            Autosave.objects.filter(pk=autosave.pk).update(fields=fields)
