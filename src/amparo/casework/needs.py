"""What a person must still decide, because no file tells it."""

from collections.abc import Iterator, Sequence

from amparo.casework.options import Options
from amparo.media import kinds
from amparo.model import AgeGroup, AttachmentKind, Gap, GapKind, Kept, Need, SourceFile
from amparo.sources import Thread


def needs_of(
    options: Options,
    threads: Sequence[Thread],
    all_picked: bool,
    gaps: Sequence[Gap],
    files: Sequence[SourceFile],
) -> Iterator[Need]:
    open_kinds = {gap.kind for gap in gaps}
    if options.age is AgeGroup.UNKNOWN:
        yield Need(
            kind="age",
            question="How old is the person? Until it is known, everything is done as for someone under 18.",
            option="--age N, --adult or --minor",
        )
    if options.country is None:
        yield Need(
            kind="country",
            question="In which country is the person? Services and numbers depend on it.",
            option="--country CC",
        )
    if all_picked:
        which = f"Which of the {len(threads)} conversations is" if len(threads) > 1 else "Is the conversation"
        yield Need(
            kind="with",
            question=f"{which} the one with the blackmailer? Nobody is taken for the offender until a person says so.",
            option="--with NAME",
        )
    if GapKind.SPEAKER_UNKNOWN in open_kinds and not options.me:
        yield Need(
            kind="me",
            question="Under which name does the person who was blackmailed write?",
            option="--me NAME",
        )
    if GapKind.ZONE_UNKNOWN in open_kinds:
        yield Need(
            kind="timezone",
            question="In which time zone was the phone? The export shows its clock only.",
            option="--timezone ZONE, such as Europe/Paris",
        )
    if GapKind.DATE_ORDER in open_kinds:
        yield Need(
            kind="date_order",
            question="Does the export write the day or the month first? The file does not decide it; "
            "compare one message with the phone.",
            option="compare with the phone",
        )
    pictures = [
        file
        for file in files
        if file.kept is Kept.WITHHELD
        and " > " not in file.name
        and kinds.from_name(file.name) is AttachmentKind.PHOTO
    ]
    if pictures:
        yield Need(
            kind="screenshot",
            question=f"Is one of the {len(pictures)} pictures left out a screenshot of a chat? Only then is it read.",
            option="--screenshot PATH",
        )
