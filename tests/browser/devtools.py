"""A real Chromium driven over its DevTools pipe: opens, clicks, presses keys, runs a checker, counts what it asks for.

The pipe (file descriptors 3 and 4, messages ended by a zero byte) needs no port and no package. What the page's own
policy forbids stays forbidden: `evaluate` is DevTools' own, and works with JavaScript turned off for the page.
"""

import base64
import json
import os
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browser.seen import QUIET
from needs import CHROMIUM

PATIENCE = 30.0


class Refused(Exception):
    """DevTools answered with an error."""


class Page:
    """One tab."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = to, back
        self._rest = b""
        self._last = 0
        self._session: str | None = None
        self.asked: list[str] = []
        """Addresses of all that was asked for, since `open`."""
        self._seen: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while True:
            answer = self._read(until)
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise Refused(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _read(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not select.select([self._back], [], [], max(0, until - time.monotonic()))[0]:
                raise TimeoutError("Chromium does not answer")
            piece = os.read(self._back, 1 << 20)
            if not piece:
                raise EOFError("Chromium has gone")
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if message.get("method") == "Network.requestWillBeSent":
            self.asked.append(message["params"]["request"]["url"])
        if "method" in message:
            self._seen.append(message)
        return message

    def wait(self, method: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """Until this event has come since the last `open` or click; its parameters."""
        until = time.monotonic() + seconds
        while True:
            for event in self._seen:
                if event["method"] == method:
                    params: dict[str, Any] = event["params"]
                    return params
            self._read(until)

    def forget(self) -> None:
        self._seen.clear()
        self.asked.clear()

    def open(self, url: str) -> None:
        self.forget()
        self.call("Page.navigate", url=url)
        if "#" not in url or not self._same_document(url):
            self.wait("Page.loadEventFired")

    def _same_document(self, url: str) -> bool:
        return any(event["method"] == "Page.navigatedWithinDocument" for event in self._seen)

    def evaluate(self, expression: str) -> Any:
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise Refused(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def click(self, selector: str) -> None:
        """As a finger does: in the middle of what is seen there, wherever that leads."""
        self.forget()
        place = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getClientRects()[0];"
            " return [r.x + r.width / 2, r.y + r.height / 2, document.elementFromPoint(r.x + r.width / 2,"
            " r.y + r.height / 2)?.closest('a, summary') === e] })()"
        )
        assert place[2], f"{selector} lies under something else"
        for kind in ("mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1
            )

    def press(self, key: str, code: int) -> None:
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text
            )

    def arrived(self) -> str:
        """Where a click led: the address, once the page there is loaded or the place in this page is shown."""
        until = time.monotonic() + PATIENCE
        while True:
            for event in self._seen:
                if event["method"] in ("Page.loadEventFired", "Page.navigatedWithinDocument"):
                    return str(self.evaluate("location.href"))
            self._read(until)

    def width(self, pixels: int, height: int = 900) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=pixels,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def printed(self) -> bytes:
        """As a printer gives it, on A4."""
        answer = self.call(
            "Page.printToPDF",
            paperWidth=8.27,
            paperHeight=11.69,
            marginTop=0.4,
            marginBottom=0.4,
            marginLeft=0.4,
            marginRight=0.4,
            printBackground=False,
            preferCSSPageSize=True,
        )
        return base64.b64decode(answer["data"])

    def picture(self, to: Path) -> Path:
        to.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))
        return to


@contextmanager
def browser(profile: Path) -> Iterator[Page]:
    """A Chromium of one's own, ended with the block."""
    assert CHROMIUM
    to_them, to_us = os.pipe(), os.pipe()

    def hand_over() -> None:
        for number, end in ((3, os.dup(to_them[0])), (4, os.dup(to_us[1]))):
            os.dup2(end, number)

    command = [CHROMIUM, *QUIET, "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(
        command, preexec_fn=hand_over, pass_fds=(3, 4), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(to_them[0])
    os.close(to_us[1])
    try:
        yield Page(to_them[1], to_us[0])
    finally:
        os.close(to_them[1])
        process.terminate()
        process.wait(timeout=20)
        os.close(to_us[0])
