"""What kind of tie an identifier is: of the same people, their money, their material, a place, or hardly one."""

from enum import StrEnum

from amparo.model import IndicatorKind as Kind


class Tie(StrEnum):
    """Strongest first. Who shares material (a script, a photo) need not be the same people: scripts are sold, photos stolen
    again; so material alone never makes a series."""

    ACTOR = "actor"
    MONEY = "money"
    MATERIAL = "material"
    PLACE = "place"
    WEAK = "weak"


_KINDS = {
    Tie.ACTOR: (Kind.ACCOUNT, Kind.HANDLE, Kind.PHONE, Kind.EMAIL, Kind.DEVICE),
    Tie.MONEY: (
        Kind.RECEIVER, Kind.IBAN, Kind.CARD, Kind.WALLET, Kind.MOBILE_MONEY, Kind.TRANSFER_REFERENCE, Kind.GIFT_CARD,
    ),
    Tie.MATERIAL: (Kind.PHOTO, Kind.RECORDING, Kind.SCRIPT),
    Tie.PLACE: (Kind.IP, Kind.AGENCY, Kind.TOWN),
    Tie.WEAK: (Kind.FIRST_NAME, Kind.AMOUNT, Kind.URL),
}  # fmt: skip
TIES = {str(kind): tie for tie, kinds in _KINDS.items() for kind in kinds}
"""Of each kind; a kind that is not here is weak."""

ORDER = tuple(Tie)
"""Ties by number, as arrays hold them."""
ACTOR = ORDER.index(Tie.ACTOR)
MATERIAL = ORDER.index(Tie.MATERIAL)
"""Ties of a smaller number are of people: actor and money. Greater ones tie nothing."""
