import io
import random
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from saovang.media.images import display_name, encode_jpeg, encode_webps, normalize_image
from tests import factories

FILES = Path(__file__).parent.parent / "files"


def cleaned(file) -> Image.Image:
    """The photo as its file will be served."""
    return Image.open(io.BytesIO(encode_jpeg(normalize_image(file))))


def refusal(file) -> str:
    with pytest.raises(ValidationError) as error:
        normalize_image(file)
    return error.value.messages[0]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_of_any_usual_format_becomes_a_jpeg_whatever_its_name(format):
    photo = cleaned(factories.image_file(size=(300, 200), format=format, name="anh.txt"))
    assert (photo.format, photo.size, photo.mode) == ("JPEG", (300, 200), "RGB")


def test_a_heic_photo_is_taken_upright_and_without_its_place():
    """`phone.heic`: turned and with GPS, as an iPhone writes it; red above, blue below, 64 × 32 as seen."""
    with (FILES / "phone.heic").open("rb") as file:
        assert b"Phone" in file.read()
        photo = cleaned(file)
    assert (photo.format, photo.size, dict(photo.getexif())) == ("JPEG", (64, 32), {})
    assert [max(range(3), key=photo.getpixel(at).__getitem__) for at in [(5, 3), (60, 28)]] == [0, 2]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_comes_out_upright(orientation):
    photo = cleaned(factories.turned_photo(orientation, (40, 20)))
    assert photo.size == (40, 20)
    red, blue = photo.getpixel((5, 3)), photo.getpixel((30, 15))
    assert red[0] > 180 > 80 > red[2]
    assert blue[2] > 180 > 80 > blue[0]


def test_no_metadata_is_left():
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = cleaned(factories.image_file(exif=exif, comment=b"secret", icc_profile=profile))
    assert not photo.getexif()
    assert photo.info.keys() <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


def test_a_width_for_phones_is_light_even_of_a_busy_photo():
    """Grass, leaves and crowds are much like noise that is smooth from near."""
    noise = Image.frombytes("RGB", (500, 375), random.Random(1).randbytes(500 * 375 * 3)).resize((2000, 1500))
    busy = Image.blend(noise, Image.new("RGB", noise.size, "#667788"), 0.55)
    made = dict(encode_webps(busy, [1600, 400, 800]))
    for width, content in made.items():
        variant = Image.open(io.BytesIO(content))
        assert (variant.format, variant.size) == ("WEBP", (width, width * 3 // 4))
    assert len(made[400]) <= 40_000
    assert len(made[800]) <= 120_000


def test_pages_are_answered_while_a_jpeg_is_encoded(monkeypatch):
    """Pillow lets go of Python's lock only where it writes to a file of the system, which has a number."""
    numbers, save = [], Image.Image.save

    def noting(image, file, *arguments, **how):
        numbers.append(file.fileno())
        save(image, file, *arguments, **how)

    monkeypatch.setattr(Image.Image, "save", noting)
    assert encode_jpeg(Image.new("RGB", (40, 20))).startswith(b"\xff\xd8")
    assert len(numbers) == 1


def test_a_large_photo_is_bounded_and_a_small_one_is_never_enlarged():
    assert cleaned(factories.image_file(size=(5000, 2500))).size == (2560, 1280)
    assert cleaned(factories.image_file(size=(80, 60))).size == (80, 60)


@pytest.mark.parametrize(("mode", "color"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("P", 0), ("L", 255), ("CMYK", 0)])
def test_every_colour_mode_ends_on_white_paper(mode, color):
    file = io.BytesIO()
    image = Image.new(mode, (10, 10), color)
    if mode == "P":
        image.putpalette([255, 255, 255] * 256)
    image.save(file, "JPEG" if mode == "CMYK" else "PNG")
    assert min(cleaned(file).getpixel((5, 5))) > 250


def test_files_that_are_no_photo_are_refused_each_with_its_sentence(settings):
    not_a_photo = "Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC."
    whole = factories.image_file(size=(600, 400)).getvalue()
    assert refusal(io.BytesIO(b"")) == "Tệp này trống."
    assert refusal(io.BytesIO(b"<html><script>alert(1)</script>")) == not_a_photo
    assert refusal(io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"/>')) == not_a_photo
    assert refusal(factories.image_file(format="GIF")) == not_a_photo
    assert refusal(io.BytesIO(whole[: len(whole) // 2])) == "Ảnh bị hỏng hoặc chưa tải lên hết."
    settings.PHOTO_MAX_PIXELS = 1_000_000
    assert refusal(factories.image_file(size=(1001, 1000))) == "Ảnh có quá nhiều điểm ảnh (giới hạn 1 triệu)."
    settings.PHOTO_MAX_BYTES = 1024
    assert refusal(io.BytesIO(whole)) == "Ảnh nặng quá giới hạn 1,0\xa0KB."


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIC"])
@pytest.mark.parametrize("left", [0.3, 0.9])
def test_a_photo_that_was_cut_off_is_told_from_what_is_no_photo(format, left):
    noise = Image.frombytes("RGB", (300, 200), random.Random(1).randbytes(300 * 200 * 3))
    file = io.BytesIO()
    if format == "HEIC":
        file.write((FILES / "phone.heic").read_bytes())
    else:
        noise.save(file, format)
    content = file.getvalue()
    assert refusal(io.BytesIO(content[: int(len(content) * left)])) == "Ảnh bị hỏng hoặc chưa tải lên hết."


def test_a_film_is_no_photo():
    assert refusal(io.BytesIO(b"\0\0\0\x18ftypmp42" + bytes(1000))).startswith("Tệp này không phải ảnh")


def test_a_bomb_of_pixels_is_refused_before_it_is_decoded():
    """A PNG that says 60,000 × 60,000 and holds nothing."""
    file = factories.image_file(size=(1, 1), format="PNG")
    data = bytearray(file.getvalue())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    assert refusal(io.BytesIO(bytes(data))) == "Ảnh có quá nhiều điểm ảnh (giới hạn 80 triệu)."


def test_a_name_is_shown_without_its_folders_and_never_whole_pages_of_it():
    assert display_name("../../etc/passwd.jpg") == "passwd.jpg"
    assert display_name("C:\\anh\\lễ hội.jpg") == "lễ hội.jpg"
    assert len(display_name("ệ" * 300 + ".jpg")) < 60
    assert display_name("") == "(không tên)"
