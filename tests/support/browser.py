"""Real Chromium for the screens: lasting profiles, passkeys, camera, the network on and off."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Page, Playwright

from tests.support.picture import write_camera_picture
from tests.support.system import chromium

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
PHONE = {"width": 360, "height": 740}
NO_BACKGROUND_SYNC = """
if (globalThis.ServiceWorkerRegistration) {  // not in a page that could not be loaded
  Object.defineProperty(ServiceWorkerRegistration.prototype, "sync", { value: undefined });
}
"""
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Phone:
    """A person's phone: a browser profile on disk, a passkey keeper, a camera.

    `page` is its one tab. `restart` closes the browser and opens it on the same profile.
    `errors` are what went wrong unseen since then: exceptions, and what the content security
    policy forbade. With `background_sync` the browser may wake the app to send, also while the
    network is off for its pages: it does not know of that. `authenticator` is the DevTools
    protocol's name of what keeps its passkeys.
    """

    def __init__(
        self,
        playwright: Playwright,
        directory: Path,
        *,
        language: str = "ja-JP",
        viewport: dict[str, int] | None = None,
        dark: bool = False,
        background_sync: bool = False,
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._playwright, self._directory = playwright, directory
        self._language, self._viewport, self._dark = language, viewport or PHONE, dark
        self._background_sync = background_sync
        self._passkeys: list[dict[str, Any]] = []
        self._camera = directory / "camera.y4m"
        self.offline = False
        write_camera_picture(self._camera, None)
        self._open()

    def _open(self) -> None:
        self.context: BrowserContext = self._playwright.chromium.launch_persistent_context(
            str(self._directory / "profile"),
            executable_path=str(chromium()),
            args=[*FLAGS, f"--use-file-for-fake-video-capture={self._camera}"],
            viewport=self._viewport,  # type: ignore[arg-type] # a TypedDict of the same two keys
            locale=self._language,
            timezone_id="Asia/Tokyo",
            color_scheme="dark" if self._dark else "light",
            permissions=["camera"],
            chromium_sandbox=False,
        )
        if not self._background_sync:
            self.context.add_init_script(NO_BACKGROUND_SYNC)
        self.page: Page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note_violation)
        self.cdp: CDPSession = self.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable", {"enableUI": False})
        self.authenticator = self.cdp.send(
            "WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR}
        )["authenticatorId"]
        for passkey in self._passkeys:
            self.cdp.send(
                "WebAuthn.addCredential",
                {"authenticatorId": self.authenticator, "credential": passkey},
            )
        self.context.set_offline(self.offline)

    def _note_violation(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.errors.append(message.text)

    def wait_until(self, condition: str) -> None:
        """Until an expression of JavaScript holds in the page.

        Not `page.wait_for_function`, which evaluates text within the page: our content security
        policy forbids that, and it stays switched on here.
        """
        wait_until(self.page, condition)

    def restart(self) -> None:
        """As if the phone were switched off and on."""
        self.close()
        self._open()

    def copy_to(self, directory: Path) -> None:
        """As if the phone's disk were copied, to a backup or to another phone: `make_phone` with
        that directory's name opens it. The phone is switched off and on."""
        self.close()
        shutil.copytree(
            self._directory / "profile",
            directory / "profile",
            ignore=shutil.ignore_patterns("Singleton*"),  # which process has it open
        )
        self._open()

    def close(self) -> None:
        self._passkeys = self.passkeys()
        self.context.close()

    def passkeys(self) -> list[dict[str, Any]]:
        """Those that it keeps, secrets and all, as the DevTools protocol has them."""
        kept: list[dict[str, Any]] = self.cdp.send(
            "WebAuthn.getCredentials", {"authenticatorId": self.authenticator}
        )["credentials"]
        return kept

    def put_passkeys(self, passkeys: list[dict[str, Any]]) -> None:
        """It keeps these from now on, and no other."""
        self.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": self.authenticator})
        for passkey in passkeys:
            self.cdp.send(
                "WebAuthn.addCredential",
                {"authenticatorId": self.authenticator, "credential": passkey},
            )

    def set_offline(self, offline: bool) -> None:
        self.offline = offline
        self.context.set_offline(offline)

    def see(self, picture: Any, *more: Any, a_second: int = 10) -> None:
        """Before the camera: a picture, or several by turns; seen when a page next opens it."""
        write_camera_picture(self._camera, picture, *more, a_second=a_second)

    def slow_down(self, times: float) -> None:
        """Throttles the processor."""
        self.cdp.send("Emulation.setCPUThrottlingRate", {"rate": times})


def wait_until(page: Page, condition: str, seconds: float = 20) -> None:
    """Raises `playwright.sync_api.Error` that names the condition when it does not come true."""
    page.evaluate(
        f"""async (looks) => {{  // counted: the page's clock may be a test's own
          for (; !({condition}); looks--) {{
            if (looks < 0) throw new Error("in vain for: " + {json.dumps(condition)});
            await new Promise((resolve) => setTimeout(resolve, 20));
          }}
        }}""",
        int(seconds * 50),
    )


@contextmanager
def phone(playwright: Playwright, directory: Path, **options: Any) -> Iterator[Phone]:
    opened = Phone(playwright, directory, **options)
    try:
        yield opened
    finally:
        opened.context.close()
