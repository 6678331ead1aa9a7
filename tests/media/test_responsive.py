import errno
import os

import pytest
from django.core.exceptions import ValidationError

from news.models import Photo
from saovang.media import responsive
from saovang.media.images import process_photo
from saovang.media.storage import LocalMediaStorage
from tests import factories


def files(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def stored_image(width: int):
    return Photo(image="anh/a.jpg", width=width, height=300).image


def test_variant_name():
    assert responsive.variant_name("anh/2026/01/ab.c.jpg", 400) == "anh/2026/01/ab.c/400w.webp"


@pytest.mark.parametrize(
    ("width", "widths"), [(399, []), (400, [400]), (1300, [400, 800, 1200]), (2560, [400, 800, 1200, 1600])]
)
def test_variants(width, widths):
    variants = responsive.variants(stored_image(width).name, width)
    assert [variant.width for variant in variants] == widths
    assert [variant.name for variant in variants] == [f"anh/a/{width}w.webp" for width in widths]
    assert [variant.url for variant in variants] == [f"/media/anh/a/{width}w.webp" for width in widths]


@pytest.mark.parametrize(
    ("width", "srcset"), [(399, ""), (900, "/media/anh/a/400w.webp 400w, /media/anh/a/800w.webp 800w")]
)
def test_srcset(width, srcset):
    assert responsive.srcset(stored_image(width).name, width) == srcset


def test_save_and_delete(media):
    photo = Photo()
    responsive.save(photo.image, process_photo(factories.image_file(size=(900, 600))))
    name = photo.image.name
    assert (photo.width, photo.height) == (900, 600)
    assert files(media / "private") == sorted([name, *(variant.name for variant in photo.variants)])
    responsive.delete(photo.image)
    assert files(media) == []


def test_save_removes_partial_files(media, monkeypatch):
    saved, save = [], LocalMediaStorage.save

    def fill_disk(storage, name, content, max_length=None):
        if len(saved) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        saved.append(name)
        return save(storage, name, content, max_length)

    monkeypatch.setattr(LocalMediaStorage, "save", fill_disk)
    jpeg = factories.image_file(size=(40, 20), format="JPEG").getvalue()
    with pytest.raises(ValidationError, match="đã đầy nên chưa cất được"):
        responsive.save(Photo().image, responsive.ProcessedPhoto(jpeg, {400: b"x", 800: b"x"}))
    assert len(saved) == 2
    assert files(media) == []
