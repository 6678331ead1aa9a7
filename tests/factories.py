"""Factories of models and files. Fields that a test does not name get plausible values."""

import io
from collections.abc import Iterable
from datetime import datetime, time
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook
from PIL import Image

from news.models import Article, Category, Photo
from news.services.photos import attach_photos
from procedures.models import ContactDetails, FeedbackAddress, LifeEvent, Procedure
from procedures.sheet import COLUMNS
from saovang.accounts import roles
from saovang.accounts.models import User
from saovang.directory.models import Body, Directions, Person
from saovang.emergency.models import Emergency
from saovang.links.models import LinkedDomain
from saovang.media import responsive
from saovang.media.images import process_photo
from saovang.media.responsive import ProcessedPhoto
from saovang.notices.models import Notice
from saovang.opening_hours.models import WeeklySession
from saovang.pages.models import Page, PagePhoto
from saovang.uploads.services import PhotoT, attach

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_numbers = count(1)


def category(name: str = "Thông báo", **fields) -> Category:
    return Category.objects.get_or_create(name=name, defaults={"slug": f"muc-{next(_numbers)}"} | fields)[0]


def article(title: str = "Tin", **fields) -> Article:
    """Create an article, by default published at 28/11/2023 10:52:54."""
    fields.setdefault("status", Article.Status.PUBLISHED)
    fields.setdefault("published_at", datetime(2023, 11, 28, 10, 52, 54, tzinfo=HANOI))
    if "category" not in fields:
        fields["category"] = category()
    return Article.objects.create(title=title, **fields)


def staff(role: str = roles.AUTHOR, username: str | None = None, **fields) -> User:
    """Create a staff account in the group of a role."""
    if not Group.objects.filter(name=role).exists():
        roles.sync_roles()  # a transactional test has emptied every table
    user = User.objects.create_user(username or f"nguoi-{next(_numbers)}", is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def image_file(size=(640, 480), format="JPEG", color="#336699", name="anh.jpg", **save) -> io.BytesIO:
    """Return an image file with a name, as in an upload."""
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, format, **save)
    file.name = name
    file.seek(0)
    return file


def rotated_photo(orientation: int, size: tuple[int, int]) -> io.BytesIO:
    """Return a JPEG with this EXIF orientation and GPS. Upright it is red in the upper left quarter, blue elsewhere."""
    upright = Image.new("RGB", size, "blue")
    upright.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    t = Image.Transpose
    inverse = [t.FLIP_LEFT_RIGHT, t.ROTATE_180, t.FLIP_TOP_BOTTOM, t.TRANSPOSE, t.ROTATE_90]
    inverse += [t.TRANSVERSE, t.ROTATE_270]
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    stored = upright if orientation == 1 else upright.transpose(inverse[orientation - 2])
    file = io.BytesIO()
    stored.save(file, "JPEG", exif=exif, quality=95)
    file.seek(0)
    return file


@cache
def phone_photo(number: int = 1, size: tuple[int, int] = (4000, 3000)) -> bytes:
    """Return a JPEG as a phone writes it, 200 kB at 12 megapixels: each EXIF orientation in turn, with GPS."""
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


@cache
def processed_photo() -> ProcessedPhoto:
    """Return the contents of the files of `image_file()`, which a child process makes once for all tests."""
    # The machine may be busy. In `manage.py shell` no fixture says so.
    return process_photo(image_file(), timeout=120)


def store_processed(photo: PhotoT) -> PhotoT:
    """Store `processed_photo()` as the files of an unsaved row, and return it."""
    responsive.save(photo.image, processed_photo())
    return photo


def photos(article: Article, number: int, **fields) -> list:
    """Add photos to an article, each with its own alt text unless `fields` give one."""

    def photo_fields() -> dict:
        return {"alt_text": f"Bà con khu phố {next(_numbers)} quét dọn đường làng"} | fields

    return attach_photos(article, [store_processed(Photo(**photo_fields())) for _ in range(number)])


def page_photos(page: Page, number: int, **fields) -> list[PagePhoto]:
    """Add photos to a page, each with its own alt text unless `fields` give one."""

    def photo() -> PagePhoto:
        return PagePhoto(**{"alt_text": f"Bà con khu phố {next(_numbers)} quét dọn đường làng"} | fields)

    return attach(page, [store_processed(photo()) for _ in range(number)])


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
        "responsible_person": "Chủ tịch UBND xã",
    }
    return ContactDetails.objects.create(**defaults | fields)


def body(name: str = "Công an xã Thử", **fields) -> Body:
    defaults = {"slug": f"co-quan-{next(_numbers)}", "kind": Body.Kind.POLICE}
    return Body.objects.create(name=name, **defaults | fields)


def person(name: str = "Lê Thị Thử", **fields) -> Person:
    """Create a person, by default the head of a new body."""
    if "body" not in fields:
        fields["body"] = body(f"Cơ quan {next(_numbers)}")
    return Person.objects.create(name=name, **{"position": "Trưởng Công an xã"} | fields)


def directions(**fields) -> Directions:
    return Directions.objects.create(**{"description": "Cạnh chợ."} | fields)


def opening_hours(weekdays: Iterable[int] = range(5)) -> None:
    """Create the usual sessions of an office, morning and afternoon."""
    for weekday in weekdays:
        WeeklySession.objects.create(weekday=weekday, opens_at=time(7, 30), closes_at=time(11, 30))
        WeeklySession.objects.create(weekday=weekday, opens_at=time(13, 30), closes_at=time(17))


def emergency(title: str = "Bão số 10", **fields) -> Emergency:
    """Create an emergency that is not on, with a shelter and an update."""
    emergency = Emergency.objects.create(title=title, **{"instructions": "Ngắt cầu dao.\nRời vùng trũng."} | fields)
    emergency.shelters.create(quarter="Khu phố 4", place="Trường tiểu học", telephone="0237 383 0004")
    emergency.updates.create(text="Nước kênh đang lên.")
    return emergency


def procedure(code: str = "1.001193", **fields) -> Procedure:
    defaults = {"name": "Đăng ký khai sinh", "sector": "Hộ tịch"}
    return Procedure.objects.create(code=code, **defaults | fields)


def life_event(*procedures: Procedure, **fields) -> LifeEvent:
    """Create a life event with these procedures, in this order."""
    event = LifeEvent.objects.create(**{"title": "Sinh con", "slug": "sinh-con", "icon": "birth"} | fields)
    for order, procedure in enumerate(procedures):
        event.items.create(procedure=procedure, order=order)
    return event


def linked_domain(name: str = "example.vn", **fields) -> LinkedDomain:
    """Create a domain of the ledger of links, by default one that is trusted."""
    return LinkedDomain.objects.create(name=name, **{"first_seen_in": "Để thử", "opens_at": timezone.now()} | fields)


def notice(**fields) -> Notice:
    """Create a notice that is due."""
    now = timezone.now()
    return Notice.objects.create(
        **{"kind": "article_waiting", "key": "1", "due_at": now, "next_attempt_at": now} | fields
    )


def sheet(rows: list[list], headings: list[str] | None = None, name: str = "bang.xlsx") -> SimpleUploadedFile:
    """Return a spreadsheet of procedures as an upload. Rows may be shorter than the headings."""
    workbook = Workbook()
    workbook.active.append([heading for heading, _ in COLUMNS.values()] if headings is None else headings)
    for row in rows:
        workbook.active.append(row)
    file = io.BytesIO()
    workbook.save(file)
    return SimpleUploadedFile(name, file.getvalue())
