"""The labels of the network's heads, in the order of their outputs."""

from typing import get_args

from tasks.records import EntityType, Label

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
#: Token labels of the entity head, in the B-I-O scheme (Ramshaw and Marcus 1995).
ENTITY_TAGS = ("O", *(f"{position}-{kind}" for kind in ENTITY_TYPES for position in "BI"))
#: Token labels of the cue head.
CUE_TAGS = ("O", "B", "I")
#: What a token is to one cue.
ROLES = ("none", "source", "content")
#: What a holder thinks of a target.
STANCES: tuple[Label, ...] = ("against", "neutral", "favor")

#: Distances between a token and a cue, or a target, in tokens: the upper edge of each bucket.
DISTANCES = (-96, -64, -40, -24, -16, -10, -6, -4, -3, -2, -1, 0, 1, 2, 3, 5, 9, 15, 23, 39, 63, 95)
