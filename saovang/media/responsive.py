"""The stored files of a photo: the JPEG of its ImageField, and the WebP variants for `srcset`."""

import re
from fractions import Fraction
from pathlib import PurePosixPath
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import ImageFieldFile

from saovang.media.storage import ignore_storage_errors, storage_errors_as_validation

# WebP only, at one density: AVIF and 2x as well would be eight files and cost thirty times the CPU.
WIDTHS = (400, 800, 1200, 1600)
UNSTYLED_WIDTH = 272  # pixels
VARIANT = re.compile(r"/[0-9]+w\.webp\Z")


class ProcessedPhoto(NamedTuple):
    """The contents of a photo's files: a JPEG in full size, and a WebP by width in pixels."""

    jpeg: bytes
    webps: dict[int, bytes]


class Variant(NamedTuple):
    """A stored WebP file, `width` pixels wide."""

    name: str
    url: str
    width: int


def variant_widths(width: int) -> list[int]:
    """Return the widths of the variants of a photo `width` pixels wide; photos are never enlarged."""
    return [variant_width for variant_width in WIDTHS if variant_width <= width]


def variant_name(name: str, width: int) -> str:
    """Return the storage name of a variant: `anh/2026/01/ab/400w.webp` of `anh/2026/01/ab.jpg`."""
    return str(PurePosixPath(name).with_suffix("") / f"{width}w.webp")


def original_name(name: str) -> str:
    """Return the name of the file that a row refers to: `anh/2026/01/ab.jpg` of one of its variants."""
    return VARIANT.sub(".jpg", name)


def with_variants(name: str) -> list[str]:
    """Return a row's file name, and if it is of a photo, those that its variants may have."""
    return [name, *(variant_name(name, width) for width in WIDTHS if name.endswith(".jpg"))]


def variants(name: str, width: int) -> list[Variant]:
    """Return the variants of a photo `width` pixels wide, narrowest first; none if it is narrower than 400 px."""
    names = {variant_width: variant_name(name, variant_width) for variant_width in variant_widths(width)}
    return [Variant(stored, default_storage.url(stored), variant_width) for variant_width, stored in names.items()]


def srcset(name: str, width: int) -> str:
    """Return the value of the HTML attribute `srcset`, empty if there are no variants."""
    return ", ".join(f"{variant.url} {variant.width}w" for variant in variants(name, width))


def unstyled_size(width: int, height: int) -> tuple[int, int]:
    """Return the attributes `width` and `height` for a photo of this size, which count where no style sheet applies.

    With the margins of a figure in a list, the photo then fits on a phone 360 pixels wide. The ratio of the two numbers
    is so close to that of the photo that nothing moves when it arrives.
    """
    ratio = Fraction(width, height).limit_denominator(max(1, UNSTYLED_WIDTH * height // width))
    scale = max(1, UNSTYLED_WIDTH // ratio.numerator)
    return ratio.numerator * scale, ratio.denominator * scale


def save(file: ImageFieldFile, photo: ProcessedPhoto) -> None:
    """Store all files of a photo, or none. The instance is not saved.

    Raises ValidationError with a message for the user if they cannot be stored.
    """
    try:
        with storage_errors_as_validation():
            content = ContentFile(photo.jpeg, name="anh.jpg")  # Django reads the dimensions only of a named file
            file.save("anh.jpg", content, save=False)
            for width, webp in photo.webps.items():
                file.storage.save(variant_name(file.name or "", width), ContentFile(webp))
    except BaseException:
        with ignore_storage_errors():
            delete(file)
        raise


def delete(file: ImageFieldFile) -> None:
    """Delete all files of a photo. The instance is not saved."""
    if file:
        for width in WIDTHS:
            file.storage.delete(variant_name(file.name or "", width))
        file.delete(save=False)
