import errno
import os

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from PIL import Image

from news.models import Photo
from news.services.photos import attach_photos, store_photo
from saovang.media import responsive
from saovang.uploads.services import discard
from tests import factories

pytestmark = pytest.mark.django_db


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def image_size(path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_store_photo_with_size_and_variants(media):
    article = factories.article()
    (photo,) = attach_photos(article, [store_photo(factories.image_file(size=(1300, 650)), alt_text="Cánh đồng")])
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.width, photo.height, photo.alt_text) == (1300, 650, "Cánh đồng")
    stem = photo.image.name.rpartition("/")[2]
    assert files(media) == sorted([stem, "400w.webp", "800w.webp", "1200w.webp"])
    assert [image_size(media / "private" / variant.name) for variant in photo.variants] == [
        (400, 200),
        (800, 400),
        (1200, 600),
    ]
    srcset = responsive.srcset(photo.image.name, photo.width)
    assert srcset == ", ".join(f"{variant.url} {variant.width}w" for variant in photo.variants)


def test_store_photo_narrow_has_no_variants():
    (photo,) = attach_photos(factories.article(), [store_photo(factories.image_file(size=(200, 100)))])
    assert (responsive.srcset(photo.image.name, photo.width), photo.width) == ("", 200)


def test_attach_photos_last_and_first_one_is_cover():
    article = factories.article()
    first = factories.photos(article, 2)
    second = factories.photos(article, 1)
    assert list(article.photos.values_list("order", flat=True)) == [1, 2, 3]
    article.refresh_from_db()
    assert article.cover == first[0]
    second[0].delete()
    first[0].delete()
    article.refresh_from_db()
    assert article.cover is None


def test_attach_photos_without_alt_text_sets_no_public_cover():
    article = factories.article()
    factories.photos(article, 1, alt_text="")
    article.refresh_from_db()
    assert article.cover is None
    (described,) = factories.photos(article, 1)
    article.refresh_from_db()
    assert article.cover == described


def test_store_photo_invalid_stores_nothing(media):
    with pytest.raises(ValidationError):
        store_photo(factories.image_file(format="GIF"))
    assert files(media) == []


def test_store_photo_full_disk_stores_nothing(media, monkeypatch):
    stored, save = [], FileSystemStorage.save

    def fill_up(storage, name, content, *args, **kwargs):
        if len(stored) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        stored.append(name)
        return save(storage, name, content, *args, **kwargs)

    monkeypatch.setattr(FileSystemStorage, "save", fill_up)
    with pytest.raises(ValidationError, match="đã đầy nên chưa cất được"):
        store_photo(factories.image_file(size=(1300, 650)))
    assert len(stored) == 2
    assert files(media) == []


def test_discard_deletes_files(media):
    discard([store_photo(factories.image_file(size=(900, 600)))])
    assert files(media) == []


def test_store_photo_never_reuses_a_name(media):
    article = factories.article()
    names = {photo.image.name for photo in factories.photos(article, 3)}
    assert len(names) == 3
    discard(article.photos.all())
    assert not names & {photo.image.name for photo in factories.photos(article, 3)}
