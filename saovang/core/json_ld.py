"""Parts of structured data of schema.org, as several apps write them."""


def postal_address(street_address: str) -> dict:
    return {"@type": "PostalAddress", "streetAddress": street_address, "addressCountry": "VN"}


def without_empty(data: dict) -> dict:
    """Return the properties that have a value."""
    return {key: value for key, value in data.items() if value}
