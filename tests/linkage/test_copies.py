"""False reports: filed again and again, to frame somebody or to fuse two crews."""

import pyarrow as pa

from amparo.linkage.mentions import Coded, coded
from amparo.linkage.reasons import review_table
from amparo.linkage.series import Series, series


def crew(name: str, reports: int) -> list[tuple[str, str, str, str]]:
    """Each report tells two of the crew's three identifiers, and a photo of its own."""
    has = [("account", f"{name}-account"), ("phone", f"{name}-phone"), ("receiver", f"{name}-receiver")]
    rows = []
    for number in range(reports):
        said = [has[number % 3], has[(number + 1) % 3], ("photo", f"{name}-{number // 2}")]
        rows += [(f"{name}{number}", kind, value, f"{name}{number}") for kind, value in said]
    return rows


def false(
    reports: int, *said: tuple[str, str], origin: str | None = None, vary: bool = False
) -> list[tuple[str, str, str, str]]:
    rows = []
    for number in range(reports):
        more = [("photo", f"any-{number // 2}")] if vary else []
        rows += [(f"x{number}", kind, value, origin or f"x{number}") for kind, value in (*said, *more)]
    return rows


def found(rows: list[tuple[str, str, str, str]], *, origins: bool = False) -> tuple[Coded, Series]:
    report, kind, value, origin = zip(*rows, strict=True)
    columns = {"report_id": report, "kind": kind, "value": value}
    if origins:
        columns["origin"] = origin
    mentions = coded(pa.table(columns))
    return mentions, series(mentions.mentions)


def of(mentions: Coded, what: Series) -> dict[str, int]:
    return dict(zip(mentions.reports.to_pylist(), what.label.tolist(), strict=True))


def test_six_copies_do_not_frame_an_innocent_account() -> None:
    rows = crew("a", 12) + false(6, ("phone", "a-phone"), ("account", "innocent"))
    mentions, what = found(rows)
    label = of(mentions, what)
    assert len({label[f"a{n}"] for n in range(12)}) == 1
    assert len({label[f"x{n}"] for n in range(6)} | {label["a0"]}) == 7
    review = review_table(mentions, what)
    assert set(review["value"].to_pylist()) == {"a-phone", "innocent"}
    assert review["copies"].to_pylist() == [6] * 12


def test_six_copies_do_not_fuse_two_crews() -> None:
    rows = crew("a", 12) + crew("b", 12) + false(6, ("phone", "a-phone"), ("receiver", "b-receiver"))
    label = of(*found(rows))
    assert label["a0"] != label["b0"]
    assert len({label[f"x{n}"] for n in range(6)}) == 6


def test_a_small_crew_whose_victims_tell_the_same_stays_a_series() -> None:
    """Nobody else knows either identifier: there is nothing to be framed with."""
    label = of(*found(crew("a", 12) + false(5, ("account", "new"), ("phone", "new-phone"))))
    assert len({label[f"x{n}"] for n in range(5)}) == 1


def test_what_one_origin_says_counts_once() -> None:
    said = (("phone", "a-phone"), ("receiver", "b-receiver"))
    rows = crew("a", 12) + crew("b", 12) + false(3, *said, origin="one", vary=True)
    label = of(*found(rows, origins=True))
    assert label["a0"] != label["b0"]


def varied(reports: int, origin: str | None) -> list[tuple[str, str, str, str]]:
    """Each says something else that is true of the crew, and names the innocent account."""
    true = [("account", "a-account"), ("phone", "a-phone"), ("receiver", "a-receiver"), ("photo", "a-1")]
    return [
        (f"x{n}", kind, value, origin or f"x{n}")
        for n in range(reports)
        for kind, value in (true[n % 4], true[(n + 1 + n // 4) % 4], ("handle", "innocent"))
    ]


def test_many_reports_of_one_origin_do_not_frame_whatever_they_vary() -> None:
    mentions, what = found(crew("a", 30) + varied(8, "one"), origins=True)
    label = of(mentions, what)
    assert len({label[f"x{n}"] for n in range(8)} | {label["a0"]}) == 9
    assert "innocent" in review_table(mentions, what)["value"].to_pylist()


def test_one_origin_that_others_bear_out_is_believed() -> None:
    """A helper who hands in for five people what others report as well."""
    rows = crew("a", 30)
    rows = [
        (report, kind, value, "helper" if report in {"a1", "a2", "a3", "a4", "a5"} else origin)
        for report, kind, value, origin in rows
    ]
    mentions, what = found(rows, origins=True)
    assert not what.apart.any()
    assert len(set(of(mentions, what).values())) == 1


def test_honest_reports_are_not_set_apart() -> None:
    _, what = found(crew("a", 30) + crew("b", 30))
    assert not what.apart.any()
