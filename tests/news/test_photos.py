import errno
import os

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from PIL import Image

from news.models import Photo
from news.services.photos import attach_photos, discard_photos, store_photo
from tests import factories

pytestmark = pytest.mark.django_db


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def validate_size(path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_a_photo_is_stored_clean_with_its_size_and_its_widths(media):
    article = factories.article()
    (photo,) = attach_photos(article, [store_photo(factories.image_file(size=(1300, 650)), alt_text="Cánh đồng")])
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.width, photo.height, photo.alt_text) == (1300, 650, "Cánh đồng")
    stem = photo.image.name.rpartition("/")[2]
    assert files(media) == sorted([stem, "400w.webp", "800w.webp", "1200w.webp"])
    assert [validate_size(media / variant.name) for variant in photo.variants] == [
        (400, 200),
        (800, 400),
        (1200, 600),
    ]
    assert photo.srcset == ", ".join(f"{variant.url} {variant.width}w" for variant in photo.variants)


def test_a_photo_narrower_than_all_widths_stands_as_it_is():
    (photo,) = attach_photos(factories.article(), [store_photo(factories.image_file(size=(200, 100)))])
    assert (photo.srcset, photo.width) == ("", 200)


def test_photos_are_added_behind_and_the_first_ever_is_the_cover():
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


def test_a_broken_photo_leaves_nothing_behind(media):
    with pytest.raises(ValidationError):
        store_photo(factories.image_file(format="GIF"))
    assert files(media) == []


def test_a_disk_that_fills_up_half_way_gets_a_sentence_and_keeps_no_half_photo(media, monkeypatch):
    kept, save = [], FileSystemStorage.save

    def fills_up(storage, name, content, *more, **named):
        if len(kept) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        kept.append(name)
        return save(storage, name, content, *more, **named)

    monkeypatch.setattr(FileSystemStorage, "save", fills_up)
    with pytest.raises(ValidationError, match="đã đầy nên chưa cất được"):
        store_photo(factories.image_file(size=(1300, 650)))
    assert len(kept) == 2
    assert files(media) == []


def test_a_photo_that_came_into_no_article_can_be_discarded(media):
    discard_photos([store_photo(factories.image_file(size=(900, 600)))])
    assert files(media) == []


def test_no_name_is_ever_given_twice(media):
    article = factories.article()
    names = {photo.image.name for photo in factories.photos(article, 3)}
    assert len(names) == 3
    discard_photos(article.photos.all())
    assert not names & {photo.image.name for photo in factories.photos(article, 3)}
