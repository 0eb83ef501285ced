"""A phone is given out again: after a pause that hardly anybody's identifiers outlast, it is another crew's."""

import numpy as np
import pyarrow as pa

from amparo.linkage.eras import divided, in_time, pauses
from amparo.linkage.mentions import coded
from amparo.linkage.series import series

DAY = np.timedelta64(1, "D").astype("timedelta64[us]")
BEGIN = np.datetime64("2024-01-01").astype("datetime64[us]")


def crews(*, recycled: bool, times: bool = True) -> pa.Table:
    """Sixty crews, each with an account and a receiver in six reports within three weeks; the phone of each is, a year
    later, that of the next one."""
    rows = []
    for crew in range(60):
        for number in range(6):
            day = 400 * crew + 4 * number
            said = [("account", f"a{crew}"), ("receiver", f"m{crew}"), ("phone", f"p{crew}")]
            if recycled and number > 2:
                said[2] = ("phone", f"p{crew - 1}")
            rows += [(f"r{crew}-{number}", kind, value, BEGIN + day * DAY) for kind, value in said]
    report, kind, value, at = zip(*rows, strict=True)
    columns = {"report_id": pa.array(report), "kind": pa.array(kind), "value": pa.array(value)}
    if times:
        columns["seen_at"] = pa.array(np.array(at)).cast(pa.timestamp("us", tz="UTC"))
    return pa.table(columns)


def test_a_pause_after_which_phones_are_strangers_is_found() -> None:
    mentions = coded(crews(recycled=True))
    phone = mentions.kinds.to_pylist().index("phone")
    rows = np.arange(len(mentions.mentions.report))
    stands = np.array([int(id.split("-")[0][1:]) for id in mentions.reports.to_pylist()])
    order = in_time(mentions.mentions)
    longest = pauses(mentions.mentions, order, rows, stands[mentions.mentions.report])
    assert longest[phone] < 400
    assert np.isinf(np.delete(longest, phone)).all()
    eras, of = divided(mentions.mentions, order, longest)
    assert np.bincount(of)[mentions.mentions.kind == phone].max() == 2
    assert len(eras.kind) == len(of)


def test_the_crews_stay_apart() -> None:
    found = series(coded(crews(recycled=True)).mentions)
    assert len(np.unique(found.label)) == 60


def test_without_times_nothing_is_divided() -> None:
    mentions = coded(crews(recycled=True, times=False)).mentions
    assert mentions.at is None
    stands = np.zeros(len(mentions.report), np.int64)
    longest = pauses(mentions, in_time(mentions), np.arange(len(mentions.report)), stands)
    assert np.isinf(longest).all()
    assert divided(mentions, in_time(mentions), longest)[0] is mentions


def test_where_time_tells_nothing_no_pause_ends_an_era() -> None:
    """The same people after every pause, however long."""
    mentions = coded(crews(recycled=False)).mentions
    rng = np.random.default_rng(1)
    mentions.at[:] = rng.uniform(0, 2000, mentions.reports)[mentions.report]
    stands = mentions.report // 6
    assert np.isinf(pauses(mentions, in_time(mentions), np.arange(len(mentions.report)), stands)).all()


def test_a_report_without_a_time_loses_nothing() -> None:
    table = crews(recycled=False)
    some = np.arange(table.num_rows) % 5 == 0
    at = pa.array(table["seen_at"].to_numpy(), mask=some).cast(pa.timestamp("us", tz="UTC"))
    table = table.set_column(3, "seen_at", at)
    found = series(coded(table).mentions)
    assert len(np.unique(found.label)) == 60
