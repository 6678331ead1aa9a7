"""Things to test with, each with what the test does not care about filled in."""

import io
from datetime import datetime
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from news.models import Article, Category
from news.services.photos import attach_photos, store_photo
from procedures.models import ContactDetails, FeedbackAddress, Procedure
from procedures.sheet import COLUMNS
from saovang.accounts import roles
from saovang.accounts.models import User

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_number = count(1)


def category(name: str = "Thông báo", **fields) -> Category:
    return Category.objects.get_or_create(name=name, defaults={"slug": f"muc-{next(_number)}"} | fields)[0]


def article(title: str = "Tin", **fields) -> Article:
    """A published article, of 28/11/2023 10:52:54 unless said otherwise."""
    fields.setdefault("status", Article.Status.PUBLISHED)
    fields.setdefault("published_at", datetime(2023, 11, 28, 10, 52, 54, tzinfo=HANOI))
    if "category" not in fields:
        fields["category"] = category()
    return Article.objects.create(title=title, **fields)


def staff(role: str = roles.AUTHOR, username: str | None = None, **fields) -> User:
    """A staff account of one of the roles."""
    if not Group.objects.filter(name=role).exists():
        roles.sync_roles()  # a test with transactions of its own has emptied every table
    user = User.objects.create_user(username or f"nguoi-{next(_number)}", is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def image_file(size=(640, 480), format="JPEG", color="#336699", name="anh.jpg", **save) -> io.BytesIO:
    """An image as an upload holds it."""
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, format, **save)
    file.name = name
    file.seek(0)
    return file


def turned_photo(orientation: int, size: tuple[int, int]) -> io.BytesIO:
    """A JPEG as a camera held this way writes it. As seen: red in the upper left quarter, blue elsewhere; with GPS."""
    seen = Image.new("RGB", size, "blue")
    seen.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    turn = Image.Transpose
    undo = [turn.FLIP_LEFT_RIGHT, turn.ROTATE_180, turn.FLIP_TOP_BOTTOM, turn.TRANSPOSE, turn.ROTATE_90]
    undo += [turn.TRANSVERSE, turn.ROTATE_270]
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    (seen if orientation == 1 else seen.transpose(undo[orientation - 2])).save(file, "JPEG", exif=exif, quality=95)
    file.seek(0)
    return file


@cache
def phone_photo(number: int = 1, size: tuple[int, int] = (4000, 3000)) -> bytes:
    """A JPEG as a phone writes it, of 12 megapixels: turned by EXIF (all eight ways in turn), with GPS. 200 kB."""
    orientation = (number - 1) % 8 + 1
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    step = size[0] // 80
    color = ("#b3151b", "#ffcd00", "#0a4f6e")[number % 3]
    picture.paste(color, (8 * step, 6 * step, (8 + 3 * number) * step, 30 * step))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "MayAnhRieng"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (19.0, 54.0, 0.0), "E", (105.0, 27.0, 0.0)
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, quality=85)
    return file.getvalue()


def photos(article: Article, number: int, **fields) -> list:
    """Photos with a text of their own each, unless `fields` say otherwise."""

    def text() -> dict:
        return {"alt_text": f"Bà con khu phố {next(_number)} quét dọn đường làng"} | fields

    return attach_photos(article, [store_photo(image_file(), **text()) for _ in range(number)])


def feedback_address(**fields) -> FeedbackAddress:
    defaults = {"address": "Khu phố 1", "telephone": "0237 000 0000", "email": "phananh@example.vn"}
    return FeedbackAddress.objects.create(**defaults | fields)


def contact_details(**fields) -> ContactDetails:
    defaults = {
        "place": "Xã Thử",
        "region": "Tỉnh Thử",
        "agency": "UBND xã Thử",
        "address": "Số 1, khu phố 1",
        "telephone": "0237 111 1111",
        "email": "ubnd@example.vn",
        "hours": "Giờ hành chính",
        "responsible_person": "Chủ tịch UBND xã",
    }
    return ContactDetails.objects.create(**defaults | fields)


def procedure(code: str = "1.001193", **fields) -> Procedure:
    defaults = {"name": "Đăng ký khai sinh", "sector": "Hộ tịch"}
    return Procedure.objects.create(code=code, **defaults | fields)


def sheet(rows: list[list], headings: list[str] | None = None, name: str = "bang.xlsx") -> SimpleUploadedFile:
    """A sheet of procedures as an upload holds it; a row may be shorter than the headings."""
    workbook = Workbook()
    workbook.active.append([heading for heading, _ in COLUMNS.values()] if headings is None else headings)
    for row in rows:
        workbook.active.append(row)
    file = io.BytesIO()
    workbook.save(file)
    return SimpleUploadedFile(name, file.getvalue())
