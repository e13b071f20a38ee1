"""Whatever goes wrong leaves as a problem document, in words, and never says too much."""

from typing import Any

import pytest
from litestar import get
from structlog.testing import capture_logs

from schemas.problems import Problem, ProblemCode
from server.app.assembly import MAX_JSON_BYTES
from server.app.problems import PROBLEM_MEDIA_TYPE, Refusal
from tests.support.authenticator import CHANGE, sign_up
from tests.support.installation import Installation


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api", 404, "not-found"),
        ("GET", "/api/nothing", 404, "not-found"),
        ("GET", "/API/nothing", 404, "not-found"),
        ("POST", "/api/nothing", 404, "not-found"),
        ("GET", "/nothing.js", 404, "not-found"),
        ("GET", "/assets/nothing-12345678.js", 404, "not-found"),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd.txt", 404, "not-found"),
        ("PUT", "/api/account", 405, "malformed"),
        ("PATCH", "/health", 405, "malformed"),
        ("POST", "/card", 405, "malformed"),
        ("GET", "/api/account", 401, "not-signed-in"),
        ("POST", "/api/account/sign-out", 401, "not-signed-in"),
    ],
)
async def test_refusals_are_problem_documents(
    village: Installation, method: str, path: str, status: int, code: str
) -> None:
    answer = await village.client.request(method, path, headers=CHANGE)

    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["type"] == f"/problems/{code}"
    assert answer.json()["status"] == status
    assert answer.json()["title"]


async def test_405_names_what_would_do(village: Installation) -> None:
    answer = await village.client.put("/api/account", headers=CHANGE)
    assert answer.headers["allow"] == "GET"
    answer = await village.client.post("/card", headers=CHANGE)
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("accept_language", "language", "title"),
    [
        (None, "ja", "サインインしてください"),
        ("ja,en;q=0.8", "ja", "サインインしてください"),
        ("en-GB,en;q=0.9,ja;q=0.5", "en", "Please sign in"),
        ("fr,de", "ja", "サインインしてください"),
    ],
)
async def test_problems_speak_the_language_asked_for(
    village: Installation, accept_language: str | None, language: str, title: str
) -> None:
    headers = {"Accept-Language": accept_language} if accept_language else {}
    answer = await village.client.get("/api/account", headers=headers)
    assert answer.json()["title"] == title
    assert answer.headers["content-language"] == language


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", None),
        (b"{", None),
        (b"\xff\xfe", None),
        (b"[]", None),
        (b"{}", "ceremony"),
        (b'{"ceremony": 1, "response": {}}', "ceremony"),
        (b'{"ceremony": "x", "response": []}', "response"),
        (b'{"ceremony": "x", "response": {}, "label": "' + b"x" * 61 + b'"}', "label"),
        (b"[" * 20_000, None),
    ],
)
async def test_a_body_that_does_not_validate_names_the_field(
    village: Installation, body: bytes, field: str | None
) -> None:
    answer = await village.client.post(
        "/api/passkeys/authentication",
        content=body,
        headers=CHANGE | {"Content-Type": "application/json"},
    )
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == "malformed"
    assert answer.json().get("field") == field


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("length", "status"), [(MAX_JSON_BYTES, 200), (MAX_JSON_BYTES + 1, 413)])
async def test_a_body_has_a_stated_limit(
    village: Installation, length: int, status: int, chunked: bool
) -> None:
    body = b'{"name": "x"'.ljust(length - 1) + b"}"

    async def pieces() -> Any:
        for at in range(0, len(body), 10_000):
            yield body[at : at + 10_000]

    answer = await village.client.post(
        "/api/passkeys/registration/options",
        content=pieces() if chunked else body,
        headers=CHANGE | {"Content-Type": "application/json"},
    )
    assert answer.status_code == status
    if status == 413:
        assert answer.json()["code"] == "too-large"


async def test_a_fault_of_ours_tells_a_number_and_nothing_else(village: Installation) -> None:
    @get("/api/fault", sync_to_thread=False)
    def fault() -> None:
        raise ValueError("山田花子 hanako@example.jp")

    village.app.register(fault)
    with capture_logs() as logs:
        answer = await village.client.get("/api/fault", headers={"Accept-Language": "en"})

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    (entry,) = (line for line in logs if line["event"] == "unexpected")
    assert entry["number"] in answer.json()["detail"]
    assert entry["error"] == "ValueError"
    assert any("test_problems.py" in frame for frame in entry["frames"])
    assert "hanako" not in repr(logs) + answer.text


async def test_logs_hold_no_personal_data(village: Installation) -> None:
    with capture_logs() as logs:
        made = await sign_up(village.client)
        await village.client.get("/api/account?name=hanako", headers={"User-Agent": "phone-x"})
        await village.client.delete("/api/devices/AAAA", headers=CHANGE)

    text = repr(logs)
    token = village.client.cookies["furusato_session"]
    for private in (made.id, token, "192.0.2.1", "hanako", "phone-x", "AAAA"):
        assert private not in text
    assert [(line["route"], line["status"]) for line in logs] == [
        ("/api/passkeys/registration/options", 200),
        ("/api/passkeys/registration", 201),
        ("/api/account", 200),
        ("/api/devices/{device}", 404),
    ]
    assert all(line["ms"] >= 0 for line in logs)


@pytest.mark.parametrize("code", list(ProblemCode))
def test_every_code_has_a_status_and_words_in_both_languages(code: ProblemCode) -> None:
    refusal = Refusal(code, "わけ", "why", retry_after=3, stored=4, challenge="AA", field="f")
    japanese, english = (refusal.problem(english=flag) for flag in (False, True))
    assert japanese.status == english.status == refusal.status >= 400
    assert japanese.title != english.title
    assert (japanese.detail, english.detail) == ("わけ", "why")
    assert english == Problem(
        type=f"/problems/{code.value}",
        title=english.title,
        status=english.status,
        code=code,
        detail="why",
        stored=4,
        challenge="AA",
        field="f",
        retry_after=3,
    )
