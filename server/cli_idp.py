"""`furusato idp`: a stand-in identity provider for trials, as a process of its own."""

import sys
from typing import Annotated

import typer

from server.app.serving import CannotServe, refuse_taken_port
from server.app.terminal import PORT, stop
from server.identity.provider.serving import run_provider
from server.identity.provider.state import Options

IDP_PORT = 9000


def idp(
    host: Annotated[str, typer.Option(help="Address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at", min=1, max=65535)] = IDP_PORT,
    client_id: Annotated[str, typer.Option(help="The client that may ask")] = "furusato",
    redirect_uri: Annotated[
        str, typer.Option(help="Where browsers are sent back to")
    ] = f"http://localhost:{PORT}/identity/return",
    jwks_uri: Annotated[
        str, typer.Option(help="Where the client publishes its keys")
    ] = f"http://localhost:{PORT}/api/identity/jwks",
) -> None:
    """Stand in for the identity provider in a trial. It proves nothing."""
    options = Options(f"http://localhost:{port}", client_id, redirect_uri, jwks_uri)
    try:
        refuse_taken_port(host, port)
    except CannotServe as error:
        stop(str(error))
    typer.echo(
        f"""試験用の、にせの本人確認です。何も証明しません。
A stand-in for identity proof, for trials: it proves nothing.

  FURUSATO_OIDC_ISSUER={options.issuer}
  FURUSATO_OIDC_CLIENT_ID={client_id}
"""
    )
    sys.stdout.flush()
    run_provider(options, host, port)
