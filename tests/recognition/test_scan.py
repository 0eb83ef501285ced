"""Messages in bulk: what is found depends on the rows, and not on how they are laid out or by how many they are read."""

import os
import random
import sys
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from amparo.model import Finding
from amparo.recognition import scan, scan_rows
from amparo.recognition.scan_rows import ScanError
from needs import needs_java

TALK = {
    "a": [
        ("s1", "hi, nice to meet you"),
        ("v1", "hello!"),
        ("s1", "i have your video and all your contacts"),
        ("s1", "send 300 euros or i post your video to your family"),
        ("s1", "you have 1 hour"),
        ("v1", "i paid"),
        ("s1", "send 200 euros more or i post it"),
    ],
    "b": [("s2", "shall we go to the cinema?"), ("v2", "yes, i will send you the time")],
    "ü": [("s3", "je vais envoyer ta vidéo à ta famille si tu ne paies pas"), ("v3", "je veux mourir")],
}
START = datetime(2026, 3, 1, 20, tzinfo=UTC)


def rows():
    return [
        {
            "message_id": f"{talk}{n}",
            "conversation_id": talk,
            "sender_id": sender,
            "sent_at": START + timedelta(minutes=n),
            "text": text,
        }
        for talk, lines in TALK.items()
        for n, (sender, text) in enumerate(lines)
    ]


SCHEMA = pa.schema({**scan_rows.NEEDED})


def written(path, made, schema=SCHEMA):
    pq.write_table(pa.Table.from_pylist(made, schema), path)
    return path


def scanned(folder, made, schema=SCHEMA, **how):
    counted = scan.scan(
        written(folder / "in.parquet", made, schema), folder / "out.parquet", folder / "talks.parquet", **how
    )
    out = pq.read_table(folder / "out.parquet")
    assert out.schema.equals(scan_rows.FINDINGS)
    talks = pq.read_table(folder / "talks.parquet")
    assert talks.schema.equals(scan_rows.CONVERSATIONS)
    return counted, out.to_pylist(), talks.to_pylist()


def test_findings_and_conversations_are_told(tmp_path):
    counted, found, talks = scanned(tmp_path, rows())
    assert counted == (11, len(found), 3, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet", "talks.parquet"]
    assert {(one["message_id"], one["stage"]) for one in found} >= {
        ("a3", "threat"),
        ("a3", "demand"),
        ("a6", "repeat_demand"),
        ("ü0", "threat"),
        ("ü1", "crisis"),
    }
    text = {row["message_id"]: row["text"] for row in rows()}
    assert all(text[one["message_id"]][one["start"] : one["end"]] for one in found)
    first, plain, french = talks
    assert (first["conversation_id"], first["recognised"], first["messages"]) == ("a", True, 7)
    assert first["first_contact"] == START
    # "i have your video and all your contacts" already says what for
    assert first["first_threat"] == START + timedelta(minutes=2)
    assert first["demands"] == 2 and first["amounts"][:1] == ["300 EUR"] and first["payments"] == 1
    assert plain["stages"] == [] and plain["first_contact"] is None
    assert [one["recognised"] for one in talks] == [True, False, True]
    assert french["conversation_id"] == "ü" and "crisis" in french["stages"]


def test_they_are_those_of_the_recogniser(tmp_path, recogniser):
    _, found, _ = scanned(tmp_path, rows())
    messages = [
        message
        for batch in pa.Table.from_pylist(rows(), SCHEMA).to_batches()
        for message in scan_rows._messages(batch)
    ]
    alone = [one for one in recogniser.recognise(messages) if isinstance(one, Finding)]
    assert [(one["message_id"], one["rule"], one["start"], one["end"]) for one in found] == [
        (one.message, one.rule, *one.span) for one in alone
    ]


def test_neither_order_nor_parts_nor_processes_matter(tmp_path, monkeypatch):
    whole = scanned(tmp_path, rows())
    mixed = rows()
    random.Random(3).shuffle(mixed)
    assert scanned(tmp_path, mixed) == whole
    monkeypatch.setattr(scan, "ROWS", 3)
    monkeypatch.setattr(scan, "_BATCH", 2)
    monkeypatch.setattr(scan_rows, "CHUNK", 1)
    assert scanned(tmp_path, mixed) == whole


@pytest.mark.slow
def test_processes_of_their_own_find_the_same(tmp_path, monkeypatch):
    whole = scanned(tmp_path, rows())
    monkeypatch.setattr(scan, "ROWS", 4)
    assert scanned(tmp_path, rows(), workers=2) == whole


def test_what_is_missing_is_named(tmp_path):
    short = [{"message_id": "1", "text": "hello", "when": "now"}]
    schema = pa.schema({"message_id": pa.string(), "text": pa.string(), "when": pa.string()})
    with pytest.raises(
        ScanError, match="no column conversation_id, sender_id, sent_at; columns there: message_id"
    ):
        scanned(tmp_path, short, schema)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet"]


def test_what_is_no_parquet_file_is_named(tmp_path):
    (tmp_path / "in.csv").write_text("message_id,text\n1,hello\n")
    with pytest.raises(ScanError, match=r"in\.csv is no Parquet file"):
        scan.scan(tmp_path / "in.csv", tmp_path / "out.parquet")


def test_nothing_that_is_read_is_written_over(tmp_path):
    source = written(tmp_path / "in.parquet", rows())
    before = source.read_bytes()
    with pytest.raises(ScanError, match="different files"):
        scan.scan(source, source)
    with pytest.raises(ScanError, match="different files"):
        scan.scan(source, tmp_path / "out.parquet", tmp_path / "out.parquet")
    assert source.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "kind", "make"),
    [
        ("message_id", pa.int64(), lambda row: hash(row["message_id"]) % 10_000),
        ("sent_at", pa.timestamp("ms"), lambda row: row["sent_at"].replace(tzinfo=None)),
        ("sent_at", pa.string(), lambda row: row["sent_at"].isoformat()),
        ("sent_at", pa.timestamp("s", tz="Africa/Casablanca"), lambda row: row["sent_at"]),
        ("text", pa.large_string(), lambda row: row["text"]),
        ("conversation_id", pa.dictionary(pa.int32(), pa.string()), lambda row: row["conversation_id"]),
        ("speaker", pa.string(), lambda row: "somebody"),
        ("likes", pa.int8(), lambda row: 3),
    ],
    ids=lambda value: "" if callable(value) else str(value),
)
def test_other_types_and_further_columns_make_no_difference(tmp_path, name, kind, make):
    _, found, talks = scanned(tmp_path, rows())
    changed = [{**row, name: make(row)} for row in rows()]
    schema = pa.schema({**scan_rows.NEEDED, name: kind})
    _, found_now, talks_now = scanned(tmp_path, changed, schema)
    if name != "message_id":
        assert found_now == found
    assert len(found_now) == len(found) and talks_now == talks


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ScanError, match="column sent_at is int64"):
        scanned(
            tmp_path,
            [{**row, "sent_at": 3} for row in rows()],
            pa.schema({**scan_rows.NEEDED, "sent_at": pa.int64()}),
        )
    with pytest.raises(ScanError, match="'yesterday' is no time"):
        scanned(
            tmp_path,
            [{**row, "sent_at": "yesterday"} for row in rows()],
            pa.schema({**scan_rows.NEEDED, "sent_at": pa.string()}),
        )
    with pytest.raises(ScanError, match="message_id is empty"):
        scanned(tmp_path, [{**row, "message_id": None} for row in rows()])


def test_rows_with_little_in_them_are_read_as_well(tmp_path):
    bare = [
        {"message_id": f"{n}", **dict.fromkeys(("conversation_id", "sender_id", "sent_at", "text"))}
        for n in range(3)
    ]
    bare[1]["text"] = "pay 200 euros or i send your video to your family"
    counted, found, talks = scanned(tmp_path, bare)
    assert (counted.messages, counted.conversations) == (3, 3)
    assert {one["message_id"] for one in found} == {"1"}
    assert [one["conversation_id"] for one in talks] == ["0", "1", "2"]
    assert scanned(tmp_path, [])[0] == (0, 0, 0, 0)


def test_who_speaks_is_believed(tmp_path):
    said = [{**row, "speaker": "victim" if row["sender_id"] == "s1" else "other"} for row in rows()[:7]]
    _, found, _ = scanned(tmp_path, said, pa.schema({**scan_rows.NEEDED, "speaker": pa.string()}))
    assert "threat" not in {one["stage"] for one in found}


@pytest.mark.slow
@pytest.mark.skipif(
    find_spec("pyspark") is None, reason="needs the package pyspark: pip install 'amparo[spark]'"
)
@needs_java
@pytest.mark.filterwarnings("ignore")
def test_spark_finds_the_same(tmp_path, monkeypatch):
    from pyspark.sql import SparkSession

    from amparo.recognition import scan_spark

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(Path(scan.__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    )
    mixed = [{**row, "more": 1} for row in rows()]
    random.Random(5).shuffle(mixed)
    _, found, talks = scanned(tmp_path, mixed, pa.schema({**scan_rows.NEEDED, "more": pa.int8()}))
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(tmp_path / "warehouse"))
        .getOrCreate()
    )
    try:
        messages = spark.read.parquet(str(tmp_path / "in.parquet"))
        in_spark = [row.asDict() for row in scan_spark.findings(messages).collect()]
        talks_in_spark = [row.asDict() for row in scan_spark.conversations(messages).collect()]
    finally:
        spark.stop()

    def as_set(told):
        return sorted(str(sorted(row.items(), key=lambda one: one[0])) for row in told)

    assert as_set(in_spark) == as_set(found)
    assert len(talks_in_spark) == 3 and {t["conversation_id"]: t["stages"] for t in talks_in_spark} == {
        t["conversation_id"]: t["stages"] for t in talks
    }
    assert {t["conversation_id"]: (t["amounts"], t["demands"], t["recognised"]) for t in talks_in_spark} == {
        t["conversation_id"]: (t["amounts"], t["demands"], t["recognised"]) for t in talks
    }
