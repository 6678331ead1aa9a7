"""Decoding of uploaded photos, which are hostile until decoded, and encoding of the files that are stored."""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import IO

import pi_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, ImageOps

from saovang.media.responsive import ProcessedPhoto, variant_widths
from saovang.media.upload_handlers import validate_size

pi_heif.register_heif_opener()
# Pillow's own limit is a warning, which is not thread-safe to silence; `normalize_image` has a limit of its own.
Image.MAX_IMAGE_PIXELS = None

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
# The first bytes of these formats: a file that has them and cannot be opened is a truncated photo.
MAGIC_BYTES = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|RIFF....WEBP|....ftyp(?:avi[fs]|hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL
)
MAX_SIDE = 2560
WEBP_QUALITIES = (70, 50, 30)  # the first one whose file is small enough
MAX_BYTES_BY_WIDTH = {400: 40_000, 800: 120_000}


def process_photo(upload: IO[bytes]) -> ProcessedPhoto:
    """Return the files to store of an uploaded photo. Raises ValidationError as `normalize_image` does."""
    image = normalize_image(upload)
    return ProcessedPhoto(encode_jpeg(image), dict(encode_webps(image, variant_widths(image.width))))


def normalize_image(upload: IO[bytes]) -> Image.Image:
    """Decode an uploaded photo to upright sRGB pixels without metadata, at most MAX_SIDE pixels a side.

    The format is judged by content, never by name. Transparent areas become white. The limits
    PHOTO_MAX_BYTES and PHOTO_MAX_PIXELS are checked before anything is decoded.

    Raises ValidationError with a message for the user.
    """
    validate_size(upload, settings.PHOTO_MAX_BYTES, "Ảnh")
    try:
        image = Image.open(upload, formats=FORMATS)
    except Exception as error:  # decoders can raise anything
        upload.seek(0)
        if MAGIC_BYTES.match(upload.read(16)):
            raise ValidationError("Ảnh bị hỏng hoặc chưa tải lên hết.", code="broken") from error
        raise ValidationError("Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC.", code="not_a_photo") from error
    with image:
        if image.width * image.height > settings.PHOTO_MAX_PIXELS:
            millions = settings.PHOTO_MAX_PIXELS // 1_000_000
            raise ValidationError(f"Ảnh có quá nhiều điểm ảnh (giới hạn {millions} triệu).", code="too_many_pixels")
        try:
            return _normalize_pixels(image)
        except Exception as error:  # a truncated or forged file fails anywhere in its decoder
            raise ValidationError("Ảnh bị hỏng hoặc chưa tải lên hết.", code="broken") from error


def _normalize_pixels(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")  # palette indexes cannot be averaged
    # `reducing_gap` lets the JPEG decoder itself halve or quarter the size.
    image.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=2.0)
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        background = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(background, image.convert("RGBA"))
    if profile:
        image = _to_srgb(image, profile)
    image = image.convert("RGB")  # a copy, so that clearing `info` does not change the original
    image.info.clear()
    return image


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        return converted or image  # None only if the image is changed in place
    except (ImageCms.PyCMSError, OSError):
        return image  # a damaged profile: slightly wrong colours are better than no photo


def encode_jpeg(image: Image.Image) -> bytes:
    """Encode a normalized photo as the JPEG that its link opens.

    Writes to a real file: to memory, Pillow holds the GIL during the whole encoding, which blocks all requests.
    """
    with TemporaryFile() as file:
        image.save(file, "JPEG", quality=85, progressive=True, optimize=True)
        file.seek(0)
        return file.read()


def encode_webps(image: Image.Image, widths: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Encode a normalized photo as WebP; yield width in pixels and content, narrowest first.

    A file larger than MAX_BYTES_BY_WIDTH is encoded again at the next lower quality, and so are all wider ones.
    The lowest quality has no limit.
    """
    qualities = list(WEBP_QUALITIES)
    for width in sorted(widths):
        size = (width, round(image.height * width / image.width))
        resized = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2)
        content = _encode_webp(resized, qualities[0])
        while len(content) > MAX_BYTES_BY_WIDTH.get(width, len(content)) and len(qualities) > 1:
            del qualities[0]
            content = _encode_webp(resized, qualities[0])
        yield width, content


def _encode_webp(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality)
    return buffer.getvalue()


def display_name(name: str, max_length: int = 60) -> str:
    """Return a file name for messages: the last part of the path, shortened in the middle."""
    name = PurePath(name.replace("\\", "/")).name or "(không tên)"
    return name if len(name) <= max_length else f"{name[: max_length // 2]}…{name[-max_length // 3 :]}"
