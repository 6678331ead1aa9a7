"""SVG drawings that staff upload: an allow-list of shapes and their attributes, without text, references or scripts."""

import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError

MAX_BYTES = 20_000  # small enough to be parsed within a request
MAX_DEPTH = 20
NAMESPACE = "http://www.w3.org/2000/svg"
SHAPES = {"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
# Descriptions, and definitions, which only references use.
SKIPPED = {"title", "desc", "metadata", "defs"}
ATTRIBUTES = {
    *("d", "points", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "transform"),
    *("fill", "fill-opacity", "fill-rule", "opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-linecap"),
    *("stroke-linejoin", "stroke-miterlimit", "stroke-dasharray"),
}
# Paths, numbers, colors and transformations, but neither quotes nor URLs.
VALUE = re.compile(r"(?!.*url\()[\w\s.,#%()+-]*", re.IGNORECASE | re.DOTALL)
REFUSED = (
    "Hình SVG có phần “{}” mà trang không nhận. Chỉ nhận nét vẽ và màu: không chữ, ảnh nhúng, hiệu ứng, liên kết hay "
    "mã chạy. Hãy đổi chữ thành nét rồi lưu dạng SVG đơn giản (Plain SVG)."
)


def clean_svg(upload: IO[bytes]) -> str:
    """Return an uploaded SVG with allowed shapes and attributes only.

    What drawing programs add for themselves is left out. Raises ValidationError with a message for the user for what
    could load or run something, and for what the drawing would miss.
    """
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValidationError(f"Hình SVG nặng quá {MAX_BYTES // 1000} KB. Hãy vẽ ít nét hơn.", code="too_heavy")
    try:
        source = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:  # LookupError: an unknown encoding
        raise ValidationError("Tệp này không phải ảnh hoặc hình SVG, hoặc đã hỏng.", code="broken") from error
    if source.tag != f"{{{NAMESPACE}}}svg":
        raise ValidationError("Tệp này không phải ảnh hoặc hình SVG.", code="not_svg")
    width, height = _view_box_size(source)
    attributes = {"viewBox": source.get("viewBox", ""), "width": f"{width:g}", "height": f"{height:g}"}
    root = Element("svg", {"xmlns": NAMESPACE} | dict(_attributes(source, skip=("width", "height"))) | attributes)
    _copy_children(source, root, MAX_DEPTH)
    return tostring(root, encoding="unicode")


def _view_box_size(root: Element) -> tuple[float, float]:
    try:
        _, _, width, height = map(float, re.split(r"[\s,]+", root.get("viewBox", "").strip()))
    except ValueError:
        width = height = 0
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise ValidationError("Hình SVG không có khung nhìn (viewBox). Hãy lưu lại kèm viewBox.", code="view_box")
    return width, height


def _copy_children(source: Element, target: Element, depth: int) -> None:
    for child in source:
        namespace, _, name = child.tag.removeprefix("{").rpartition("}")
        if namespace != NAMESPACE or name in SKIPPED:
            continue
        if name not in SHAPES or depth == 0:
            raise ValidationError(REFUSED.format(name[:40]), code="element")
        _copy_children(child, SubElement(target, name, dict(_attributes(child))), depth - 1)


def _attributes(element: Element, skip: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield the allowed attributes, and the properties of `style` as such."""
    style = (declaration.partition(":") for declaration in element.get("style", "").split(";"))
    properties = [(name.strip(), value.strip()) for name, _, value in style]
    for name, value in [*element.items(), *properties]:
        if name.startswith("on") or name.endswith("href"):
            raise ValidationError(REFUSED.format(name[:40]), code="attribute")
        if name not in ATTRIBUTES or name in skip:
            continue
        if not VALUE.fullmatch(value):
            raise ValidationError(REFUSED.format(f"{name}={value}"[:40]), code="value")
        yield name, value
