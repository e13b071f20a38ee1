"""Mail on its way: to a real server or a file mailbox, again after a failure, never double."""

import asyncio
import re
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from schemas.api import Language
from schemas.feed import NoticeKind
from server.app.clock import DAY_MS, MINUTE_MS
from server.app.settings import Smtp, SmtpTls
from server.database import Database
from server.exchange.addresses import confirm_email, set_email
from server.exchange.notices import notify
from server.exchange.outbox import outbox_of
from server.exchange.post import BATCH, LEASE_MS, PAUSE_MS, Postman, take
from server.exchange.rules import (
    FAILED_DAYS,
    MAIL_ATTEMPTS,
    NOTICE_MS,
    RETRY_MINUTES,
    SENT_DAYS,
    MailState,
)
from server.exchange.tables import mail, mail_address
from server.sweep.chores import tidy
from server.sweep.run import no_progress
from sync.calendar import parse_day
from tests.support.installation import Installation
from tests.support.mail import USER, MailServer, certificate_of, mail_server, mails_in
from tests.support.offices import KAWAKAMI, Person, person

HANA = "hana@example.com"
DAY = parse_day("2027-03-03")


@pytest.fixture
async def relay() -> AsyncIterator[MailServer]:
    async with mail_server() as started:
        yield started


def postman(village: Installation, smtp: Smtp | None, database: Database | None = None) -> Postman:
    settings = msgspec.structs.replace(village.settings, smtp=smtp)
    return Postman(settings, database or village.database, village.clock, outbox_of(settings))


async def reachable(
    village: Installation, address: str = HANA, language: Language = Language.JA
) -> Person:
    """Somebody with an address that is confirmed."""
    somebody = await person(village)
    async with village.database.writing() as conn:
        now = village.clock()
        await set_email(conn, somebody.account, address, language, now, lambda _: 7)
        assert await confirm_email(conn, somebody.account, "000007", now)
    return somebody


async def tell(village: Installation, somebody: Person, count: int = 1) -> None:
    async with village.database.writing() as conn:
        for number in range(count):
            assert await notify(
                conn,
                somebody.account,
                KAWAKAMI,
                NoticeKind.GRANTED,
                DAY,
                0,
                village.clock(),
                key=f"test:{number}",
            )


async def states(village: Installation) -> list[tuple[int, int]]:
    async with village.database.reading() as conn:
        found = await conn.execute(sa.select(mail.c.state, mail.c.attempts).order_by(mail.c.id))
        return [(state, attempts) for state, attempts in found]


async def test_a_notice_goes_to_its_person(village: Installation, relay: MailServer) -> None:
    somebody = await reachable(village)
    await tell(village, somebody)
    assert await postman(village, relay.settings()).send_due() == 1
    (message,) = relay.received
    assert relay.envelopes == [("furusato@town.example", [HANA])]
    assert message["To"] == HANA
    assert message["From"].addresses[0].display_name == "ふるさと住民登録"
    assert message["Subject"] == "【川上村】プレミアム登録が認められました"
    assert "2027年3月3日" in message.get_content()
    assert "http://localhost:8000/notices" in message.get_content()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@localhost>")
    assert message["Date"].datetime.timestamp() * 1000 == village.clock()
    assert await states(village) == [(MailState.SENT, 1)]
    assert await postman(village, relay.settings()).send_due() == 0


async def test_in_english(village: Installation, relay: MailServer) -> None:
    await tell(village, await reachable(village, language=Language.EN))
    await postman(village, relay.settings()).send_due()
    (message,) = relay.received
    assert message["Subject"] == "Kawakami Village: your premium registration was granted"
    assert message["Content-Language"] == "en"
    assert "3 March 2027" in message.get_content()


@pytest.mark.parametrize(
    ("address", "envelope"),
    [
        ("hana@例え.jp", "hana@xn--r8jz45g.jp"),
        ("hana..99@docomo.ne.jp", "hana..99@docomo.ne.jp"),
        ("o'neil+x@example.com", "o'neil+x@example.com"),
    ],
)
async def test_unusual_addresses(
    village: Installation, relay: MailServer, address: str, envelope: str
) -> None:
    await tell(village, await reachable(village, address))
    assert await postman(village, relay.settings()).send_due() == 1
    assert relay.envelopes[0][1] == [envelope]


async def test_it_goes_where_the_person_is_now(village: Installation, relay: MailServer) -> None:
    somebody = await reachable(village)
    await tell(village, somebody)
    async with village.database.writing() as conn:
        await set_email(
            conn, somebody.account, "mori@example.com", Language.EN, village.clock(), lambda _: 8
        )
        assert await confirm_email(conn, somebody.account, "000008", village.clock())
    await postman(village, relay.settings()).send_due()
    assert [to for _, to in relay.envelopes] == [["mori@example.com"]]


async def test_to_nobody_who_took_their_address_away(
    village: Installation, relay: MailServer
) -> None:
    somebody = await reachable(village)
    await tell(village, somebody)
    await somebody.delete("/api/account/email")
    assert await postman(village, relay.settings()).send_due() == 0
    assert relay.received == []


async def test_many_go_over_few_connections(village: Installation, relay: MailServer) -> None:
    await tell(village, await reachable(village), 2 * BATCH + 1)
    assert await postman(village, relay.settings()).send_due() == 2 * BATCH + 1
    assert relay.connections <= 4
    assert len({message["Message-ID"] for message in relay.received}) == 2 * BATCH + 1


async def test_a_refusal_for_good_is_the_last_attempt(
    village: Installation, relay: MailServer
) -> None:
    await tell(village, await reachable(village), 2)
    relay.answers = ["550 no such user hana@example.com"]
    with capture_logs() as logs:
        assert await postman(village, relay.settings()).send_due() == 1  # the other one goes
    assert await states(village) == [(MailState.FAILED, 1), (MailState.SENT, 1)]
    assert [(log["event"], log["reason"]) for log in logs] == [
        ("mail-failed", "SMTPRecipientsRefused 550")
    ]
    assert HANA not in str(logs)


async def test_what_is_refused_for_now_is_tried_again(
    village: Installation, relay: MailServer
) -> None:
    await tell(village, await reachable(village))
    relay.answers = ["451 greylisted", "451 greylisted"]
    sender = postman(village, relay.settings())
    names = []
    for minutes in RETRY_MINUTES[:2]:
        assert await sender.send_due() == 0
        village.clock.advance(minutes * MINUTE_MS - 1)
        assert await sender.send_due() == 0  # not a moment earlier
        assert relay.answers == [] or len(relay.answers) == 1
        village.clock.advance(1)
    assert await sender.send_due() == 1
    names = [message["Message-ID"] for message in relay.received]
    assert len(names) == 1
    assert await states(village) == [(MailState.SENT, 3)]


async def test_at_most_so_often(village: Installation, relay: MailServer) -> None:
    await tell(village, await reachable(village))
    relay.answers.extend(["451 later"] * 2 * MAIL_ATTEMPTS)
    sender = postman(village, relay.settings())
    with capture_logs() as logs:
        for _ in range(MAIL_ATTEMPTS):
            assert logs == []
            assert await sender.send_due() == 0
            village.clock.advance(DAY_MS)
    assert [log["event"] for log in logs] == ["mail-failed"]
    assert len(relay.answers) == MAIL_ATTEMPTS
    assert await states(village) == [(MailState.FAILED, MAIL_ATTEMPTS)]
    assert await sender.send_due() == 0


async def test_a_server_that_is_away_is_no_attempt_of_the_mail(
    village: Installation, relay: MailServer
) -> None:
    await tell(village, await reachable(village), 3)
    away = msgspec.structs.replace(relay.settings(), port=1)
    with capture_logs() as logs:
        for _ in range(2 * MAIL_ATTEMPTS):
            assert await postman(village, away).send_due() == 0
            village.clock.advance(PAUSE_MS)
    assert {log["event"] for log in logs} == {"mail-not-reached"}
    assert await states(village) == [(MailState.WAITING, 0)] * 3
    assert await postman(village, relay.settings()).send_due() == 3


async def test_a_line_that_breaks_costs_one_attempt_of_one_mail(
    village: Installation, relay: MailServer
) -> None:
    await tell(village, await reachable(village), 3)
    relay.answers = ["250 OK", None]
    sender = postman(village, relay.settings())
    assert await sender.send_due() == 1
    assert await states(village) == [
        (MailState.SENT, 1),
        (MailState.WAITING, 1),
        (MailState.WAITING, 0),
    ]
    village.clock.advance(PAUSE_MS)
    assert await sender.send_due() == 2


async def test_what_may_have_been_taken_goes_under_the_same_name(
    village: Installation, relay: MailServer
) -> None:
    await tell(village, await reachable(village))
    relay.after_data = [None]
    sender = postman(village, relay.settings())
    assert await sender.send_due() == 0
    village.clock.advance(PAUSE_MS)
    assert await sender.send_due() == 1
    one, other = (message["Message-ID"] for message in relay.received)
    assert one == other


async def test_a_notice_is_not_mailed_weeks_later(village: Installation, relay: MailServer) -> None:
    await tell(village, await reachable(village))
    village.clock.advance(NOTICE_MS)
    assert await postman(village, relay.settings()).send_due() == 0
    assert await states(village) == [(MailState.DROPPED, 1)]
    assert relay.received == []


async def test_several_workers_send_each_once(village: Installation, relay: MailServer) -> None:
    await tell(village, await reachable(village), 3 * BATCH)
    databases = [Database(village.settings.database_url) for _ in range(4)]
    try:
        sent = await asyncio.gather(
            *(postman(village, relay.settings(), one).send_due() for one in databases)
        )
    finally:
        for database in databases:
            await database.close()
    assert sum(sent) == 3 * BATCH
    assert len({message["Message-ID"] for message in relay.received}) == 3 * BATCH
    assert len(relay.received) == 3 * BATCH


async def test_a_worker_that_died_leaves_its_mail_to_others(
    village: Installation, relay: MailServer
) -> None:
    await tell(village, await reachable(village))
    async with village.database.writing() as conn:
        assert len(await take(conn, village.clock())) == 1  # and it is never heard of again
    sender = postman(village, relay.settings())
    village.clock.advance(LEASE_MS - 1)
    assert await sender.send_due() == 0
    village.clock.advance(1)
    assert await sender.send_due() == 1


async def test_a_mail_that_ends_every_worker_ends_too(
    village: Installation, relay: MailServer
) -> None:
    await tell(village, await reachable(village))
    for _ in range(MAIL_ATTEMPTS):
        async with village.database.writing() as conn:
            assert len(await take(conn, village.clock())) == 1
        village.clock.advance(LEASE_MS)
    assert await postman(village, relay.settings()).send_due() == 0
    assert await states(village) == [(MailState.FAILED, MAIL_ATTEMPTS + 1)]


async def test_what_is_no_address_any_more_is_in_nobodys_way(
    village: Installation, relay: MailServer
) -> None:
    await tell(village, await reachable(village))
    await tell(village, await reachable(village, "mori@example.com"))
    async with village.database.writing() as conn:
        await conn.execute(
            mail_address.update().where(mail_address.c.address == HANA).values(address="hana")
        )
    assert await postman(village, relay.settings()).send_due() == 1
    assert sorted(state for state, _ in await states(village)) == [
        MailState.SENT,
        MailState.FAILED,
    ]


async def test_by_starttls_and_a_password(
    village: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tell(village, await reachable(village))
    file, context = certificate_of(tmp_path)
    async with mail_server(context, auth=True) as relay:
        assert relay.settings(SmtpTls.STARTTLS, user=True).user == USER
        sender = postman(village, relay.settings(SmtpTls.STARTTLS, user=True))
        assert await sender.send_due() == 0  # nobody vouches for it
        assert await states(village) == [(MailState.WAITING, 0)]
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        village.clock.advance(PAUSE_MS)
        assert await sender.send_due() == 1
        assert relay.encrypted == [True]
        assert relay.signed_in == [True]


async def test_by_tls_from_the_first_byte(
    village: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tell(village, await reachable(village))
    file, context = certificate_of(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    async with mail_server(context, implicit=True) as relay:
        assert await postman(village, relay.settings(SmtpTls.TLS)).send_due() == 1
        assert len(relay.received) == 1


async def test_a_server_without_encryption_gets_nothing(
    village: Installation, relay: MailServer
) -> None:
    await tell(village, await reachable(village))
    assert await postman(village, relay.settings(SmtpTls.STARTTLS)).send_due() == 0
    assert relay.received == []
    assert await states(village) == [(MailState.WAITING, 0)]


async def test_a_wrong_password_waits_and_is_not_logged(
    village: Installation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await tell(village, await reachable(village))
    file, context = certificate_of(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    async with mail_server(context, auth=True) as relay:
        wrong = msgspec.structs.replace(
            relay.settings(SmtpTls.STARTTLS, user=True), password="another word"
        )
        with capture_logs() as logs:
            assert await postman(village, wrong).send_due() == 0
        assert [log["reason"] for log in logs] == ["SMTPAuthenticationError 535"]
        assert "another word" not in str(logs)
    assert await states(village) == [(MailState.WAITING, 0)]


async def test_without_a_server_it_lies_in_a_mailbox_of_ours_alone(village: Installation) -> None:
    await tell(village, await reachable(village), 3)
    assert await postman(village, None).send_due() == 3
    path = village.settings.data / "mail"
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    found = mails_in(village)
    assert len({message["Message-ID"] for message in found}) == 3
    assert {message["To"] for message in found} == {HANA}
    assert found[0]["From"].addresses[0].addr_spec == "furusato@localhost"


async def test_the_mailbox_takes_none_twice(village: Installation) -> None:
    await tell(village, await reachable(village))
    await postman(village, None).send_due()
    async with village.database.writing() as conn:  # its worker died before it could note that
        await conn.execute(mail.update().values(state=MailState.WAITING.value, done_ms=None))
    village.clock.advance(LEASE_MS)
    await postman(village, None).send_due()
    assert len(mails_in(village)) == 1
    assert await states(village) == [(MailState.SENT, 2)]


async def test_a_mailbox_that_cannot_be_written_waits(village: Installation) -> None:
    await tell(village, await reachable(village))
    path = village.settings.data / "mail"
    path.write_text("in the way")
    assert await postman(village, None).send_due() == 0
    assert await states(village) == [(MailState.WAITING, 0)]
    path.unlink()
    village.clock.advance(PAUSE_MS)
    assert await postman(village, None).send_due() == 1


async def test_the_sample_village_sends_nothing_out(
    village: Installation, relay: MailServer
) -> None:
    await tell(village, await reachable(village))
    settings = msgspec.structs.replace(village.settings, smtp=relay.settings(), sample=True)
    sender = Postman(settings, village.database, village.clock, outbox_of(settings))
    assert await sender.send_due() == 1
    assert relay.received == []
    assert len(mails_in(village)) == 1


async def test_what_went_is_forgotten_in_time(village: Installation, relay: MailServer) -> None:
    await tell(village, await reachable(village), 2)
    relay.answers = ["550 no"]
    await postman(village, relay.settings()).send_due()

    async def left() -> list[int]:
        await tidy(village.database, village.keystore, village.clock, no_progress)
        return [state for state, _ in await states(village)]

    village.clock.advance(SENT_DAYS * DAY_MS - 1)
    assert await left() == [MailState.FAILED, MailState.SENT]
    village.clock.advance(1)
    assert await left() == [MailState.FAILED]
    village.clock.advance((FAILED_DAYS - SENT_DAYS) * DAY_MS)
    assert await left() == []


async def test_what_people_choose_cannot_become_a_header(
    village: Installation, relay: MailServer
) -> None:
    """The only thing of theirs in a mail is the address; what is in the way of it is refused."""
    somebody = await person(village)
    for address in (
        "hana@example.com\nBcc: mori@example.com",
        "hana@example.com%0aBcc: mori@example.com",
        "=?utf-8?q?hana=0d=0aBcc:_x@example.com?= <hana@example.com>",
        "\u2028hana@exa\u2028mple.com",
    ):
        answer = await somebody.put("/api/account/email", {"address": address, "language": "ja"})
        assert answer.status_code == 400, address
    await tell(village, await reachable(village, "a=0d=0ab@example.com"))
    await postman(village, relay.settings()).send_due()
    (message,) = relay.received
    assert message["Bcc"] is None
    assert not re.search(r"[\r\n]", message["To"])
