"""Telephone numbers that every telephone in Viet Nam dials for help, free of charge."""

from typing import NamedTuple


class EmergencyNumber(NamedTuple):
    number: str
    purpose: str


EMERGENCY_NUMBERS = (
    EmergencyNumber("113", "Công an"),
    EmergencyNumber("114", "Cháy, cứu nạn"),
    EmergencyNumber("115", "Cấp cứu"),
    EmergencyNumber("112", "Thiên tai, thảm họa"),
)
