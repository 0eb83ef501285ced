"""`amparo key`: the keys that seal here, and the keys of others that a person trusts."""

import argparse
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path

from amparo.cli import DONE, FAILED
from amparo.cli.keyring import asked, keyring
from amparo.cli.terminal import is_asking, say
from amparo.evidence import envelope
from amparo.evidence.errors import EvidenceError, KeyProblem
from amparo.evidence.keys import KeyRing, KnownKey, Mark, PublicKey, from_environment


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("key", help="the keys that seal here, and those of others that you trust")
    acts = verb.add_subparsers(dest="act", metavar="ACT", required=True)

    new = acts.add_parser("new", help="make another key to seal with, or a pair to receive cases with")
    new.add_argument("--name", default="this device", help="what to call it")
    new.add_argument(
        "--passphrase", action="store_true", help="ask for a passphrase (else AMPARO_PASSPHRASE)"
    )
    new.add_argument(
        "--recipient", type=Path, metavar="FILE",
        help="instead: make an age pair; the secret goes to FILE, the recipient is printed",
    )  # fmt: skip
    new.set_defaults(act_on=_new)

    show = acts.add_parser("show", help="fingerprints of all keys known here")
    show.set_defaults(act_on=_show)

    export = acts.add_parser(
        "export", help="the public key, to give to others; or a backup of the private one"
    )
    export.add_argument(
        "fingerprint", nargs="?", help="enough of its start; by default the key that seals here"
    )
    export.add_argument("--private", action="store_true", help="the private key, as it is kept: a backup")
    export.add_argument("--openssh", action="store_true", help="as a line for ssh-keygen, not as PEM")
    export.set_defaults(act_on=_export)

    bring = acts.add_parser(
        "import", help="a private key from a backup or another device; it seals from now on"
    )
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--name", default="imported")
    bring.set_defaults(act_on=_import)

    trust = acts.add_parser(
        "trust", help="say whose a public key is, after comparing its fingerprint with them"
    )
    trust.add_argument("file", type=Path, metavar="FILE", help="PEM, or a line that starts with ssh-ed25519")
    trust.add_argument("--name", required=True, help="whose it is")
    trust.set_defaults(act_on=_trust)

    mark = acts.add_parser("mark", help="say that a key was lost or stolen")
    mark.add_argument("fingerprint", help="of a key known here; enough of its start")
    mark.add_argument("as_", choices=list(Mark), type=Mark, metavar="lost|stolen")
    mark.add_argument("--since", type=_since, metavar="TIME", help="ISO 8601 with zone; by default now")
    mark.set_defaults(act_on=_mark)

    verb.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    try:
        given.act_on(given)
    except EvidenceError as error:
        say(f"amparo key: {error}")
        return FAILED
    return DONE


def _new(given: argparse.Namespace) -> None:
    if given.recipient:
        print(envelope.new_identity(given.recipient))
        return
    ring = KeyRing(passphrase=_chosen if given.passphrase else from_environment)
    print(ring.new(given.name).public.readable)


def _chosen() -> str | None:
    if not is_asking():
        raise KeyProblem("a passphrase can be asked only at a terminal; give it in AMPARO_PASSPHRASE instead")
    first = getpass.getpass("New passphrase: ")
    if getpass.getpass("Once more: ") != first:
        raise KeyProblem("the two passphrases differ; no key was made")
    return first or None


def _show(given: argparse.Namespace) -> None:
    ring = keyring()
    current = ring.current()
    known = ring.all()
    if not known:
        print("No key yet: one is made when the first case is sealed, or with `amparo key new`.")
    for key in known:
        print(f"{key.key.readable}  {key.name}{_state(key, current)}")


def _state(key: KnownKey, current: KnownKey | None) -> str:
    parts = []
    if current is not None and key.public == current.public:
        parts.append("seals here")
    elif key.own:
        parts.append("own")
    if key.trusted:
        parts.append("trusted")
    if key.mark:
        parts.append(f"{key.mark} since {key.since.isoformat() if key.since else 'unknown'}")
    return f" ({', '.join(parts)})" if parts else ""


def _export(given: argparse.Namespace) -> None:
    ring = keyring()
    if given.fingerprint:
        known = ring.get(given.fingerprint)
    else:
        ring.signing_key()
        known = ring.current() or ring.all()[-1]
    if given.private:
        sys.stdout.write(ring.export_private(known.key.fingerprint).decode())
    elif given.openssh:
        print(known.key.openssh)
    else:
        sys.stdout.write(known.key.pem.decode())


def _import(given: argparse.Namespace) -> None:
    imported = KeyRing(passphrase=asked).import_private(given.file.read_bytes(), given.name)
    print(imported.public.readable)


def _trust(given: argparse.Namespace) -> None:
    known = keyring().trust(PublicKey.read(given.file.read_bytes()), given.name)
    print(f"{known.key.readable}  {known.name} (trusted)")


def _mark(given: argparse.Namespace) -> None:
    ring = keyring()
    known = ring.mark(ring.get(given.fingerprint).key, given.as_, given.since or datetime.now(UTC))
    print(f"{known.key.readable}  {known.name}{_state(known, None)}")


def _since(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError as cause:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-03-14T19:00+01:00") from cause
    if when.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no time zone, such as +01:00 or Z")
    return when
