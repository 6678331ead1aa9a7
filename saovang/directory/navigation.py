"""Links that open the way to the office in a map on another site or in an app."""

from typing import NamedTuple
from urllib.parse import urlencode

from procedures.models import ContactDetails
from saovang.directory.models import Directions


class NavigationLink(NamedTuple):
    label: str
    url: str


def navigation_links(directions: Directions | None, contact: ContactDetails | None) -> list[NavigationLink]:
    """Return links from the coordinates, or else from the address; none if neither is known."""
    if directions and directions.latitude is not None:
        place = f"{directions.latitude},{directions.longitude}"
        return [
            NavigationLink("Ứng dụng bản đồ trên máy", f"geo:{place}?{urlencode({'q': place}, safe=',')}"),
            NavigationLink("Google Maps", _google_maps(place)),
            NavigationLink("OpenStreetMap", f"https://www.openstreetmap.org/directions?{urlencode({'to': place})}"),
        ]
    address = (directions and directions.address) or (contact and contact.address)
    if not address:
        return []
    return [
        NavigationLink("Google Maps", _google_maps(address)),
        NavigationLink("OpenStreetMap", f"https://www.openstreetmap.org/search?{urlencode({'query': address})}"),
    ]


def _google_maps(destination: str) -> str:
    return f"https://www.google.com/maps/dir/?{urlencode({'api': 1, 'destination': destination})}"
