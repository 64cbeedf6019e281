"""What the minutes a client can use in a month are made of; the parts always add up to the whole."""

from __future__ import annotations

from enum import StrEnum

Sources = tuple[tuple["Source", int], ...]


class Source(StrEnum):
    """Where minutes of a month come from."""

    BASE = "base"
    """The package."""
    BOUGHT = "bought"
    """Topped up."""
    CARRIED = "carried"
    """Left of the months before."""
    GIVEN_BACK = "given_back"
    """By credit notes, and by corrections that give."""
    TAKEN = "taken"
    """By corrections that take; below 0."""
    OWED = "owed"
    """What the month before used above its package and this one pays for; below 0."""


def sources_of(
    *, granted_min: int, topped_up_min: int = 0, carried_in_min: int = 0, adjusted_min: int = 0, owed_in_min: int = 0
) -> Sources:
    """Each part with its minutes, signed, in the order to say them: the package first, of the others none that is 0.

    Their sum is what there is to use: granted + topped up + carried in + adjusted − owed. All but `adjusted_min` are at
    least 0.
    """
    parts = (
        (Source.BOUGHT, topped_up_min),
        (Source.CARRIED, carried_in_min),
        (Source.GIVEN_BACK, max(0, adjusted_min)),
        (Source.TAKEN, min(0, adjusted_min)),
        (Source.OWED, -owed_in_min),
    )
    return ((Source.BASE, granted_min), *(part for part in parts if part[1]))
