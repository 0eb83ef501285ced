"""What a withdrawn case held together comes apart; what it did not stays as it was."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.linkage.index import build, opened
from amparo.linkage.matching import Mention
from amparo.linkage.mentions import coded
from amparo.linkage.series import series

TABLES = ("identifiers", "series", "reports", "mentions", "uses")


def table(reports: dict[str, list[str]]) -> pa.Table:
    rows = [(name, value.split("-")[0], value) for name, said in reports.items() for value in said]
    report, kind, value = zip(*rows, strict=True)
    return pa.table({"report_id": report, "kind": kind, "value": value})


def indexed(folder: Path, reports: dict[str, list[str]], same: list[list[str]]) -> Path:
    """An index in which some reports are one series, whatever the batch says."""
    told = coded(table(reports))
    build(folder, told, series(told.mentions))
    with opened(folder) as index, index.sql:
        index.sql.execute("DELETE FROM uses")
        index.sql.execute("UPDATE mentions SET ties = 1")
        for number, names in enumerate(same):
            for name in names:
                index.sql.execute("UPDATE reports SET series = ? WHERE name = ?", (number, name))
        index.sql.execute("DELETE FROM series WHERE id NOT IN (SELECT series FROM reports)")
        index.sql.execute(
            "UPDATE series SET reports = (SELECT count(*) FROM reports WHERE series = series.id)"
        )
        index.sql.execute(
            "INSERT INTO uses SELECT identifier, series, count(*), min(seen_at), max(seen_at) FROM mentions "
            "JOIN reports ON reports.id = report WHERE ties GROUP BY identifier, series"
        )
    return folder


def crew(name: str, reports: int) -> dict[str, list[str]]:
    has = [f"account-{name}", f"phone-{name}", f"receiver-{name}"]
    return {f"{name}{number}": [has[number % 3], has[(number + 1) % 3]] for number in range(reports)}


def together(folder: Path) -> list[list[str]]:
    with opened(folder) as index:
        rows = index.series().to_pylist()
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["series_id"], []).append(row["report_id"])
    return sorted(found.values())


def bridged(tmp_path: Path, bridges: int) -> Path:
    crews = crew("a", 9) | crew("b", 9)
    over = {f"x{number}": ["phone-a", "phone-b", f"email-{number}"] for number in range(bridges)}
    return indexed(tmp_path / "index", crews | over, [[*crews, *over]])


def test_a_case_that_alone_joins_two_crews_leaves_two(tmp_path):
    folder = bridged(tmp_path, 1)
    assert len(together(folder)) == 1
    with opened(folder) as index:
        ids = index.remove("x0")
    assert together(folder) == [list(crew("a", 9)), list(crew("b", 9))]
    assert len(set(ids)) == 2


def test_one_other_case_is_not_enough_to_hold_two_crews_together(tmp_path):
    folder = bridged(tmp_path, 2)
    with opened(folder) as index:
        index.remove("x0")
    assert [len(some) for some in together(folder)] in ([9, 10], [10, 9])


def test_where_two_others_cross_nothing_changes(tmp_path):
    folder = bridged(tmp_path, 4)
    with opened(folder) as index:
        index.remove("x0")
    assert [len(some) for some in together(folder)] == [21]


def test_a_case_at_the_edge_changes_nothing_for_the_others(tmp_path):
    folder = bridged(tmp_path, 1)
    before = together(folder)
    with opened(folder) as index:
        name = index.series().to_pylist()[0]["series_id"]
        assert index.remove("a4") == [name]
    assert together(folder) == [[one for one in before[0] if one != "a4"]]


def test_a_case_that_nothing_ties_leaves_no_series(tmp_path):
    folder = indexed(tmp_path / "index", crew("a", 3) | {"lone": ["phone-lone"]}, [])
    with opened(folder) as index:
        assert index.remove("lone") == []
        assert index.sql.execute("SELECT count(*) FROM series").fetchone()[0] == len(
            {row["series_id"] for row in index.series().to_pylist()}
        )


def sums(folder: Path) -> list[list[tuple[object, ...]]]:
    """What an index keeps of its series, and the same counted from its cases."""
    kept = [
        "SELECT id, reports FROM series ORDER BY id",
        "SELECT identifier, series, reports, first_seen, last_seen FROM uses ORDER BY identifier, series",
    ]
    counted = [
        "SELECT series, count(*) FROM reports GROUP BY series ORDER BY series",
        "SELECT identifier, series, count(*), min(seen_at), max(seen_at) FROM mentions JOIN reports ON reports.id = report "
        "WHERE ties GROUP BY identifier, series ORDER BY identifier, series",
    ]
    with opened(folder) as index:
        one, other = ([index.sql.execute(sql).fetchall() for sql in some] for some in (kept, counted))
        assert one == other
        ids = [name for (name,) in index.sql.execute("SELECT name FROM series")]
        assert len(ids) == len(set(ids))
    return one


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.integers(0, 12).map("r{:02}".format),
        st.lists(
            st.tuples(st.sampled_from(["phone", "account", "script"]), st.integers(0, 4)),
            min_size=1,
            max_size=4,
            unique=True,
        ),
        min_size=2,
    ),
    st.data(),
)
def test_what_the_index_counts_stays_true_and_only_its_series_is_touched(tmp_path_factory, reports, data):
    told = {name: [f"{kind}-{number}" for kind, number in said] for name, said in reports.items()}
    folder = indexed(tmp_path_factory.mktemp("any") / "index", told, [list(told)])
    with opened(folder) as index:
        for day, name in enumerate(told):
            index.sql.execute(
                "UPDATE mentions SET seen_at = ? WHERE report = (SELECT id FROM reports WHERE name = ?)",
                (day, name),
            )
        index.sql.execute(
            "UPDATE uses SET (first_seen, last_seen) = (SELECT min(seen_at), max(seen_at) FROM mentions "
            "WHERE mentions.identifier = uses.identifier AND ties)"
        )
        index.sql.commit()
    for name in data.draw(st.permutations(sorted(told)))[:4]:
        with opened(folder) as index:
            index.remove(name)
        sums(folder)
        assert all(name not in some for some in together(folder))


KILLED = """
import os, signal, sys
from pathlib import Path
from amparo.linkage.index import opened
from amparo.linkage.matching import Mention
with opened(Path(sys.argv[1])) as index:
    index.add("withdrawn-report", [Mention("phone", "phone-a", 0), Mention("account", "withdrawn-account", 0)])
    index.remove("withdrawn-report")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_crash_after_a_withdrawal_brings_nothing_back(tmp_path):
    folder = indexed(tmp_path / "index", crew("a", 6), [list(crew("a", 6))])
    run = subprocess.run([sys.executable, "-c", KILLED, str(folder)])
    assert run.returncode == -signal.SIGKILL
    with opened(folder) as index:
        found = index.match([Mention("account", "withdrawn-account", 0)])
        assert (found.series, found.cases) == (None, [])
    assert len(together(folder)[0]) == 6
    for file in folder.iterdir():
        assert b"withdrawn" not in file.read_bytes()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_an_interrupted_withdrawal_did_not_happen(tmp_path):
    folder = bridged(tmp_path, 1)
    before = sums(folder)
    child = os.fork()
    if not child:
        from amparo.linkage import withdrawal

        withdrawal.called = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        with opened(folder) as index:
            index.remove("x0")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert sums(folder) == before
    assert len(together(folder)) == 1
