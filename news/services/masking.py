"""Mask the numbers and dates that identify people in the texts of an article, and in the URLs made of these texts."""

import logging
from pathlib import PurePath

from news.models import Article, Attachment
from news.services.findings import article_findings
from saovang.core.content_checks import check_text, mask_text
from saovang.core.text import slugify
from saovang.media.storage import get_storage
from saovang.redirects.models import Redirect

logger = logging.getLogger(__name__)

MASKED_FIELDS = ("title", "summary", "body", "author", "source")


def mask_numbers(article: Article) -> None:
    """Mask the numbers and dates in the texts of an article, its captions and titles, and save.

    What stands in files stays. The caller locks the article and stores a version.
    """
    findings, old_title = article_findings(article), article.title
    for name in MASKED_FIELDS:
        setattr(article, name, mask_text(getattr(article, name), findings))
    article.save()
    replace_slug(article, old_title)
    for photo in article.photos.all():
        caption, alt_text = (mask_text(text, findings) for text in (photo.caption, photo.alt_text))
        if (caption, alt_text) != (photo.caption, photo.alt_text):
            photo.caption, photo.alt_text = caption, alt_text
            photo.save(update_fields=["caption", "alt_text"])
    for attachment in article.attachments.all():
        old_title, attachment.title = attachment.title, mask_text(attachment.title, findings)
        if attachment.title != old_title:
            attachment.save(update_fields=["title"])
            rename_file(attachment, old_title)


def replace_slug(article: Article, old_title: str) -> None:
    """Make a new slug if that of the article has a number which its title has no more. The old URLs answer 410.

    A redirect would tell the new URL to who knows the number, and would keep it in use.
    """
    lost = _lost_numbers(old_title, article.title)
    if not _has_any(article.slug, lost):
        return
    article.slug = ""
    article.save()
    for redirect in Redirect.objects.filter(new_path__in=article.get_public_urls()):
        if _has_any(redirect.old_path, lost):
            redirect.new_path = ""
            redirect.save()


def rename_file(attachment: Attachment, old_title: str) -> None:
    """Store the file under a new name if its name has a number which the title has no more.

    The old file stays for older versions of the article, and is public no more.
    """
    old_name = str(attachment.file)
    if not _has_any(PurePath(old_name).name, _lost_numbers(old_title, attachment.title)):
        return
    name = attachment.file.field.generate_filename(attachment, old_name)
    try:
        get_storage().copy({old_name: name})
    except OSError as error:  # the title is masked all the same
        logger.warning("a file could not be renamed: %s", error)
    else:
        attachment.file.name = name
        attachment.save(update_fields=["file"])


def _lost_numbers(old: str, new: str) -> list[str]:
    """Return the numbers that identify people in `old` and not in `new`, as a slug has them, without hyphens."""
    present = {finding.key for finding in check_text(new)}
    lost = [finding for finding in check_text(old) if finding.masked and finding.key not in present]
    return [slugify(finding.value).replace("-", "") for finding in lost]


def _has_any(slug: str, numbers: list[str]) -> bool:
    letters = slug.replace("-", "")
    return any(number in letters for number in numbers)
