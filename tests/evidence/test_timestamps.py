"""Time stamps: an authority of our own on this machine; `openssl ts` judges."""

import subprocess
import time
from pathlib import Path

import pytest
from authority import Authority, served
from hypothesis import given
from hypothesis import strategies as st
from sealing import NOON, entry, sealed, snapshot

from amparo.evidence import custody, timestamps
from amparo.evidence.bag import add
from amparo.evidence.errors import StampError
from amparo.evidence.keys import SigningKey
from amparo.evidence.timestamps import check, obtain, request, stamp
from amparo.evidence.verify import StampStatus, verify

RESPONSE = "signatures/0001/timestamp-response.tsr"


def stamped(case: Path, key: SigningKey, authority: Authority) -> timestamps.Stamp:
    with authority.serve() as url:
        return stamp(case, url, key=key, who="Nadia", when=NOON, trusted=authority.roots)


def openssl_accepts(case: Path, authority: Authority, *how: str) -> bool:
    command = ["openssl", "ts", "-verify", *how, "-in", case / RESPONSE, "-CAfile", authority.ca]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_the_request_is_always_kept(case: Path) -> None:
    path = case / "signatures/0001/timestamp-request.tsq"
    shown = subprocess.run(
        ["openssl", "ts", "-query", "-in", path, "-text"], capture_output=True, text=True, check=True
    )
    assert "sha256" in shown.stdout.lower() and "Certificate required: yes" in shown.stdout


def test_openssl_accepts_the_stamp(case: Path, key: SigningKey, authority: Authority) -> None:
    result = stamped(case, key, authority)
    assert result.checked and "Test Authority of Example Town" in result.authority
    assert openssl_accepts(case, authority, "-data", str(case / "signatures/0001/statement.sig"))
    assert openssl_accepts(case, authority, "-queryfile", str(case / "signatures/0001/timestamp-request.tsq"))


def test_a_later_stamp_changes_nothing_that_was_sealed(
    case: Path, key: SigningKey, authority: Authority
) -> None:
    before = snapshot(case)
    stamped(case, key, authority)
    after = snapshot(case)
    assert set(after) - set(before) == {RESPONSE}
    assert all(after[path] == content for path, content in before.items() if path != "custody.jsonl")
    verdict = verify(case, authorities=authority.roots)
    assert verdict.ok and verdict.trusted and verdict.timestamp is StampStatus.VALID
    assert "Test Authority of Example Town confirms that the seal existed on" in verdict.sentence


def test_without_a_certificate_the_stamp_is_not_taken_at_its_word(
    case: Path, key: SigningKey, authority: Authority
) -> None:
    stamped(case, key, authority)
    verdict = verify(case, authorities=[])
    assert verdict.ok and verdict.timestamp is StampStatus.UNCHECKED
    assert "not checked" in verdict.sentence


def test_trusted_authorities_lie_in_the_home(
    case: Path, key: SigningKey, authority: Authority, home: Path
) -> None:
    (home / "authorities").mkdir()
    (home / "authorities/example.pem").write_bytes(authority.ca.read_bytes())
    stamped(case, key, authority)
    assert verify(case).timestamp is StampStatus.VALID
    (home / "authorities/broken.pem").write_text("nothing")
    assert "broken.pem is not a certificate" in verify(case).sentence


def test_a_stamp_for_another_case_is_found(
    case: Path, tmp_path: Path, key: SigningKey, authority: Authority
) -> None:
    sealed(tmp_path / "other", key, {"data/x": b"x"})
    stamped(tmp_path / "other", key, authority)
    (case / RESPONSE).write_bytes((tmp_path / "other" / RESPONSE).read_bytes())
    verdict = verify(case)
    assert not verdict.ok and verdict.timestamp is StampStatus.WRONG
    assert (
        f"{RESPONSE}: the time stamp is wrong: the time stamp belongs to something else" in verdict.sentence
    )


def test_an_altered_or_removed_stamp_is_found(case: Path, key: SigningKey, authority: Authority) -> None:
    stamped(case, key, authority)
    content = (case / RESPONSE).read_bytes()
    for at in range(0, len(content), 97):
        (case / RESPONSE).write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
        assert not verify(case).ok, at
    (case / RESPONSE).unlink()
    assert "entry 2 of custody.jsonl says that it was received" in verify(case).sentence


def test_sealed_again_after_a_stamp(case: Path, key: SigningKey, authority: Authority) -> None:
    stamped(case, key, authority)
    add(case, [entry("data/x", b"x")], key=key, who="Nadia", what="more", when=NOON)
    assert verify(case, authorities=authority.roots).ok
    assert RESPONSE in (case / "tagmanifest-sha256.txt").read_text()


def test_a_seal_is_stamped_once(case: Path, key: SigningKey, authority: Authority) -> None:
    stamped(case, key, authority)
    with pytest.raises(StampError, match="has a time stamp already"):
        stamped(case, key, authority)


def test_an_authority_that_is_not_trusted_is_refused(
    case: Path, key: SigningKey, authority: Authority, tmp_path: Path
) -> None:
    other = Authority(tmp_path / "other")
    before = snapshot(case)
    with authority.serve() as url, pytest.raises(StampError, match="no certificate trusted here confirms"):
        stamp(case, url, key=key, who="Nadia", when=NOON, trusted=other.roots)
    assert snapshot(case) == before


def test_sealing_asks_the_authority_that_is_named(
    tmp_path: Path, key: SigningKey, authority: Authority
) -> None:
    with authority.serve() as url:
        result = sealed(tmp_path / "case", key, authority=url)
    assert result.stamp and result.stamp_problem is None
    assert [
        e.what.split(" from ")[0] for e in custody.read((tmp_path / "case/custody.jsonl").read_bytes())
    ] == [
        "examined and sealed",
        "time stamp received",
    ]
    assert verify(tmp_path / "case", authorities=authority.roots).timestamp is StampStatus.VALID


def test_an_authority_that_fails_costs_the_stamp_only(tmp_path: Path, key: SigningKey) -> None:
    result = sealed(tmp_path / "case", key, authority="http://127.0.0.1:9/")
    assert result.stamp is None and "127.0.0.1 cannot be reached" in (result.stamp_problem or "")
    assert verify(tmp_path / "case").ok


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "example.org", "", "http://", "HTTP:/x", "data:,x"]
)
def test_only_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(StampError, match="not the address of an authority"):
        obtain(url, b"x" * 64)


@pytest.mark.parametrize(
    ("status", "headers", "body", "cause"),
    [
        (302, {"Location": "file:///etc/passwd"}, b"", "answered with error 302"),
        (302, {"Location": "http://192.0.2.1/"}, b"", "has moved to http://192.0.2.1/"),
        (307, {"Location": "http://192.0.2.1/"}, b"", "error 307|has moved"),
        (500, {}, b"", "answered with error 500"),
        (200, {}, b"", "not a time stamp"),
        (200, {}, b"<html>welcome</html>", "not a time stamp"),
        (200, {}, b"x" * (timestamps.ANSWER_BYTES + 10), "more than 1 MiB"),
        (200, {"Content-Length": "9"}, b"short", "not a time stamp|cannot be reached"),
    ],
)  # fmt: skip
def test_odd_answers_are_refused_and_named(
    status: int, headers: dict[str, str], body: bytes, cause: str
) -> None:
    with served(lambda asked: (status, headers, body)) as url, pytest.raises(StampError, match=cause):
        obtain(url, b"x" * 64)


def test_a_slow_authority_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timestamps, "SECONDS", 0.2)

    def slow(asked: bytes) -> tuple[int, dict[str, str], bytes]:
        time.sleep(0.5)
        return 200, {}, b""

    with served(slow) as url, pytest.raises(StampError, match="did not answer within"):
        obtain(url, b"x" * 64)


def test_a_refusal_is_passed_on(authority: Authority) -> None:
    """An authority answers a request that it does not understand with a refusal and a reason."""
    refusal = authority.answer(b"\x30\x03\x02\x01\x01")
    with pytest.raises(StampError, match="the authority refused"):
        check(refusal, b"x" * 64)


@given(st.binary(max_size=300))
def test_no_answer_makes_the_check_fall_over(response: bytes) -> None:
    with pytest.raises(StampError):
        check(response, b"x" * 64)


def test_the_same_signature_makes_the_same_request() -> None:
    assert request(b"x" * 64) == request(b"x" * 64) != request(b"y" * 64)


def test_what_is_not_sealed_is_not_stamped(tmp_path: Path, key: SigningKey) -> None:
    (tmp_path / "holiday").mkdir()
    with pytest.raises(StampError, match="not a sealed case"):
        stamp(tmp_path / "holiday", "http://127.0.0.1:9/", key=key, who="Nadia", when=NOON)
