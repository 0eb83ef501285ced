"""Who does what in a series: contact, blackmail, collection. Suggested from the steps that accounts took and the money that receivers took.

It needs the optional column `stage` of the mentions (the stage of the scheme that the account did, or that the message was, in which the
identifier stands). Money collects, whatever the stage. One account may do several parts.
"""

import pyarrow as pa
import pyarrow.compute as pc

from amparo.linkage.ties import TIES, Tie
from amparo.model import Stage

_PARTS = {
    "contact": (Stage.CONTACT, Stage.MOVE),
    "blackmail": (
        Stage.LEVERAGE,
        Stage.PROOF,
        Stage.THREAT,
        Stage.MAIL_BLACKMAIL,
        Stage.AUTHORITY,
        Stage.DEMAND,
        Stage.DEADLINE,
        Stage.REPEAT_DEMAND,
        Stage.EXPOSURE,
        Stage.URGES_SELF_HARM,
    ),
    "collection": (Stage.PAYMENT_INSTRUCTION,),
}
PARTS = {str(stage): part for part, stages in _PARTS.items() for stage in stages}
"""Of each stage that tells one."""


def parts_table(rows: pa.Table, series: pa.Table) -> pa.Table:
    """series_id, part, kind, value, reports (of the series, that show it), first_seen, last_seen; the best attested first. `rows`: mentions as
    `mentions.read` gives them; `series`: report_id, series_id. Only series of several reports, and only what ties
    people or money; an identifier of people is in no part where no `stage` tells."""
    text = {name: rows[name].cast(pa.string()) for name in ("report_id", "kind", "value")}
    told = pa.table(
        {
            **text,
            "part": parts_of(rows),
            "seen_at": rows["seen_at"].cast(pa.timestamp("us", tz="UTC"))
            if "seen_at" in rows.column_names
            else pa.nulls(rows.num_rows, pa.timestamp("us", tz="UTC")),
        }
    )
    several = series.group_by("series_id").aggregate([("report_id", "count")])
    several = several.filter(pc.greater(several["report_id_count"], 1)).select(["series_id"])
    whole = pc.and_(pc.is_valid(told["kind"]), pc.is_valid(told["value"]))
    found = told.filter(pc.and_(whole, pc.is_valid(told["part"]))).join(
        series.join(several, "series_id", join_type="inner"), "report_id", join_type="inner"
    )
    grouped = found.group_by(["series_id", "part", "kind", "value"]).aggregate(
        [("report_id", "count_distinct"), ("seen_at", "min"), ("seen_at", "max")]
    )
    names = {"report_id_count_distinct": "reports", "seen_at_min": "first_seen", "seen_at_max": "last_seen"}
    grouped = grouped.select(["series_id", "part", "kind", "value", *names]).rename_columns(
        ["series_id", "part", "kind", "value", *names.values()]
    )
    return grouped.sort_by(
        [
            ("series_id", "ascending"),
            ("part", "ascending"),
            ("reports", "descending"),
            ("kind", "ascending"),
            ("value", "ascending"),
        ]
    )


def parts_of(rows: pa.Table) -> pa.ChunkedArray:
    """Of each row the part that it shows; null where none."""
    tie = _looked_up(rows["kind"].cast(pa.string()), {kind: str(tie) for kind, tie in TIES.items()})
    if "tie" in rows.column_names:
        tie = pc.coalesce(rows["tie"].cast(pa.string()), tie)
    of_money = pc.fill_null(pc.equal(tie, str(Tie.MONEY)), False)
    part = pa.nulls(rows.num_rows, pa.string())
    if "stage" in rows.column_names:
        of_actor = pc.fill_null(pc.equal(tie, str(Tie.ACTOR)), False)
        part = pc.if_else(of_actor, _looked_up(rows["stage"].cast(pa.string()), PARTS), None)
    return pc.if_else(of_money, "collection", part)


def _looked_up(words: pa.ChunkedArray, meaning: dict[str, str]) -> pa.ChunkedArray:
    place = pc.index_in(words, value_set=pa.array(list(meaning)))
    return pa.chunked_array(
        [pa.array(list(meaning.values())).take(chunk) for chunk in place.chunks], pa.string()
    )
