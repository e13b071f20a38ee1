"""The root and a body's key are withdrawn while the server runs and a staff phone is away."""

import os
import re
import subprocess
import sys

from playwright.sync_api import Page, expect

from tests.browser.acts import join_as_staff, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.live import LiveServer
from tests.support.members import members_of
from tests.support.village import TOWN, found_village

# As a reader that types: within the page, as a driver's pauses are too long.
TYPE = """
(text) => {
  for (const key of [...text, "Enter"])
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}
"""


def keys(server: LiveServer, *arguments: str) -> str:
    environment = {n: value for n, value in os.environ.items() if not n.startswith("FURUSATO_")}
    done = subprocess.run(
        [sys.executable, "-m", "server", "keys", *arguments, "--data", str(server.data)],
        env=environment | {"FURUSATO_DATABASE_URL": server.database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def withdraw_key_of(server: LiveServer, title: str) -> None:
    (kid,) = re.findall(rf"^.*{title}.*\n  ([0-9a-f]{{8}})", keys(server), re.MULTILINE)
    keys(server, "withdraw", kid, "--reason", "test", "--yes")


def scan(page: Page, text: str, verdict: str) -> None:
    page.evaluate(TYPE, text)
    expect(page.locator(f'[data-verdict="{verdict}"]:not(.verdict-small)')).to_be_visible()
    page.get_by_role("button", name="次の人へ").click()


def test_a_phone_goes_by_what_it_knows_and_takes_the_new_root_with_a_network(
    server: LiveServer, make_phone: MakePhone
) -> None:
    village = found_village(server)
    before, other = members_of(server, 2)
    phone = make_phone("staff")
    join_as_staff(phone, village.invite)
    wait_until_offline_ready(phone)
    phone.set_offline(True)
    page = phone.page
    page.goto(f"{server.origin}/staff/scan")
    expect(page.locator("[data-count]")).to_be_visible()
    scan(page, before.shows(), "valid")

    withdraw_key_of(server, "root")
    withdraw_key_of(server, TOWN)
    (after,) = members_of(server, 1)
    # Nobody told this phone.
    scan(page, other.shows(), "valid")
    scan(page, after.shows(), "unknown_issuer")

    phone.set_offline(False)
    page.locator(".sync-chip").click()
    page.get_by_role("button", name="今すぐ送受信する").click()
    expect(page.get_by_text("送受信しました")).to_be_visible()
    page.get_by_role("button", name="閉じる").click()
    scan(page, before.shows(later=30), "unknown_issuer")
    phone.set_offline(True)
    scan(page, after.shows(later=30), "valid")

    # It keeps the new root.
    page.goto(f"{server.origin}/staff/scan")
    expect(page.locator("[data-count]")).to_be_visible()
    scan(page, other.shows(later=30), "unknown_issuer")
