"""What the stand-in knows between two requests: in memory, and gone when it ends."""

import secrets
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from server.identity.provider.people import Person

REQUEST_SECONDS = 600
CODE_SECONDS = 60
TOKEN_SECONDS = 300
MAX_KEPT = 10_000

T = TypeVar("T")


class Options(Struct, frozen=True):
    """How the stand-in was started: for one client."""

    origin: str
    client_id: str
    redirect_uri: str
    jwks_uri: str

    @property
    def issuer(self) -> str:
        return f"{self.origin}/api/realms/main"

    def endpoint(self, name: str) -> str:
        return f"{self.issuer}/protocol/openid-connect/{name}"


class Asked(Struct, frozen=True):
    """A good authorisation request, while its person decides."""

    state: str
    nonce: str
    challenge: str
    scopes: tuple[str, ...]


class Granted(Struct, frozen=True):
    """What a code is good for."""

    asked: Asked
    person: Person
    at: int


class Kept:
    """`clock` in Unix seconds. Every secret here is good once."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.clock = clock
        self._requests: dict[str, tuple[int, Asked]] = {}
        self._codes: dict[str, tuple[int, Granted]] = {}
        self._used: dict[str, tuple[int, str]] = {}
        self._tokens: dict[str, tuple[int, Granted]] = {}
        self._assertions: dict[str, tuple[int, str]] = {}

    def keep_request(self, asked: Asked) -> str:
        return self._keep(self._requests, asked, REQUEST_SECONDS)

    def request(self, name: str) -> Asked | None:
        return self._find(self._requests, name)

    def end_request(self, name: str) -> None:
        self._requests.pop(name, None)

    def keep_code(self, granted: Granted) -> str:
        return self._keep(self._codes, granted, CODE_SECONDS)

    def take_code(self, code: str) -> Granted | None:
        """Used up. A code that comes again takes back what was given for it (RFC 6749 4.1.2)."""
        again = self._used.get(code)
        if again is not None:
            self._tokens.pop(again[1], None)
        granted = self._find(self._codes, code)
        self._codes.pop(code, None)
        return granted

    def keep_token(self, granted: Granted, code: str) -> str:
        token = self._keep(self._tokens, granted, TOKEN_SECONDS)
        self._used[code] = self.clock() + TOKEN_SECONDS, token
        return token

    def token(self, token: str) -> Granted | None:
        return self._find(self._tokens, token)

    def is_new(self, assertion: str, until: int) -> bool:
        """Whether this name of an assertion was not seen before; from now on it was."""
        self._forget(self._assertions)
        if assertion in self._assertions:
            return False
        self._assertions[assertion] = until, ""
        return True

    def _keep(self, into: dict[str, tuple[int, T]], value: T, seconds: int) -> str:
        self._forget(into)
        name = secrets.token_urlsafe(32)
        into[name] = self.clock() + seconds, value
        return name

    def _find(self, where: dict[str, tuple[int, T]], name: str) -> T | None:
        until, value = where.get(name, (0, None))
        return value if self.clock() < until else None

    def _forget(self, where: dict[str, tuple[int, T]]) -> None:
        now = self.clock()
        for name in [name for name, (until, _) in where.items() if until <= now]:
            del where[name]
        while len(where) >= MAX_KEPT:
            del where[next(iter(where))]
