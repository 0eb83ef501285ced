"""Made-up reports and what links them, for the pages: one pair, one report and its series, one series that joined twice."""

from datetime import UTC, datetime

from amparo.linkage.calibration import SIMULATED, load
from amparo.linkage.explaining import Against, Judged, Member, Merge, PairExplained, Piece, Step, Tie

DAY = datetime(2026, 3, 1, tzinfo=UTC)
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202eevil' + "W" * 300


def tie(value: str = "+447700900123", kind: str = "phone", log_odds: float = 8.4) -> Tie:
    return Tie(
        kind=kind,
        value=value,
        tie="actor",
        reports_here=13,
        reports_elsewhere=4,
        series_elsewhere=2,
        purity=0.61,
        reports=[f"r{n}" for n in range(10)],
        first_seen=DAY,
        last_seen=datetime(2026, 4, 2, tzinfo=UTC),
        against=list(Against),
        log_odds=log_odds,
    )


JUDGED = Judged(one="r1", other="r2", verdict="not-same", by="Noor", at=DAY, reason="another voice")


def explained(value: str = "+447700900123", **changed: object) -> PairExplained:
    given: dict = {
        "one": "r1",
        "other": "r2",
        "series_one": "sabc",
        "series_other": "sdef",
        "ties": [tie(value), tie("script-7", "script", 2.4)],
        "nothing_in_common": ["account", "kind of nobody"],
        "judged": [JUDGED],
        "chain": [],
        "pieces": [
            Piece(what="base", log_odds=-6.5),
            Piece(what="identifier", kind="phone", value=value, log_odds=8.4),
            Piece(what="identifier", kind="script", value="script-7", log_odds=2.4),
            Piece(what="nothing", kind="account", log_odds=-1.5),
            Piece(what="most", log_odds=-0.3),
        ],
        "log_odds": 2.5,
        "probability": 0.92,
        "ratio": 130.0,
        "capped": True,
        "candidates": True,
        "simulated": True,
    }
    return PairExplained(**(given | changed))


def chained() -> PairExplained:
    return explained(
        ties=[], candidates=False, chain=[Step(one="r1", kind="phone", value="+447700900123", other="r2")]
    )


def of_series() -> Member:
    return Member(report="r1", series="sabc", reports=13, holds=True, ties=[tie()], judged=[JUDGED])


def joins(pieces: int = 3) -> list[Merge]:
    return [
        Merge(
            number=number,
            one_kind="account",
            one_value="a",
            one_reports=30,
            other_kind="phone",
            other_value="+447700900123",
            other_reports=4,
            pieces=[
                *(Piece(what="report", value=f"r{n}", log_odds=2.9 - n / 100) for n in range(pieces)),
                Piece(what="identifier", kind="receiver", value="Ann Example", log_odds=2.9),
                Piece(what="time", log_odds=-0.8),
                Piece(what="size", log_odds=-0.6),
            ],
            log_odds=8.0,
            threshold=3.5,
        )
        for number in (1, 2)
    ]


LEARNED = load(SIMULATED)
