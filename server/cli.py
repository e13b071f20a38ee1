"""The command `furusato`: starts a server, looks things up, keeps the database in order."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from server import __version__, catalogue
from server.accounts.authority import end_operators
from server.accounts.setup_code import Opens, make_setup_code
from server.app.audit import audit
from server.app.clock import wall_clock
from server.app.instance import WrongDatabase
from server.app.serving import CannotServe, prepare, refuse_taken_port, refuse_workers, run
from server.app.settings import Settings, settings_from
from server.app.terminal import NOT_HERE, PORT, Data, is_there, reason, settings_of, stop
from server.cards.keystore import KeyStoreError
from server.cli_idp import idp
from server.cli_keys import keys
from server.database import Database
from server.database.migrate import MigrationError
from server.database.migrate import migrate as migrate_database
from server.sample.build import build
from server.search.asking import Query
from server.search.asking import search as find_documents
from server.search.indexing import ensure_index, rebuild_index
from server.sweep.once import sweep_once
from server.sweep.run import Outcome
from server.transfer.export import archive_name, write_archive

SAMPLE_PORT = 8001

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="ふるさと住民登録証のサーバー · the server of the hometown-resident card",
)

Host = Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 for every one")]
Port = Annotated[int, typer.Option(help="Port to listen at", min=1, max=65535)]
Workers = Annotated[int, typer.Option(help="Processes; more than one needs PostgreSQL", min=1)]


@cli.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = PORT,
    data: Data = None,
    workers: Workers = 1,
    sample: Annotated[bool, typer.Option(help="Serve the sample village from here")] = False,
) -> None:
    """Start the server. The first start makes database and keys, and tells how to begin."""
    settings = settings_of(data, port)
    _serve(msgspec.structs.replace(settings, sample=sample or settings.sample), host, port, workers)


@cli.command()
def sample(host: Host = "127.0.0.1", port: Port = SAMPLE_PORT, data: Data = None) -> None:
    """Look around a sample village, which has a database of its own."""
    base = settings_of(data, port)
    directory = base.data if data else base.data / "sample"
    # Never the address of the real database: the village is at home in its own file alone.
    own = settings_from({"FURUSATO_WEB": str(base.web)}, data=directory, port=port)
    _serve(msgspec.structs.replace(own, sample=True), host, port, workers=1)


@cli.command()
def migrate(data: Data = None) -> None:
    """Bring the database to this version. `serve` does it too."""
    settings = settings_of(data)

    async def bring() -> None:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = Database(settings.database_url)
        try:
            await migrate_database(database)
        finally:
            await database.close()

    try:
        asyncio.run(bring())
    except (MigrationError, DBAPIError, OSError) as error:
        stop(reason(error))
    typer.echo("データベースは最新です · The database is up to date")


@cli.command()
def office(data: Data = None) -> None:
    """Print a new one-time code, with which one more body opens its office at /start."""
    typer.echo(f"一度だけ使えるコード · one-time code:  {_code(settings_of(data), Opens.OFFICE)}")


@cli.command()
def operator(
    data: Data = None,
    end: Annotated[bool, typer.Option(help="First end the role of everyone who holds it")] = False,
) -> None:
    """Print a new one-time code, with which somebody becomes the operator at /operator."""
    if end:
        ended = asyncio.run(_end_operators(settings_of(data)))
        typer.echo(f"{ended} 人の運用者を外しました · {ended} operators removed")
    typer.echo(f"一度だけ使えるコード · one-time code:  {_code(settings_of(data), Opens.OPERATOR)}")


async def _end_operators(settings: Settings) -> int:
    if not is_there(settings):
        stop(NOT_HERE)
    database = Database(settings.database_url)
    try:
        async with database.writing() as conn:
            return await end_operators(conn, wall_clock())
    finally:
        await database.close()


def _code(settings: Settings, opens: Opens) -> str:
    async def make() -> str:
        database = Database(settings.database_url)
        try:
            async with database.writing() as conn:
                return await make_setup_code(conn, wall_clock(), opens)
        finally:
            await database.close()

    try:
        code = asyncio.run(make()) if is_there(settings) else None
    except SQLAlchemyError:
        code = None
    if code is None:
        stop(NOT_HERE)
    return code


@cli.command()
def verify(data: Data = None) -> None:
    """Check every log, its chain and signatures, and that what is shown follows from it."""
    found = _audit(settings_of(data), write=False)
    if found:
        stop(f"{found} 件の食い違いがあります · {found} things do not hold together")
    typer.echo("すべて正しくつながっています · Everything holds together")


@cli.command()
def rebuild(
    data: Data = None,
    write: Annotated[bool, typer.Option(help="Put what was recomputed in place")] = False,
) -> None:
    """Recompute from the logs all that is shown, and report where it differs."""
    found = _audit(settings_of(data), write=write, logs=False)
    if found and not write:
        stop("食い違いを直すには --write を · To put it right: --write")
    typer.echo("終わりました · Done" if found else "違いはありません · No differences")


@cli.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for")] = "",
    data: Data = None,
    rebuild: Annotated[bool, typer.Option(help="Write the index anew first")] = False,
) -> None:
    """Search as everyone can in the app; --rebuild writes the index anew."""
    settings = settings_of(data)
    if not is_there(settings):
        stop(NOT_HERE)
    try:
        asyncio.run(_search(settings, query, rebuild=rebuild))
    except (SQLAlchemyError, OSError) as error:
        stop(reason(error))


@cli.command()
def sweep(data: Data = None) -> None:
    """Do what time brings, once: what is due, what ran out, the mail. `serve` does it too."""
    settings = settings_of(data)
    if not is_there(settings):
        stop(NOT_HERE)
    try:
        results = asyncio.run(sweep_once(settings, typer.echo))
    except (SQLAlchemyError, KeyStoreError, OSError) as error:
        stop(reason(error))
    if any(done.outcome is Outcome.FAILED for done in results):
        raise typer.Exit(1)


@cli.command()
def export(
    body: Annotated[str, typer.Argument(help="Its name or code")],
    data: Data = None,
    out: Annotated[Path | None, typer.Option(help="File to write; else one here")] = None,
) -> None:
    """Take out all that a body owns: CSVs with their explanation, in one ZIP."""
    settings = settings_of(data)
    found = catalogue.search(body)
    exact = [one for one in found if body in (one.name, catalogue.format_code(one.code))]
    if len(exact or found) != 1:
        stop(f"「{body}」は一つに決まりません · “{body}” is not one body: see furusato bodies")
    if not is_there(settings):
        stop(NOT_HERE)
    code, now = (exact or found)[0].code, wall_clock()
    path = out or Path(archive_name(code, now))
    try:
        asyncio.run(write_archive(settings.database_url, code, path, now))
    except (SQLAlchemyError, OSError) as error:
        stop(reason(error))
    typer.echo(f"書き出しました · Written: {path}")


@cli.command()
def bodies(query: Annotated[str, typer.Argument(help="Name, kana, romaji or code")]) -> None:
    """Find a municipality or prefecture and its code."""
    found = catalogue.search(query)
    for body in found:
        code = catalogue.format_code(body.code)
        typer.echo(f"{code}  {body.name}  {body.kana}  {body.english}")
    if not found:
        stop(f"「{query}」は見つかりません · Nothing is called “{query}”")


cli.add_typer(keys)
cli.command("idp")(idp)


def main() -> None:
    cli()


def _audit(settings: Settings, *, write: bool, logs: bool = True) -> int:
    """Prints what is wrong; tells how many things are."""
    if not is_there(settings):
        stop(NOT_HERE)
    try:
        return asyncio.run(audit(settings.database_url, write=write, logs=logs, say=typer.echo))
    except SQLAlchemyError as error:
        stop(reason(error))


async def _search(settings: Settings, query: str, *, rebuild: bool) -> None:
    database = Database(settings.database_url)
    try:
        if rebuild:
            count = await rebuild_index(database)
            typer.echo(f"索引を作り直しました · {count:,} documents")
        await ensure_index(database)
        async with database.reading() as conn:
            page = await find_documents(conn, Query(query)) if query.strip() else None
    finally:
        await database.close()
    for one in page.results if page else ():
        typer.echo(f"{one.kind}  {one.body}  {one.name}  {one.note}")


def _serve(settings: Settings, host: str, port: int, workers: int) -> None:
    fill = build if settings.sample else None
    try:
        refuse_workers(settings, workers)
        refuse_taken_port(host, port)
        if settings.sample:
            typer.echo("サンプルの村を用意しています… · Preparing the sample village…")
            sys.stdout.flush()
        code = asyncio.run(prepare(settings, wall_clock, fill))
        typer.echo(_first_words(settings, code))
        sys.stdout.flush()
        run(settings, host, port, workers)
    except (
        CannotServe,
        MigrationError,
        WrongDatabase,
        KeyStoreError,
        DBAPIError,
        OSError,
    ) as error:
        stop(reason(error))


def _first_words(settings: Settings, code: str | None) -> str:
    place = f"furusato {__version__}  {settings.origin}\n  {settings.data}"
    if settings.sample:
        return f"サンプルの村 · sample village\n{place}"
    if code is None:
        return place
    return f"""{place}

はじめかたは二つあります · Two ways to begin:

 1. 自治体の窓口を開く · Start your own office
      {settings.origin}/start
      一度だけ使えるコード · one-time code:  {code}

 2. サンプルの村を見て回る · Look around a sample village
      {settings.origin}/  または · or:  furusato sample
"""
