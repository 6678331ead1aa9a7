"""The ways to reach a receiving body."""

from typing import TYPE_CHECKING, NamedTuple

from saovang.core.templatetags.vietnamese import tel_digits

if TYPE_CHECKING:
    from procedures.models import FeedbackAddress


class Way(NamedTuple):
    """One way to reach a receiving body. `link` is empty where there is nothing to follow."""

    kind: str
    name: str
    text: str
    link: str = ""
    needs_identity: bool = False


def ways_to(address: "FeedbackAddress") -> list[Way]:
    """Every way to reach `address`, a FeedbackAddress, in the order in which most people take them."""
    ways = [
        Way("telephone", "Gọi điện", address.telephone, f"tel:{tel_digits(address.telephone)}"),
        Way("visit", "Đến trực tiếp", address.address, address.map_url),
        Way("post", "Gửi bưu điện", address.post),
        Way("email", "Gửi thư điện tử", address.email, f"mailto:{address.email}"),
        Way("web", "Gửi qua trang web", address.website, address.website, address.website_needs_identity),
    ]
    return [way for way in ways if way.text]


def told_apart(ways: list[Way]) -> dict[str, list[Way]]:
    """The ways by what they ask of a citizen: an electronic identity or none, a letter or the person."""
    return {
        "open": [way for way in ways if not way.needs_identity],
        "by_identity": [way for way in ways if way.needs_identity],
        "in_writing": [way for way in ways if way.kind in ("visit", "post")],
        "remote": [way for way in ways if way.kind in ("telephone", "email", "web")],
    }
