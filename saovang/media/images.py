"""Decoding of uploaded photos, which are hostile until decoded, and encoding of the files that are stored.

All but `process_photo` runs in a child process, without settings.
"""

import io
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import IO

import pi_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile

from saovang.core.limits import fork_server
from saovang.core.text import clean_text
from saovang.media import color
from saovang.media.photo_types import MAGIC_BYTES
from saovang.media.recordings import is_recording
from saovang.media.repair import is_jpeg_without_end, read_orientation, repair
from saovang.media.responsive import ProcessedPhoto, variant_widths
from saovang.media.upload_handlers import validate_size
from saovang.media.worker import MIN_MEMORY, run_in_worker

fork_server.modules.add(__name__)

pi_heif.register_heif_opener()
# Pillow's own limit is a warning, which is not thread-safe to silence; `_decode` has a limit of its own.
Image.MAX_IMAGE_PIXELS = None

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
NOT_A_PHOTO = "Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC."
# What to do with other kinds of files, by their first bytes.
OTHER_IMAGES = {
    rb"GIF8": "GIF",
    rb"II\*\0|MM\0\*": "TIFF hoặc RAW",
    rb"....ftypcrx": "RAW",
    rb"BM": "BMP",
    rb"8BPS": "PSD",
}
DOCUMENT = re.compile(rb"%PDF-|PK\x03\x04|\xd0\xcf\x11\xe0")
MAX_SIDE = 2560
MAX_LENGTH = 16_383  # of WebP; reached by strips only
MAX_ASPECT_RATIO = 800
BYTES_PER_PIXEL = 18  # of memory: WebP takes 16, the other formats at most 13
WEBP_QUALITIES = (70, 50, 30)  # the first one whose file is small enough
TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # by EXIF orientation
MAX_BYTES_BY_WIDTH = {400: 40_000, 800: 120_000}


def process_photo(upload: IO[bytes], *, wait: bool = True, timeout: float | None = None) -> ProcessedPhoto:
    """Return the files to store of an uploaded photo, decoded and encoded by `run_in_worker`.

    The format is judged by content, never by name. The limits PHOTO_MAX_BYTES and PHOTO_MAX_PIXELS are checked before
    anything is decoded. Raises ValidationError with a message for the user.
    """
    validate_size(upload, settings.PHOTO_MAX_BYTES, "Ảnh")
    head = upload.read(1024)
    if not MAGIC_BYTES.match(head):
        raise ValidationError(" ".join(filter(None, [NOT_A_PHOTO, _other_kind(head)])), code="not_a_photo")
    pixels = settings.PHOTO_MAX_PIXELS
    memory = MIN_MEMORY + BYTES_PER_PIXEL * pixels
    return run_in_worker(_process, upload, pixels, memory=memory, wait=wait, timeout=timeout)


def _other_kind(head: bytes) -> str:
    """Return what to do with a file that is no photo, by its first bytes."""
    for pattern, name in OTHER_IMAGES.items():
        if re.match(pattern, head, re.DOTALL):
            return f"Đây là ảnh {name}: hãy mở ra và lưu lại thành JPEG hoặc PNG."
    if is_recording(head):
        return "Đây là phim hoặc âm thanh: hãy thả vào phần tệp đính kèm của bài."
    return "Đây là tài liệu: hãy thả vào phần tệp đính kèm của bài." if DOCUMENT.match(head) else ""


def _process(file: IO[bytes], max_pixels: int) -> ProcessedPhoto:
    image = normalize_image(file, max_pixels)
    return ProcessedPhoto(encode_jpeg(image), dict(encode_webps(image, variant_widths(image.width))))


def normalize_image(file: IO[bytes], max_pixels: float = math.inf) -> Image.Image:
    """Decode a photo to upright sRGB pixels without metadata, in the size that `stored_size` gives.

    Transparent areas become white. Metadata that cannot be read does not count against a photo that browsers show.

    Raises ValidationError with a message for the user.
    """
    try:
        return _decode(file, max_pixels)
    except (ValidationError, MemoryError):
        raise
    except Exception as error:  # decoders can raise anything
        file.seek(0)
        content = file.read()
        try:
            if repaired := repair(content):
                return _decode(io.BytesIO(repaired), max_pixels, is_partial=is_jpeg_without_end(content))
        except (ValidationError, MemoryError):
            raise
        except Exception as second_error:  # the first error is the one to report
            error.add_note(f"After repair: {second_error!r}")
        raise ValidationError("Ảnh bị hỏng hoặc chưa tải lên hết.", code="broken") from error


def stored_size(width: int, height: int) -> tuple[int, int]:
    """Return the size in which a photo of this size is stored: at most MAX_SIDE pixels a side, never enlarged.

    The long side of an infographic or a panorama may be longer, up to MAX_LENGTH, so that its text stays
    readable: as long as the short side has at most half of MAX_SIDE, and both together the pixels of a square.
    """
    long, short = max(width, height), min(width, height)
    strip = min(MAX_SIDE / 2 / short, MAX_SIDE / (width * height) ** 0.5, MAX_LENGTH / long)
    factor = min(1, max(MAX_SIDE / long, strip))
    return max(1, round(width * factor)), max(1, round(height * factor))


def _decode(file: IO[bytes], max_pixels: float, *, is_partial: bool = False) -> Image.Image:
    """Return the normalized pixels of a photo. `is_partial`: the end of the file was missing.

    Raises ValidationError for a photo that is complete and still not accepted, and anything for a broken one.
    """
    file.seek(0)
    head = file.read(2**16)
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        width, height = image.size
        if width * height > max_pixels:
            message = f"Ảnh có quá nhiều điểm ảnh (giới hạn {max_pixels // 1_000_000} triệu)."
            raise ValidationError(message, code="too_many_pixels")
        if max(width, height) > MAX_ASPECT_RATIO * min(width, height):
            message = f"Ảnh này chỉ là một đường kẻ: rộng {width}, cao {height} điểm ảnh."
            raise ValidationError(message, code="too_flat")
        is_display_p3 = image.format != "JPEG" and color.declares_display_p3(head)
        return _normalize_pixels(image, is_partial=is_partial, is_display_p3=is_display_p3)


def _normalize_pixels(image: Image.Image, *, is_partial: bool = False, is_display_p3: bool = False) -> Image.Image:
    info, is_gray = image.info, image.mode[0] in "1LI"
    image = _to_8_bits(image)
    # `reducing_gap` lets the JPEG decoder itself halve or quarter the size.
    image.thumbnail(stored_size(*image.size), reducing_gap=2.0)
    if is_partial:
        _require_last_row(image)
    orientation = read_orientation(info.get("exif") or b"")
    if orientation != 1:
        image = image.transpose(TRANSPOSITIONS[orientation])
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    if profile := info.get("icc_profile"):
        image = color.apply_profile(image, profile, is_gray=is_gray)
    elif is_display_p3:
        image = color.apply_profile(image, color.DISPLAY_P3)
    image = image.convert("RGB")  # a copy, so that clearing `info` does not change the original
    if "gamma" in info and not is_display_p3 and not info.keys() & {"icc_profile", "srgb"}:
        image = color.apply_gamma(image, info["gamma"])
    if alpha:
        background = Image.new("RGB", image.size, "white")
        background.paste(image, mask=alpha)
        image = background
    image.info.clear()
    return image


def _to_8_bits(image: Image.Image) -> Image.Image:
    """Return an image in a mode whose pixels can be averaged, with its transparent color as an alpha channel."""
    transparent = image.info.get("transparency")
    if image.mode.startswith("I"):  # 16-bit gray, and HEIC of 10 or 12 bits
        image = image.convert("I")
        gray = image.point([min((value + 128) // 257, 255) for value in range(2**16)], "L")
        if transparent is not None:
            gray.putalpha(image.point([255 * (value != transparent) for value in range(2**16)], "L"))
        return gray
    if isinstance(image, ImageFile.ImageFile) and image.tile and image.mode == "L" and transparent is not None:
        # Pillow scales gray of 2 and 4 bits to 8 bits, but not its transparent value.
        image.info["transparency"] = transparent * {"L;2": 85, "L;4": 17}.get(str(image.tile[0].args), 1)
    if isinstance(image, ImageFile.ImageFile) and image.tile and str(image.tile[0].args) == "RGB;16B" and transparent:
        # Pillow scales colors of 16 bits to 8 bits, but not the transparent one.
        image.info["transparency"] = tuple(value >> 8 for value in transparent)
    if image.has_transparency_data:
        return image.convert("LA" if image.mode == "La" else "RGBA")
    return image.convert("L") if image.mode == "1" else image.convert("RGB") if image.mode == "P" else image


def _require_last_row(image: Image.Image) -> None:
    """Raise ValueError if the last row is missing: libjpeg fills it with exactly the middle gray."""
    row = image.crop((0, image.height - 1, max(1, image.width // 2), image.height)).convert("RGB")
    if all(extrema in ((127, 127), (128, 128)) for extrema in row.getextrema()):
        raise ValueError("the end of the picture is missing")


def encode_jpeg(image: Image.Image) -> bytes:
    """Encode a normalized photo as the JPEG that its link opens."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85, progressive=True, optimize=True)
    return buffer.getvalue()


def encode_webps(image: Image.Image, widths: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Encode a normalized photo as WebP; yield width in pixels and content, narrowest first.

    A file larger than MAX_BYTES_BY_WIDTH is encoded again at the next lower quality, and so are all wider ones.
    The lowest quality has no limit. A photo taller than 4:3 may have as many bytes more.
    """
    qualities = list(WEBP_QUALITIES)
    for width in sorted(widths):
        size = (width, max(1, round(image.height * width / image.width)))
        max_bytes = MAX_BYTES_BY_WIDTH.get(width, math.inf) * max(1, 0.75 * size[1] / width)
        resized = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2)
        content = _encode_webp(resized, qualities[0])
        while len(content) > max_bytes and len(qualities) > 1:
            del qualities[0]
            content = _encode_webp(resized, qualities[0])
        yield width, content


def _encode_webp(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality)
    return buffer.getvalue()


def display_name(name: str, max_length: int = 60) -> str:
    """Return a file name for messages: the last part of the path, shortened in the middle."""
    name = PurePath(clean_text(name).replace("\\", "/")).name or "(không tên)"
    return name if len(name) <= max_length else f"{name[: max_length // 2]}…{name[-max_length // 3 :]}"
