"""`manage.py import_page FILE [--photos DIR]`: import a saved page of the old portal."""

from html import escape
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from reversion import create_revision

from news.models import Article, Category, Photo
from news.services.photos import attach_photos, store_photo
from news.services.publishing import publish
from procedures.models import FeedbackAddress
from saovang.core.blocks import video_card_html
from saovang.core.limits import COMMAND_TIMEOUT, run_limited
from saovang.core.text import format_number, slugify
from saovang.core.videos import find_video
from saovang.imports.old_page import Block, OldFeedbackAddress, OldPage, UnreadablePageError, read_old_page
from saovang.media.photo_rows import photo_row_html
from saovang.uploads.services import discard
from saovang.visits.models import LegacyVisitTotal

MAX_LENGTH = 350_000  # characters: the article is on the page twice, and as HTML it must fit into its field


class Command(BaseCommand):
    help = "Đưa một trang của cổng cũ (lưu dạng văn bản) vào: bài viết, ảnh, lượt truy cập, thông báo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="trang cũ lưu dạng văn bản UTF-8")
        parser.add_argument("--photos", type=Path, metavar="DIR", help="thư mục chứa các ảnh mà trang nêu tên")
        parser.add_argument("--allow-missing", action="store_true", help="thiếu ảnh vẫn nhập, và nêu tên ảnh thiếu")
        parser.add_argument("--category", default="Tin địa phương", help="chuyên mục của bài (mặc định: %(default)s)")

    def handle(self, *, file: Path, photos: Path | None, allow_missing: bool, category: str, **options: object) -> None:
        page = _read_page(file)
        if _is_imported(page):
            self.stdout.write(f"Bài viết đã có, giữ nguyên: {page.title}")
            stored = None
        else:
            stored = self._store_photos(page.photo_names, photos, allow_missing)
        try:
            with transaction.atomic():
                if stored is not None:
                    self._import_article(page, stored, category)
                self._import_visits(page.visits)
                self._import_feedback_address(page.feedback_address)
        except BaseException as error:
            discard((stored or {}).values())
            if isinstance(error, ValidationError):
                raise CommandError(f"{' '.join(error.messages)} Chưa nhập gì.") from error
            raise

    def _store_photos(self, names: list[str], folder: Path | None, allow_missing: bool) -> dict[str, Photo]:
        """Store the named photos and return them by name. After an error none is left."""
        stored: dict[str, Photo] = {}
        try:
            for name in dict.fromkeys(names):
                if folder and (folder / name).is_file():
                    stored[name] = _store_photo(folder / name)
                elif allow_missing:
                    self.stdout.write(f"Thiếu ảnh {name}: bài được nhập không có ảnh này.")
                else:
                    reason = f"trong {folder}" if folder else "vì chưa có --photos"
                    raise CommandError(f"Thiếu ảnh {name} {reason}. Chưa nhập gì.")
        except BaseException:
            discard(stored.values())
            raise
        return stored

    def _import_article(self, page: OldPage, stored: dict[str, Photo], category_name: str) -> None:
        category, created = Category.objects.get_or_create(
            name=category_name, defaults={"slug": slugify(category_name) or "tin"}
        )
        if created:
            self.stdout.write(f"Chuyên mục mới: {category}")
        article = Article.objects.create(title=page.title, category=category)
        try:
            attach_photos(article, stored.values())
        except ValidationError as error:
            raise CommandError(f"{' '.join(error.messages)} Chưa nhập gì.") from error
        article.body = "".join(_block_html(block, stored) for block in page.blocks)
        article.save()
        publish(article, at=page.published_at)
        self.stdout.write(f"Bài viết mới: {article.title}\n  {article.get_absolute_url()} – {len(stored)} ảnh")

    def _import_visits(self, total: int | None) -> None:
        existing = LegacyVisitTotal.objects.first()
        if total is None:
            self.stdout.write("Trang không có khối “Truy cập”.")
        elif existing and existing.total >= total:  # the largest number is from the page saved last
            self.stdout.write(f"Số lượt chuyển từ trang cũ giữ nguyên: {format_number(existing.total)}")
        else:
            legacy_total = LegacyVisitTotal(total=total, note="Trang cũ, mục “Tất cả”")
            if existing:
                legacy_total.save_change("Trang cũ lưu sau ghi số lớn hơn.")
            else:
                legacy_total.save()
            self.stdout.write(f"Số lượt chuyển từ trang cũ: {format_number(total)}")

    def _import_feedback_address(self, old: OldFeedbackAddress | None) -> None:
        if old is None:
            self.stdout.write("Trang không có thông báo đủ địa chỉ, số điện thoại và thư điện tử.")
        elif FeedbackAddress.objects.filter(title=old.title).exists():
            self.stdout.write(f"Thông báo đã có, giữ nguyên: {old.title}")
        else:
            address = FeedbackAddress(**vars(old))
            try:
                address.full_clean()
            except ValidationError as error:
                raise CommandError(f"Thông báo không dùng được: {' '.join(error.messages)} Chưa nhập gì.") from error
            with create_revision():  # so that its history starts with the imported version
                address.save()
            self.stdout.write(f"Thông báo mới: {old.title}")


def _read_page(file: Path) -> OldPage:
    try:
        with file.open(encoding="utf-8-sig") as page:
            text = page.read(MAX_LENGTH + 1)
        if len(text) > MAX_LENGTH:
            raise UnreadablePageError(f"trang dài quá {format_number(MAX_LENGTH)} ký tự.")
        return run_limited(read_old_page, text, memory=2**29, cpu=8, timeout=COMMAND_TIMEOUT)
    except OSError as error:
        reason = f"{error.strerror}."
    except UnicodeDecodeError:
        reason = "tệp không phải văn bản UTF-8."
    except UnreadablePageError as error:
        reason = str(error)
    except ValidationError as error:  # of run_limited
        reason = error.messages[0]
    raise CommandError(f"Không đọc được {file}: {reason}")


def _store_photo(path: Path) -> Photo:
    try:
        with path.open("rb") as file:
            # The old portal had no alternative texts.
            return store_photo(file, timeout=COMMAND_TIMEOUT, alt_text_exempt=True)
    except OSError as error:
        raise CommandError(f"Không đọc được ảnh {path.name}: {error.strerror}. Chưa nhập gì.") from error
    except ValidationError as error:
        raise CommandError(f"Ảnh {path.name}: {error.messages[0]} Chưa nhập gì.") from error


def _is_imported(page: OldPage) -> bool:
    """Match by what staff do not change afterwards: the slug of the first title, and the publication time."""
    return Article.objects.filter(slug__startswith=slugify(page.title), published_at=page.published_at).exists()


def _block_html(block: Block, stored: dict[str, Photo]) -> str:
    if isinstance(block, str):
        if video := find_video(block):
            return video_card_html(video.url, "", video.platform)
        return f"<p>{escape(block, quote=False)}</p>"
    photo_ids = [stored[name].pk for name in block if name in stored]
    return photo_row_html(photo_ids) if photo_ids else ""
