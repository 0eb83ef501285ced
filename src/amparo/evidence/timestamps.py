"""Time stamps (RFC 3161): an authority says that a seal existed at a moment; our own clock proves nothing.

What is stamped is the SHA-256 of the signature, so that the signature, too, is shown to be no younger. The request has
no nonce: it then follows from the signature alone, `verify` can hold every byte of it against the signature, and an old
answer played back would still tell the truth about this very signature.

Nothing here calls out unless the operator names an authority; the authority learns 32 bytes, nothing of the case.
"""

import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from amparo.evidence import custody, statement
from amparo.evidence.atomic import locked, put_file
from amparo.evidence.digests import digest_of
from amparo.evidence.errors import StampError
from amparo.evidence.keys import SigningKey, home

ANSWER_BYTES = 1 << 20
"""Real answers have 1 to 10 KB."""
SECONDS = 30.0
"""For the whole answer, not only for each piece of it."""


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer says."""

    at: datetime
    """UTC, by the authority's clock."""
    authority: str
    """The name in the authority's certificate, or what little the answer says of it."""
    checked: bool
    """Its signature leads to a certificate that the operator trusts."""


def request(signature: bytes) -> bytes:
    """The request for a signature, DER; always the same bytes for the same signature."""
    builder = TimestampRequestBuilder().data(signature).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=False).cert_request(cert_request=True).build().as_bytes()


def roots(folder: Path | None = None) -> list[x509.Certificate]:
    """Certificates that the operator trusts: all `*.pem` of `AMPARO_HOME/authorities`."""
    found = []
    for path in sorted((folder or home() / "authorities").glob("*.pem")):
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            raise StampError(f"{path} is not a certificate (PEM): {error}") from error
    return found


def check(response: bytes, signature: bytes, trusted: Sequence[x509.Certificate] = ()) -> Stamp:
    """What an answer says of a signature. `StampError` if it is no time stamp, or belongs to something else.

    `Stamp.checked` is False where none of the `trusted` certificates confirms it.
    """
    answer = _decoded(response)
    info = answer.tst_info
    if info.message_imprint.message.hex() != digest_of(signature).sha256:
        raise StampError("the time stamp belongs to something else")
    return Stamp(
        at=info.gen_time, authority=_authority(answer), checked=_confirmed(answer, signature, trusted)
    )


def obtain(url: str, signature: bytes, trusted: Sequence[x509.Certificate] = ()) -> tuple[bytes, Stamp]:
    """Ask an authority. The answer's bytes, and what they say; one that `trusted` does not confirm is refused."""
    response = _post(url, request(signature))
    found = check(response, signature, trusted)
    if trusted and not found.checked:
        raise StampError(
            f"the answer is signed by {found.authority}, which no certificate trusted here confirms"
        )
    return response, found


def stamp(
    case: Path,
    url: str,
    *,
    key: SigningKey,
    who: str,
    when: datetime,
    trusted: Sequence[x509.Certificate] | None = None,
) -> Stamp:
    """Have the newest seal of a case stamped. The answer is put beside the signature and noted in the custody record.

    Nothing that was signed changes. Killed between the two steps, the case holds a stamp that custody does not name,
    which is as good. `StampError` if the seal has a stamp already, or none can be had.
    """
    known = roots() if trusted is None else trusted
    with locked(case) as place:
        numbers = statement.numbers(place)
        if not numbers:
            raise StampError(f"{case} is not a sealed case")
        folder = statement.folder(numbers[-1])
        path = f"{folder}/{statement.RESPONSE}"
        if (place / path).exists():
            raise StampError(f"seal {numbers[-1]} of {case} has a time stamp already")
        try:
            signature = (place / folder / statement.SIGNATURE).read_bytes()
        except OSError as error:
            raise StampError(f"{case}: the signature cannot be read: {error.strerror}") from error
        response, result = obtain(url, signature, known)
        put_file(place, path, response)
        custody.extend(
            place,
            key=key,
            who=who,
            what=noted(result),
            when=when,
            attached={path: digest_of(response).sha256},
        )
        return result


def noted(stamp: Stamp) -> str:
    """For the custody record."""
    return f"time stamp received from {stamp.authority}: {custody.utc(stamp.at)}"


def _decoded(response: bytes) -> TimeStampResponse:
    try:
        answer = decode_timestamp_response(response)
        status = PKIStatus(answer.status)
    except ValueError as error:
        raise StampError("the answer is not a time stamp") from error
    if status is not PKIStatus.GRANTED:
        why = "; ".join(answer.status_string) or status.name.lower()
        raise StampError(f"the authority refused: {why}")
    try:
        answer.tst_info.message_imprint.message  # noqa: B018  parsed on first access
        # A second encoding of the same would be a place where bytes could change unseen.
        same = answer.as_bytes() == response
    except ValueError as error:
        raise StampError("the answer is not a time stamp") from error
    if not same:
        raise StampError("the answer has bytes that do not belong to it")
    return answer


def _confirmed(answer: TimeStampResponse, signature: bytes, trusted: Sequence[x509.Certificate]) -> bool:
    if not trusted:
        return False
    try:
        return VerifierBuilder(roots=list(trusted)).build().verify_message(answer, signature)
    except (VerificationError, ValueError):
        return False


def _authority(answer: TimeStampResponse) -> str:
    for signer in answer.signed_data.signer_infos:
        for content in answer.signed_data.certificates:
            certificate = x509.load_der_x509_certificate(content)
            if certificate.serial_number == signer.serial_number:
                return certificate.subject.rfc4514_string()
        return f"number {signer.serial_number:x} of {signer.issuer.rfc4514_string()}"
    return "unknown"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Where the operator did not send us we do not go; a redirected POST would lose its body, too."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        raise StampError(f"the authority has moved to {newurl}: give that address if it is the right one")


def _post(url: str, body: bytes) -> bytes:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise StampError(f"{url} is not the address of an authority (http or https)")
    asked = urllib.request.Request(  # noqa: S310  the scheme was checked above
        url,
        data=body,
        headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
    )
    deadline = time.monotonic() + SECONDS
    answer = bytearray()
    try:
        with urllib.request.build_opener(_NoRedirect).open(asked, timeout=SECONDS) as stream:
            while chunk := stream.read1(64 * 1024):
                answer += chunk
                if len(answer) > ANSWER_BYTES:
                    raise StampError(f"{parts.hostname} answered with more than {ANSWER_BYTES >> 20} MiB")
                if time.monotonic() > deadline:
                    raise TimeoutError
    except urllib.error.HTTPError as error:
        raise StampError(f"{parts.hostname} answered with error {error.code}") from error
    except TimeoutError as error:
        raise StampError(f"{parts.hostname} did not answer within {SECONDS:.0f} seconds") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise StampError(f"{parts.hostname} cannot be reached: {reason}") from error
    return bytes(answer)
