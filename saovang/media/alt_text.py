"""Alternative texts of photos, which are required before an article is published."""

import re
from collections import defaultdict
from collections.abc import Iterable

from saovang.core.text import fold
from saovang.media.photos import BasePhoto

# Names given by cameras, phones and Zalo, and words that only say "photo", followed by a number.
FILE_NAME = re.compile(
    r".*\.(?:jpe?g|png|webp|avif|hei[cf]|gif|bmp|tiff?)"
    r"|(?:img|dsc[a-z]*|pxl|mvimg|vid|dji|gopr|fb_img|screenshot|whatsapp image|untitled|image|photo|picture|anh|hinh)"
    r"[\W_]*\d[\w\W]*"
    r"|[\W\d_]*"
    r"|(?=\S*\d)(?=\S*_)\S+"
    r"|z\d{6,}\S*"
)


def looks_like_file_name(text: str) -> bool:
    """Return True for a text like "IMG_2031", "21.jpg", "DSC0001", "ảnh 3" or "…"."""
    return FILE_NAME.fullmatch(fold(text.strip())) is not None


def alt_text_errors(photos: Iterable[BasePhoto]) -> list[str]:
    """Return a message for each photo without a usable alt text, and for each group of photos with the same one.

    `photos` are in their order. Imported photos without alt text do not count.
    """
    return [message for _, message in find_alt_text_errors(photos)]


def find_alt_text_errors(photos: Iterable[BasePhoto]) -> list[tuple[BasePhoto, str]]:
    """Return the messages of `alt_text_errors`, each with its photo: of several with the same text, the second one."""
    errors, photos_by_text = [], defaultdict(list)
    for number, photo in enumerate(photos, start=1):
        name = f"{number} (“{photo.caption}”)" if photo.caption else f"{number}"
        if photo.decorative or (photo.alt_text_exempt and photo.is_missing_alt_text):
            continue
        if photo.is_missing_alt_text:
            errors.append((photo, f"Ảnh {name} chưa có mô tả cho người không nhìn được ảnh."))
        elif looks_like_file_name(photo.alt_text):
            errors.append((photo, f"Ảnh {name}: mô tả “{photo.alt_text}” giống tên tệp. Hãy viết ảnh cho thấy gì."))
        else:
            photos_by_text[" ".join(photo.alt_text.casefold().split())].append((name, photo))
    for duplicates in photos_by_text.values():
        if len(duplicates) > 1:
            names = " và ".join(f"ảnh {name}" for name, _ in duplicates)
            text = duplicates[0][1].alt_text
            errors.append((duplicates[1][1], f"Cùng một mô tả “{text}” ở {names}. Mỗi ảnh cần mô tả riêng."))
    return errors
