"""A served installation and phones in real Chromium, for each test anew."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.browser.acts import join_as_staff, register, wait_until_offline_ready
from tests.support.browser import Phone, phone
from tests.support.live import LiveServer, live_server
from tests.support.village import TOWN_NAME, Village, found_village

# A machine that does two things at once is slow; nothing waits longer than it must.
expect.set_options(timeout=15_000)


class MakePhone(Protocol):
    """Takes a name, and what `tests.support.browser.Phone` takes."""

    def __call__(self, name: str, **options: Any) -> Phone: ...


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    """For each test anew: while it runs it holds the event loop of the tests' thread, and the
    asynchronous tests in the same process could not have theirs."""
    with sync_playwright() as started:
        yield started


@pytest.fixture
def make_phone(playwright: Playwright, tmp_path: Path) -> Iterator[MakePhone]:
    """Hands out phones, and puts them away after the test. What went wrong on one unseen (an
    exception, a breach of the content security policy) fails the test."""
    with ExitStack() as stack:
        handed: list[Phone] = []

        def make(name: str, **options: Any) -> Phone:
            made = stack.enter_context(phone(playwright, tmp_path / name, **options))
            handed.append(made)
            return made

        yield make
        assert [error for one in handed for error in one.errors] == []


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """An empty installation on SQLite, as the README starts it."""
    with live_server(tmp_path / "data") as started:
        yield started


@pytest.fixture
def village(server: LiveServer) -> Village:
    return found_village(server)


@pytest.fixture
def hana(server: LiveServer, village: Village, make_phone: MakePhone) -> Phone:
    """Registered with the town, and able to do without a network."""
    assert village
    phone = make_phone("hana")
    register(phone, server.origin, "奈良 川上村", TOWN_NAME)
    wait_until_offline_ready(phone)
    expect(phone.page.get_by_text("送信済み")).to_be_visible()
    return phone


@pytest.fixture
def staff(server: LiveServer, village: Village, hana: Phone, make_phone: MakePhone) -> Phone:
    """Prepared when the card was good, and then in the valley."""
    assert hana
    phone = make_phone("staff")
    join_as_staff(phone, village.invite)
    wait_until_offline_ready(phone)
    phone.set_offline(True)
    return phone
