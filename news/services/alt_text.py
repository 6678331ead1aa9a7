"""The gate before publication: each photo says what it shows, for those who cannot see it."""

import re
from collections import defaultdict
from collections.abc import Iterable

from news.models import Article, Photo
from saovang.core.text import fold

# Names that cameras, phones and Zalo give, and words that say only that there is a photo: each with a number.
FILE_NAME = re.compile(
    r".*\.(?:jpe?g|png|webp|avif|hei[cf]|gif|bmp|tiff?)"
    r"|(?:img|dsc[a-z]*|pxl|mvimg|vid|dji|gopr|fb_img|screenshot|whatsapp image|untitled|image|photo|picture|anh|hinh)"
    r"[\W_]*\d[\w\W]*"
    r"|[\W\d_]*"
    r"|(?=\S*\d)(?=\S*_)\S+"
    r"|z\d{6,}\S*"
)


def looks_like_a_file_name(text: str) -> bool:
    """ "IMG_2031", "21.jpg", "DSC0001", "ảnh 3", "…": a text that no one wrote to say what a photo shows."""
    return FILE_NAME.fullmatch(fold(text.strip())) is not None


def problems(article: Article) -> list[str]:
    """Why `article` cannot be published, a sentence for each photo without a good text; empty if it can.

    A photo of the old portal that came without a text owes it: it is marked as lacking and holds nothing up.
    """
    return problems_of(article.photos.all())


def problems_of(photos: Iterable[Photo]) -> list[str]:
    """The same for photos in the order of the article, which may hold texts that are not saved yet."""
    found, same = [], defaultdict(list)
    for number, photo in enumerate(photos, start=1):
        name = f"{number} (“{photo.caption}”)" if photo.caption else f"{number}"
        if photo.decorative or (photo.text_owed and photo.lacks_text):
            continue
        if photo.lacks_text:
            found.append(f"Ảnh {name} chưa có mô tả cho người không nhìn được ảnh.")
        elif looks_like_a_file_name(photo.alt_text):
            found.append(f"Ảnh {name}: mô tả “{photo.alt_text}” giống tên tệp. Hãy viết ảnh cho thấy gì.")
        else:
            same[" ".join(photo.alt_text.casefold().split())].append((name, photo.alt_text))
    for alike in same.values():
        if len(alike) > 1:
            names = " và ".join(f"ảnh {name}" for name, _ in alike)
            found.append(f"Cùng một mô tả “{alike[0][1]}” ở {names}. Mỗi ảnh cần mô tả riêng.")
    return found
