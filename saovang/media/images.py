"""Photos as they arrive: hostile until decoded, then upright, without metadata and bounded in size."""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import IO

import pi_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from pictures.utils import reconstruct
from PIL import Image, ImageCms, ImageOps

from saovang.media.upload_handlers import validate_size

pi_heif.register_heif_opener()
# Pillow's own bound is a warning that threads would have to silence; ours is looked at before decoding.
Image.MAX_IMAGE_PIXELS = None

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
# How files of these formats begin: one that does and cannot be opened is a photo that was cut off.
BEGINNING = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|RIFF....WEBP|....ftyp(?:avi[fs]|hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL
)
MAX_SIDE = 2560
QUALITIES = (70, 50, 30)  # of WebP: the first whose file is not too heavy
HEAVIEST = {400: 40_000, 800: 120_000}  # bytes at these widths


def normalize_image(upload: IO[bytes]) -> Image.Image:
    """Decode an uploaded photo: RGB, upright, nothing but pixels, at most 2560 px a side.

    The format is told by the content, never by the name. The pixels are turned as the camera meant,
    converted to sRGB and laid on white where they were transparent; nothing of the metadata (place,
    camera, owner) is kept. At most `PHOTO_MAX_BYTES` bytes and `PHOTO_MAX_PIXELS` pixels, both looked at
    before anything is decoded.

    Raises ValidationError with a sentence for the person who chose the file.
    """
    validate_size(upload, settings.PHOTO_MAX_BYTES, "Ảnh")
    try:
        image = Image.open(upload, formats=FORMATS)
    except Exception as error:  # decoders raise whatever they like at a file that is no picture
        upload.seek(0)
        if BEGINNING.match(upload.read(16)):
            raise ValidationError("Ảnh bị hỏng hoặc chưa tải lên hết.", code="broken") from error
        raise ValidationError("Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC.", code="not_a_photo") from error
    with image:
        if image.width * image.height > settings.PHOTO_MAX_PIXELS:
            millions = settings.PHOTO_MAX_PIXELS // 1_000_000
            raise ValidationError(f"Ảnh có quá nhiều điểm ảnh (giới hạn {millions} triệu).", code="too_many_pixels")
        try:
            return _reduce(image)
        except Exception as error:  # as above: a truncated or forged file fails anywhere in its decoder
            raise ValidationError("Ảnh bị hỏng hoặc chưa tải lên hết.", code="broken") from error


def _reduce(image: Image.Image) -> Image.Image:
    """Upright, sRGB, RGB on white, at most MAX_SIDE a side, and no `info` to write into a file."""
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
    image = image.convert("RGB")  # a copy even where it is RGB: what the file said in `info` stays with the old one
    image.info.clear()
    return image


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        return converted or image  # None only for one that is changed in place
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken or foreign profile: the colours as they are beat no photo


def encode_jpeg(image: Image.Image) -> bytes:
    """A clean photo as the file that its link opens.

    Through a real file: into memory, Pillow holds Python's lock for the whole encoding, and every page waits.
    """
    with TemporaryFile() as file:
        image.save(file, "JPEG", quality=85, progressive=True, optimize=True)
        file.seek(0)
        return file.read()


def encode_webps(image: Image.Image, widths: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """A clean photo as WebP, by width in px: at most 40 kB at 400 px and 120 kB at 800 px, for phones.

    A busy photo takes a lower quality for that, from there on to the widest. Where even the lowest is heavier
    (noise, no photograph), that one.
    """
    qualities = list(QUALITIES)
    for width in sorted(widths):
        size = (width, round(image.height * width / image.width))
        small = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2)
        content = _webp(small, qualities[0])
        while len(content) > HEAVIEST.get(width, len(content)) and len(qualities) > 1:
            del qualities[0]
            content = _webp(small, qualities[0])
        yield width, content


def _webp(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality)
    return buffer.getvalue()


def delete_variants(
    *, storage: object, file_name: str, sender: object, new: object = (), old: Iterable[tuple] | None = ()
) -> None:
    """django-pictures' processor: deletes. New ones are made where the photo is decoded, not from its file again."""
    for variant in old or ():
        reconstruct(*variant).delete()


def display_name(name: str, length: int = 60) -> str:
    """A file's name for a message: the last part of the path, shortened in the middle."""
    name = PurePath(name.replace("\\", "/")).name or "(không tên)"
    return name if len(name) <= length else f"{name[: length // 2]}…{name[-length // 3 :]}"
