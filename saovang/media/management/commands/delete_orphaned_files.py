"""`manage.py delete_orphaned_files [--delete]`: list or delete files that no row and no version refers to."""

import json
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from reversion.models import Version

from saovang.media import erasure
from saovang.media.models import Erasure
from saovang.media.responsive import original_name
from saovang.media.storage import get_storage
from saovang.media.visibility import sources

MIN_AGE = timedelta(days=1)  # a younger file may be of an upload whose row is not committed yet


class Command(BaseCommand):
    help = "Kể những ảnh và tệp không bài nào, bản lịch sử nào dùng đến; thêm --delete thì xóa."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="xóa, thay vì chỉ kể tên")

    def handle(self, *, delete: bool, **options: object) -> None:
        storage = get_storage()
        # The files first: a row that is added meanwhile refers to a younger file.
        names = {*storage.names(True), *storage.names(False)}
        erased = erasure.file_names(Erasure.objects.all())
        used = {*_referenced_names()}
        unused = sorted(name for name in names if name in erased or original_name(name) not in used)
        count = 0
        for name in unused:
            if name in erased or timezone.now() - default_storage.get_modified_time(name) > MIN_AGE:
                count += 1
                self.stdout.write(name)
                if delete:
                    default_storage.delete(name)
        self.stdout.write(f"{'Đã xóa' if delete else 'Không ai dùng đến'}: {count} trong {len(names)} tệp.")


def _referenced_names() -> Iterator[str]:
    """Yield the original names in all rows, and in the versions from which rows can be restored."""
    for source in sources:
        yield from source.model._base_manager.values_list(source.field, flat=True)
        versions = Version.objects.get_for_model(source.model)
        for data in versions.values_list("serialized_data", flat=True).iterator():
            yield json.loads(data)[0]["fields"].get(source.field, "")  # a version may be older than the field
