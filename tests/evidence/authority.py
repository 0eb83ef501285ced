"""A time stamp authority for tests: certificates and answers from `openssl`, served on 127.0.0.1."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509

SETTINGS = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Test Authority of Example Town
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[tsa]
extendedKeyUsage = critical,timeStamping
[stamp]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
"""


class Authority:
    """Answers requests as files do; `serve` puts it behind a URL."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.settings = folder / "settings.cnf"
        self.settings.write_text(SETTINGS.format(folder=folder))
        self._openssl("req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "3650", "-config", self.settings,
                      "-extensions", "root", "-subj", "/CN=Root of Example Town", "-keyout", folder / "ca.key",
                      "-out", self.ca)  # fmt: skip
        self._openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-config", self.settings,
                      "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr")  # fmt: skip
        self._openssl("x509", "-req", "-in", folder / "tsa.csr", "-CA", self.ca, "-CAkey", folder / "ca.key",
                      "-set_serial", "7", "-days", "3650", "-extfile", self.settings, "-extensions", "tsa",
                      "-out", folder / "tsa.pem")  # fmt: skip

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def roots(self) -> list[x509.Certificate]:
        return x509.load_pem_x509_certificates(self.ca.read_bytes())

    def answer(self, request: bytes) -> bytes:
        asked, answered = self.folder / "asked.tsq", self.folder / "answered.tsr"
        asked.write_bytes(request)
        self._openssl("ts", "-reply", "-config", self.settings, "-section", "stamp", "-queryfile", asked,
                      "-out", answered)  # fmt: skip
        return answered.read_bytes()

    @contextmanager
    def serve(self) -> Iterator[str]:
        with served(
            lambda request: (200, {"Content-Type": "application/timestamp-reply"}, self.answer(request))
        ) as url:
            yield url

    def _openssl(self, *arguments: object) -> None:
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@contextmanager
def served(respond) -> Iterator[str]:
    """A server whose answer to a POST is `respond(body) -> (status, headers, body)`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, headers, body = respond(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # the client had enough
                self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
