"""Photos as they arrive: hostile until decoded, then upright, without metadata and bounded in size."""

import io
import warnings
from pathlib import PurePath
from typing import IO

import pi_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from PIL import Image, ImageCms, ImageOps

pi_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
MAX_SIDE = 2560


def clean_photo(upload: IO[bytes]) -> ContentFile:
    """Decode an uploaded photo and encode it anew as JPEG.

    The format is told by the content, never by the name. The pixels are turned as the camera meant,
    converted to sRGB, laid on white where they were transparent and bounded to 2560 px a side; nothing of
    the metadata (place, camera, owner) is kept. At most `PHOTO_MAX_BYTES` bytes and `PHOTO_MAX_PIXELS`
    pixels, both looked at before anything is decoded.

    Raises ValidationError with a sentence for the person who chose the file.
    """
    upload.seek(0, io.SEEK_END)
    size = upload.tell()
    upload.seek(0)
    if size == 0:
        raise ValidationError("Tệp này trống, không có dữ liệu ảnh.", code="empty")
    if size > settings.PHOTO_MAX_BYTES:
        limit = filesizeformat(settings.PHOTO_MAX_BYTES)
        raise ValidationError(f"Ảnh nặng {filesizeformat(size)}, quá giới hạn {limit}.", code="too_heavy")
    try:
        # The pixels are counted below, by our own limit and before decoding.
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            image = Image.open(upload, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # decoders raise whatever they like at a file that is no picture
        raise ValidationError("Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC.", code="not_a_photo") from error
    with image:
        if image.width * image.height > settings.PHOTO_MAX_PIXELS:
            raise _too_many_pixels()
        try:
            return ContentFile(_encode(_reduce(image)), name="anh.jpg")
        except Exception as error:  # as above: a truncated or forged file fails anywhere in its decoder
            raise ValidationError("Ảnh bị hỏng hoặc chưa tải lên hết.", code="broken") from error


def _too_many_pixels() -> ValidationError:
    limit = settings.PHOTO_MAX_PIXELS // 1_000_000
    return ValidationError(f"Ảnh có quá nhiều điểm ảnh (giới hạn {limit} triệu).", code="too_many_pixels")


def _reduce(image: Image.Image) -> Image.Image:
    """Upright, sRGB, RGB on white, at most MAX_SIDE a side."""
    profile = image.info.get("icc_profile")
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")  # colours, not palette numbers
    # Lets a JPEG be decoded at a half or a quarter of its size at once.
    image.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=2.0)
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    if profile:
        image = _to_srgb(image, profile)
    return image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken or foreign profile: the colours as they are beat no photo


def _encode(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    # A fresh image, since Pillow would write on what it read into `info` (comments, resolution).
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    clean.save(buffer, "JPEG", quality=85, progressive=True, optimize=True)
    return buffer.getvalue()


def display_name(name: str, length: int = 60) -> str:
    """A file's name for a message: the last part of the path, shortened in the middle."""
    name = PurePath(name.replace("\\", "/")).name or "(không tên)"
    return name if len(name) <= length else f"{name[: length // 2]}…{name[-length // 3 :]}"
