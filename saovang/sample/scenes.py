"""The table of scenes: each name with the function that paints it and the light it needs."""

from __future__ import annotations

from collections.abc import Callable

from .scenes_canvas import Canvas
from .scenes_desk import library, phone_id
from .scenes_fields import garden, paddy, road
from .scenes_meadow import football, pasture
from .scenes_offices import clinic, hall, school
from .scenes_village import festival, market, village_gate
from .scenes_water import bridge, canal, storm

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
