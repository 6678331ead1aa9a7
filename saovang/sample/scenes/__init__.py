"""The table of scenes: each name with the function that paints it and the light it needs."""

from __future__ import annotations

from collections.abc import Callable

from .canvas import Canvas
from .fields import garden, paddy, road
from .meadow import football, pasture
from .near import library, phone_id
from .offices import clinic, hall, school
from .storm import storm
from .village import festival, market, village_gate
from .water import bridge, canal

# No light named: the seed picks morning, noon or dusk.
SCENES: dict[str, tuple[Callable[[Canvas], None], str | None]] = {
    "paddy": (paddy, None),
    "canal": (canal, None),
    "village_gate": (village_gate, None),
    "school": (school, None),
    "market": (market, None),
    "festival": (festival, "night"),
    "storm": (storm, "storm"),
    "phone_id": (phone_id, None),
    "cattle": (pasture, None),
    "clinic": (clinic, None),
    "bridge": (bridge, None),
    "road": (road, None),
    "garden": (garden, None),
    "library": (library, None),
    "football": (football, None),
    "hall": (hall, None),
}
