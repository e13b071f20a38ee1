"""`furusato keys`: shows the keys, lets the next one follow, withdraws one that leaked.

It works while the server runs: that finds what changed in the key store, and in the database.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from server import catalogue
from server.app.clock import wall_clock
from server.app.instance import ensure_sealing_key, make_sealing_key, open_keystore
from server.app.settings import Settings
from server.app.terminal import NOT_HERE, Data, is_there, reason, settings_of, stop
from server.cards.key_change import (
    announce_root_key,
    ensure_root_key,
    keep_keys,
    next_key,
    renew_root_after_withdrawal,
)
from server.cards.key_state import KeyState, fingerprint, state_of, without_key
from server.cards.keystore import (
    CLIENT,
    MAX_REASON,
    ROOT,
    SEALING,
    KeyInfo,
    KeyStore,
    KeyStoreError,
    body_key,
    root_key,
)
from server.database import Database
from server.identity.client_key import client_key, next_client_key
from server.office.keys import Renewed, renew_after_withdrawal
from server.office.participation import taking_part
from sync.calendar import day_of, format_day

keys = typer.Typer(
    name="keys",
    invoke_without_command=True,
    help="鍵を見る、替える、取り消す · Show, rotate and withdraw keys. See server/cards/README.md",
)

T = TypeVar("T")
Make = Callable[[AsyncConnection, KeyStore, int], Awaitable[T]]

Whose = Annotated[
    str, typer.Argument(metavar="BODY", help="Code of a body, or `root`, `sealing`, `client`")
]
Kid = Annotated[str, typer.Argument(metavar="KID", help="Eight digits that `keys list` shows")]

_NAMES = {ROOT: "root", SEALING: "sealing", CLIENT: "client"}
_TITLES = {
    ROOT: "ルート(信頼リストに署名) · root (signs the trust list)",
    SEALING: "封(預ける記録を読めなくする) · sealing (closes what couriers carry)",
    CLIENT: "本人確認の窓口に名乗る鍵 · client (tells the identity provider who asks)",
}
_STATES = {
    KeyState.IN_FORCE: "有効 · in force",
    KeyState.OVERLAPPING: "交代ずみ・検証には有効 · overlapping",
    KeyState.FUTURE: "これから有効 · future",
    KeyState.RUN_OUT: "期限切れ · run out",
    KeyState.WITHDRAWN: "取り消し · withdrawn",
    KeyState.LOST: "秘密鍵なし・検証には有効 · private half missing",
}


@keys.callback()
def main(context: typer.Context, data: Data = None) -> None:
    if context.invoked_subcommand is None:
        show(data)


@keys.command("list")
def show(data: Data = None) -> None:
    """Show every key. Ends with 1 if somebody has none to sign with."""
    seconds = wall_clock() // 1000
    found = _open(settings_of(data)).list_keys()
    if not found:
        stop("鍵はまだありません。serve が作ります · No keys yet: serve makes them")
    for body in sorted({key.body for key in found}):
        typer.echo(_title(body))
        for key in found:
            if key.body == body:
                typer.echo(_line(key, found, seconds))
    without = without_key(found, seconds)
    if without:
        names = ", ".join(_NAMES.get(body, catalogue.format_code(body)) for body in without)
        stop(
            f"署名できる鍵がありません · No key to sign with: {names}\n"
            "  furusato keys create BODY (serve も始まるときに作ります · serve makes one too)"
        )


@keys.command()
def create(whose: Whose, data: Data = None) -> None:
    """Make a key for whoever has none to sign with, as after a loss."""
    body = _body_of(whose)

    async def make(conn: AsyncConnection, keystore: KeyStore, now: int) -> KeyInfo:
        await _refuse_stranger(conn, body)
        known = _signing(keystore, body, now)
        if known is not None:
            stop(
                f"有効な鍵 {known.kid.hex()} があります。替えるには rotate · "
                f"{known.kid.hex()} is in force: use rotate"
            )
        if body == ROOT:
            ensure_root_key(keystore, now)
        await keep_keys(conn, keystore, now)
        if body == SEALING:
            return ensure_sealing_key(keystore, now)
        if body == CLIENT:
            return client_key(keystore, now)
        made = _signing(keystore, body, now)
        return made or await next_key(conn, keystore, body, now)

    _made(_change(settings_of(data), make))


@keys.command()
def rotate(whose: Whose, data: Data = None) -> None:
    """Let the next key follow. What was signed before goes on being valid."""
    body = _body_of(whose)

    async def make(conn: AsyncConnection, keystore: KeyStore, now: int) -> KeyInfo:
        await _refuse_stranger(conn, body)
        if body == ROOT:
            return announce_root_key(keystore, now)
        if body == SEALING:
            return make_sealing_key(keystore, now)
        if body == CLIENT:
            return next_client_key(keystore, now)
        return await next_key(conn, keystore, body, now)

    _made(_change(settings_of(data), make))


@keys.command()
def withdraw(
    kid: Kid,
    why: Annotated[str, typer.Option("--reason", help="Kept with the key, at most 200 characters")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    data: Data = None,
) -> None:
    """Withdraw a key that leaked: nothing that it signed counts, everything is signed anew."""
    settings = settings_of(data)
    if not why.strip() or len(why) > MAX_REASON:
        stop(f"--reason は1〜{MAX_REASON}文字で · --reason has 1 to {MAX_REASON} characters")
    key = _find(_open(settings), kid)
    typer.echo(f"{_title(key.body)}\n{_CONSEQUENCES.get(key.body, _OF_BODY)}")
    if not yes:
        typer.confirm("取り消しますか · Withdraw it?", abort=True)

    async def make(conn: AsyncConnection, keystore: KeyStore, now: int) -> Renewed | KeyInfo:
        keystore.withdraw(key.kid, now // 1000, why)
        if key.body == ROOT:
            return await renew_root_after_withdrawal(conn, keystore, key.kid, now)
        if key.body == SEALING:
            return ensure_sealing_key(keystore, now)
        if key.body == CLIENT:
            return client_key(keystore, now)
        return await renew_after_withdrawal(conn, keystore, key.body, key.kid, now)

    done = _change(settings, make)
    typer.echo(f"取り消しました · Withdrawn: {key.kid.hex()}")
    if isinstance(done, KeyInfo):
        _made(done)
    else:
        _renewed(done)


_OF_BODY = """\
 - この鍵で署名したカードは、同期したスタッフの端末から順に「発行元不明」になります。
   持ち主の端末が次に同期したとき、新しいカードに替わります。
   Cards under this key become “unknown issuer” as staff phones sync; holders get a new card
   at their next sync.
 - 場所の印刷コードは作り直されます。印刷して貼り替えてください。
   Printed codes of places are made anew: print them and put them up."""
_CONSEQUENCES = {
    ROOT: """\
 - 端末は、次に通信したときに新しいルート鍵を知ります。それまでは古い信頼リストのままです。
   Phones learn of the new root when they next have a network; until then they go by the list
   that they have.""",
    SEALING: """\
 - これから預ける記録は新しい鍵で封をします。途中のものはそのまま届きます。
   What is handed to couriers from now on is closed with a new key; what is on its way arrives.""",
    CLIENT: """\
 - 本人確認の提供者に、新しい公開鍵 (/api/identity/jwks) を登録し直してください。
   それまで本人確認はできません。ほかには影響しません。
   Register the new public key (/api/identity/jwks) with the identity provider. Until then nobody
   can prove who they are; nothing else changes.""",
}


def _change(settings: Settings, make: Make[T]) -> T:
    """One change of the keys and, in one transaction, of all that follows from it."""
    if not is_there(settings):
        stop(NOT_HERE)
    keystore = _open(settings)

    async def change() -> T:
        database = Database(settings.database_url)
        try:
            async with database.writing() as conn:
                return await make(conn, keystore, wall_clock())
        finally:
            await database.close()

    try:
        return asyncio.run(change())
    except (KeyStoreError, DBAPIError, OSError) as error:
        stop(
            f"{reason(error)}\n"
            "直してから、もう一度同じ命令を · Put that right, then give the same command again"
        )


def _open(settings: Settings) -> KeyStore:
    try:
        return open_keystore(settings)
    except KeyStoreError as error:
        stop(str(error))


def _body_of(text: str) -> int:
    for body, name in _NAMES.items():
        if text == name:
            return body
    try:
        return catalogue.parse_code(text)
    except ValueError:
        stop(f"「{text}」は団体コードではありません · No body has the code “{text}”")


async def _refuse_stranger(conn: AsyncConnection, body: int) -> None:
    if body not in _NAMES and body not in await taking_part(conn, {body}):
        stop(f"{_title(body)}\nまだ参加していません · It does not take part yet")


def _signing(keystore: KeyStore, body: int, now: int) -> KeyInfo | None:
    seconds = now // 1000
    return root_key(keystore, seconds) if body == ROOT else body_key(keystore, body, seconds)


def _find(keystore: KeyStore, kid: str) -> KeyInfo:
    found = [key for key in keystore.list_keys() if key.kid.hex() == kid.strip().lower()]
    if not found:
        stop(f"鍵 {kid} はありません · No key {kid}: furusato keys list")
    return found[0]


def _title(body: int) -> str:
    known = catalogue.find(body)
    name = f"{known.name} · {known.english}" if known else "?"
    return _TITLES.get(body, f"{name}  {catalogue.format_code(body)}")


def _line(key: KeyInfo, found: list[KeyInfo], seconds: int) -> str:
    state = state_of(key, found, seconds)
    line = f"  {key.kid.hex()}  {_day(key.not_before)} – {_day(key.expires)}  {_STATES[state]}"
    if key.withdrawn is not None:
        line += f"  {_day(key.withdrawn.at)}  {key.withdrawn.reason}"
    return f"{line}\n    {fingerprint(key)}"


def _day(seconds: int) -> str:
    """In Japan."""
    return format_day(day_of(seconds * 1000))


def _made(key: KeyInfo) -> None:
    typer.echo(
        f"{_title(key.body)}\n"
        f"新しい鍵 · New key: {key.kid.hex()}  {_day(key.not_before)} – {_day(key.expires)}\n"
        f"    {fingerprint(key)}"
    )


def _renewed(done: Renewed) -> None:
    typer.echo(
        f"新しい鍵 · New key: {done.key.hex()}\n"
        f"持ち主の次の同期で替わるカード · Cards renewed at their holders' next sync: {done.cards}"
    )
    if done.on_paper:
        numbers = ", ".join(map(str, done.on_paper))
        typer.echo(
            f"紙のカードを刷り直す登録番号 · Print the cards of these members again: {numbers}"
        )
    if done.reprint:
        typer.echo("印刷し直す場所 · Print the codes of these places again:")
    for place in done.reprint:
        typer.echo(f"  {place.id}  {place.name}  {place.english}")
    if done.projects:
        typer.echo("印刷し直す活動 · Print the codes of these projects again:")
    for project in done.projects:
        typer.echo(f"  {project.id}  {project.name}  {project.english}")
    if done.screens:
        typer.echo(f"次の同期で直る受付画面 · Screens to sync: {done.screens}")
