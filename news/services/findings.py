"""What an article has that should be read once more before it is public: personal data, advertisements for gambling."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from news.models import Article, Attachment
from saovang.core import limits
from saovang.core.content_checks import Finding, check_html, check_text
from saovang.media.models import FileText
from saovang.search.file_findings import document_findings
from saovang.search.file_texts import FILE_TYPES, read_files

_ROW_TEXT = re.compile(r"(?P<prefix>(?P<kind>photos|attachments)-(?P<index>\d+))-(?:caption|alt_text|title)")


def article_findings(
    article: Article, file_texts: Mapping[str, str] | None = None, without: Collection[int] = ()
) -> list[Finding]:
    """Return each finding in the texts of an article and of its files, with its first place.

    `file_texts` are the captions and titles of files by place, by default the stored ones. `without` are the keys of
    attachments whose texts do not count.
    """
    if file_texts is None:
        file_texts = stored_file_texts(article)
    findings = check_text(article.title, "tiêu đề")
    findings += check_html(article.body, "nội dung")
    findings += check_text(article.summary, "tóm tắt")  # a generated one repeats findings of the text
    findings += check_text(f"{article.author}\n{article.source}", "tên tác giả, nguồn")
    for place, text in file_texts.items():
        findings += check_text(text, place)
    if article.pk:
        findings += document_findings([row for row in article.attachments.all() if row.pk not in without])
    unique: dict[tuple[str, bool], Finding] = {}
    for finding in findings:
        unique.setdefault((finding.key, bool(finding.masked)), finding)  # in a file, a number is masked apart
    return list(unique.values())


def stored_file_texts(article: Article) -> dict[str, str]:
    """Return the stored captions and titles of an article's files by place."""
    if not article.pk:
        return {}
    photos = enumerate(article.photos.values_list("caption", "alt_text"), start=1)
    attachments = enumerate(article.attachments.values_list("title", flat=True), start=1)
    return {_file_place("photos", number): "\n".join(texts) for number, texts in photos} | {
        _file_place("attachments", number): title for number, title in attachments
    }


def submitted_file_texts(data: Mapping[str, str]) -> dict[str, str]:
    """Return the captions and titles in the data of the article's form by place, without rows that will be deleted."""
    texts: dict[str, str] = {}
    for name, value in data.items():
        if (match := _ROW_TEXT.fullmatch(name)) and f"{match['prefix']}-DELETE" not in data:
            place = _file_place(match["kind"], int(match["index"][:4]) + 1)
            texts[place] = f"{texts.get(place, '')}\n{value}"
    return texts


def deleted_attachments(data: Mapping[str, str]) -> set[int]:
    """Return the keys of the attachments that the article's form deletes."""
    keys = (
        data.get(name.removesuffix("DELETE") + "id", "")
        for name in data
        if re.fullmatch(r"attachments-\d+-DELETE", name)
    )
    return {int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 19}


def unread_files(article: Article) -> list[str]:
    """Return a sentence for each attachment whose text is not known: a scan, an old format, or not read yet."""
    attachments = [row for row in article.attachments.all() if row.file_type in (*FILE_TYPES, "zip")]
    known = dict(
        FileText.objects.filter(name__in=[attachment.file.name for attachment in attachments]).values_list(
            "name", "status"
        )
    )
    reasons = {
        FileText.Status.EMPTY: "là bản chụp, máy không đọc được chữ",
        FileText.Status.FAILED: "máy không đọc được chữ",
    }
    sentences = []
    for attachment in attachments:
        status = known.get(str(attachment.file))
        if status != FileText.Status.READ:
            reason = reasons[FileText.Status(status)] if status else "máy chưa đọc được chữ"
            sentences.append(f"Tệp “{attachment}” {reason}: hãy tự xem có thông tin cá nhân không.")
    return sentences


def read_attachments(attachments: Iterable[Attachment]) -> None:
    """Read the files that were not read yet, for half of the time that a request may take.

    Call it outside a transaction.
    """
    read_files(attachments, limits.TIMEOUT / 2)


def read_and_check(attachments: Sequence[Attachment]) -> list[Finding]:
    """Return the personal data in files that were stored just now. Call it outside a transaction."""
    read_attachments(attachments)
    return document_findings(attachments)


def _file_place(kind: str, number: int) -> str:
    return f"chữ của ảnh {number}" if kind == "photos" else f"tên tệp {number}"
