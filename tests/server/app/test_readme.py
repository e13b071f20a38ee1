"""What exists is documented, and what is documented exists."""

import re

import pytest
from typer.main import get_command

from schemas.benefits import MAX_COSTS, MAX_PARTY, MAX_RECEIPTS, RECEIPT_BYTES
from schemas.linked_apps import MAX_RECORD_BYTES, MAX_RECORDS, MAX_REDIRECT_URIS
from server.accounts.devices import MAX_DEVICES
from server.accounts.passkeys import CEREMONY_MS, MAX_PASSKEYS
from server.accounts.sessions import ABSOLUTE_MS, IDLE_MS
from server.app import limits
from server.app.assembly import MAX_JSON_BYTES
from server.app.clock import DAY_MS, MINUTE_MS
from server.app.settings import PROJECT, settings_from
from server.benefits import deciding
from server.benefits.applying import AHEAD_DAYS, MAX_OPEN, PAST_DAYS
from server.benefits.offering import MAX_BENEFITS, MAX_TERMS_BYTES
from server.benefits.refuge import MAX_STANDING
from server.cards.rules import MAX_PRINTED, RENEW_SECONDS, VALID_SECONDS
from server.cli import cli
from server.exchange.rules import (
    CODE_ATTEMPTS,
    CODE_DIGITS,
    CODE_MINUTES,
    MAIL_ATTEMPTS,
    NOTICE_MS,
)
from server.identity.guardians import INVITE_MS
from server.identity.proving import ATTEMPT_MS, MAX_ATTEMPTS
from server.linked_apps.delivery import SEND_MS
from server.linked_apps.rules import (
    ACCESS_MS,
    ANSWERS_MS,
    CODE_MS,
    DELIVERED_DAYS,
    MAX_APPS,
    RECORD_DAYS,
    REFRESH_MS,
    TRY_MS,
)
from server.office.kiosks import MAX_KIOSKS
from server.registry.desk import SHOWN
from server.registry.policies import MAX_POLICY_BYTES
from server.registry.programmes import MAX_PROGRAMMES
from server.sweep.timer import START_MS

README = (PROJECT / "server" / "README.md").read_text()


def test_every_setting_is_there() -> None:
    named = set(re.findall(r"^\| `(FURUSATO_\w+)`", README, re.MULTILINE))
    assert named == set(settings_from({}).environment())


def test_every_command_is_there() -> None:
    commands = getattr(get_command(cli), "commands", {})
    assert set(re.findall(r"^    furusato (\w+)", README, re.MULTILINE)) == set(commands)


def test_every_folder_is_there() -> None:
    folders = {
        path.name for path in (PROJECT / "server").iterdir() if (path / "__init__.py").exists()
    }
    assert folders <= set(re.findall(r"^\| `(\w+)/`", README, re.MULTILINE))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("{} KiB; sync", MAX_JSON_BYTES // 1024),
        ("{} a minute and address; each valid", limits.PASSKEY.times),
        ("once, for {} minutes", CEREMONY_MS // MINUTE_MS),
        ("one-time codes | {} a minute", limits.RECOVERY.times),
        ("one-time codes | {} a minute", limits.ONE_TIME_CODE.times),
        ("{} a minute and address; 20 devices", limits.ENROL.times),
        ("; {} devices a person", MAX_DEVICES),
        ("printed cards | {} a minute and address", limits.PRINTED_CARD.times),
        ("applications for premium, reviews | {} a minute", limits.APPLICATION.times),
        ("a body's rules | {} KiB", MAX_POLICY_BYTES // 1024),
        ("previews {} a minute and address", limits.PREVIEW.times),
        ("{} programmes |", MAX_PROGRAMMES),
        ("| benefits | {} a body", MAX_BENEFITS),
        ("100 a body, {} KiB each", MAX_TERMS_BYTES // 1024),
        ("subsidies | {} calls a minute", limits.SUBSIDY.times),
        ("{} undecided a person", MAX_OPEN),
        ("{} lines of cost", MAX_COSTS),
        ("from {} days ago", PAST_DAYS),
        ("to {} ahead", AHEAD_DAYS),
        ("receipts | {} an application", MAX_RECEIPTS),
        ("JPEG of {} kB each", RECEIPT_BYTES // 1000),
        ("applications | {} waiting", deciding.SHOWN),
        ("the last {} done", deciding.DONE_SHOWN),
        ("parties of {}", MAX_PARTY),
        ("{} disasters of a body", MAX_STANDING),
        ("waits at the desk | {} of each kind", SHOWN),
        ("identity proofs | {} a minute and address", limits.IDENTITY.times),
        ("an attempt lasts {} minutes", ATTEMPT_MS // MINUTE_MS),
        ("minutes, {} at a time a person", MAX_ATTEMPTS),
        ("one open at a time, for {} days", INVITE_MS // DAY_MS),
        ("{} in force a person and body", MAX_PRINTED),
        ("mail | {} a minute and address", limits.EMAIL.times),
        ("{} codes an hour and account", limits.CODE_BY_ACCOUNT.times),
        ("{} codes an hour and account", limits.CODE_BY_ADDRESS.times),
        ("a code of {} digits", CODE_DIGITS),
        ("holds {} minutes and 5 attempts", CODE_MINUTES),
        ("minutes and {} attempts", CODE_ATTEMPTS),
        ("| mail | {} attempts", MAIL_ATTEMPTS),
        ("goes for {} days at most", NOTICE_MS // DAY_MS),
        ("{} seconds after the start", START_MS // 1000),
        ("{:,} a minute and address, 120", limits.SYNC.times),
        ("{} a minute and device", limits.SYNC_DEVICE.times),
        ("linked apps | {} a body", MAX_APPS),
        ("{} addresses to go back to each", MAX_REDIRECT_URIS),
        ("{} calls a minute and app", limits.LINKED_APP.times),
        ("tokens {} a minute and address", limits.OAUTH.times),
        ("apps record | {} records", MAX_RECORDS),
        ("records and {} KiB a request", MAX_RECORD_BYTES // 1024),
        ("of the last {} days", RECORD_DAYS),
        ("an `Idempotency-Key` holds {} days", ANSWERS_MS // DAY_MS),
        ("tokens of apps | {} minutes", ACCESS_MS // MINUTE_MS),
        ("a refresh token {} days, once", REFRESH_MS // DAY_MS),
        ("a code {} minutes, once", CODE_MS // MINUTE_MS),
        ("webhooks | {} seconds to answer", SEND_MS // 1000),
        ("tried for {} days", TRY_MS // DAY_MS),
        ("listed for {} |", DELIVERED_DAYS),
        ("passkeys | {} a person", MAX_PASSKEYS),
        ("screens | {} a place", MAX_KIOSKS),
        ("a certificate holds {} days", VALID_SECONDS // 86_400),
        ("fewer than {} left", RENEW_SECONDS // 86_400),
        ("after {} days unused", IDLE_MS // DAY_MS),
        ("after {} days at the latest", ABSOLUTE_MS // DAY_MS),
    ],
)
def test_limits_are_as_stated(words: str, value: int) -> None:
    assert words.format(value) in README
