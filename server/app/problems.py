"""Every refusal leaves as a problem document (RFC 9457), in Japanese or English."""

import re
import secrets
from http import HTTPStatus
from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec

from schemas.problems import Problem, ProblemCode
from server.app.language import prefers_english
from server.app.logs import fault

PROBLEM_MEDIA_TYPE = "application/problem+json"

_KINDS: dict[ProblemCode, tuple[int, str, str]] = {
    ProblemCode.MALFORMED: (400, "内容に誤りがあります", "The request is malformed"),
    ProblemCode.TOO_LARGE: (413, "大きすぎます", "The request is too large"),
    ProblemCode.TOO_MANY_REQUESTS: (
        429,
        "回数が多すぎます。しばらく待ってからもう一度お試しください",
        "Too many requests: please wait and try again",
    ),
    ProblemCode.NOT_SIGNED_IN: (401, "サインインしてください", "Please sign in"),
    ProblemCode.NOT_ALLOWED: (403, "この操作はできません", "This is not allowed"),
    ProblemCode.NOT_FOUND: (404, "見つかりません", "Not found"),
    ProblemCode.CONFLICT: (409, "いまの状態ではできません", "This conflicts with what is stored"),
    ProblemCode.CLIENT_TOO_OLD: (
        426,
        "アプリを新しくしてください",
        "Please update the app",
    ),
    ProblemCode.UNKNOWN_DEVICE: (
        404,
        "この端末は登録されていません",
        "This device is not enrolled",
    ),
    ProblemCode.DEVICE_REVOKED: (
        403,
        "この端末の登録は取り消されています",
        "This device has been revoked",
    ),
    ProblemCode.BAD_SIGNATURE: (401, "署名が正しくありません", "The signature does not hold"),
    ProblemCode.STALE_CHALLENGE: (
        401,
        "署名をやり直してください",
        "Signed over an old challenge",
    ),
    ProblemCode.GAP: (409, "記録の間が抜けています", "Entries are missing"),
    ProblemCode.FORK: (409, "同じ番号に別の記録があります", "Another history stands here"),
    ProblemCode.PASSKEY_REFUSED: (
        400,
        "パスキーを確認できませんでした",
        "The passkey could not be verified",
    ),
    ProblemCode.CODE_REFUSED: (
        400,
        "コードが違うか、使用済みか、期限切れです",
        "The code is wrong, used or out of date",
    ),
    ProblemCode.NOT_TAKING_PART: (
        409,
        "この自治体はまだ参加していません",
        "This municipality or prefecture does not take part yet",
    ),
    ProblemCode.UNAVAILABLE: (503, "いまは利用できません", "Not available at the moment"),
    ProblemCode.INTERNAL: (500, "サーバーに問題が起きました", "Something went wrong on the server"),
    ProblemCode.IDENTITY_NOT_SET_UP: (
        409,
        "ここでは本人確認を行えません",
        "Identity proof is not set up here",
    ),
    ProblemCode.IDENTITY_REFUSED: (
        400,
        "本人確認ができませんでした",
        "Your identity could not be confirmed",
    ),
    ProblemCode.IDENTITY_KNOWN_ELSEWHERE: (
        409,
        "あなたの登録がもう一つあります",
        "You have another account here",
    ),
    ProblemCode.IDENTITY_NEEDED: (
        409,
        "先に本人確認をしてください",
        "Please prove who you are first",
    ),
}

_MISSING = re.compile(r"missing required field `(\w+)`")

_CODE_OF_STATUS = {
    401: ProblemCode.NOT_SIGNED_IN,
    403: ProblemCode.NOT_ALLOWED,
    404: ProblemCode.NOT_FOUND,
    413: ProblemCode.TOO_LARGE,
    429: ProblemCode.TOO_MANY_REQUESTS,
    503: ProblemCode.UNAVAILABLE,
}


class Refusal(Exception):
    """Raise it anywhere under a request: it becomes the problem document of the answer.

    `field` names what in the request is wrong; `stored` and `challenge` (base64url) tell a
    syncing device where to go on; `retry_after` is in seconds; `ticket` opens the next step;
    `authenticate` is the WWW-Authenticate of RFC 6750.
    """

    def __init__(
        self,
        code: ProblemCode,
        detail_ja: str = "",
        detail_en: str = "",
        *,
        status: int | None = None,
        field: str | None = None,
        stored: int | None = None,
        challenge: str | None = None,
        retry_after: int | None = None,
        ticket: str | None = None,
        authenticate: str | None = None,
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.detail_ja = detail_ja
        self.detail_en = detail_en
        self.status = status or _KINDS[code][0]
        self.field = field
        self.stored = stored
        self.challenge = challenge
        self.retry_after = retry_after
        self.ticket = ticket
        self.authenticate = authenticate

    def problem(self, *, english: bool) -> Problem:
        """The document that the client gets."""
        _, title_ja, title_en = _KINDS[self.code]
        return Problem(
            type=f"/problems/{self.code}",
            title=title_en if english else title_ja,
            status=self.status,
            code=self.code,
            detail=self.detail_en if english else self.detail_ja,
            stored=self.stored,
            challenge=self.challenge,
            field=self.field,
            retry_after=self.retry_after,
            ticket=self.ticket,
        )


def problems(*codes: ProblemCode) -> dict[int, ResponseSpec]:
    """The `responses=` of a route that may refuse with these codes, for the OpenAPI document."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(_KINDS[code][0], []).append(code.value)
    return {
        status: ResponseSpec(
            Problem,
            generate_examples=False,
            description=" · ".join(names),
            media_type=PROBLEM_MEDIA_TYPE,
        )
        for status, names in by_status.items()
    }


def answer_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Problem]:
    english = prefers_english(request.headers.get("accept-language", ""))
    headers = {"Content-Language": "en" if english else "ja", "Cache-Control": "no-store"}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    if refusal.authenticate is not None:
        headers["WWW-Authenticate"] = refusal.authenticate
    return Response(
        refusal.problem(english=english),
        status_code=refusal.status,
        headers=headers,
        media_type=PROBLEM_MEDIA_TYPE,
    )


def answer_http_exception(
    request: Request[Any, Any, Any], error: HTTPException
) -> Response[Problem]:
    """What Litestar itself refuses: no such route or method, a body that does not validate."""
    status = error.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.SERVICE_UNAVAILABLE:
        return answer_unexpected(request, error)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return _answer_method(request)
    field = _field_of(error)
    return answer_refusal(
        request,
        Refusal(
            _CODE_OF_STATUS.get(status, ProblemCode.MALFORMED),
            f"「{field}」の値が正しくありません" if field else "",
            f"The value of “{field}” is not valid" if field else "",
            status=status,
            field=field,
        ),
    )


def answer_too_deep(request: Request[Any, Any, Any], _error: RecursionError) -> Response[Problem]:
    """Brackets within brackets, deeper than the decoder goes: the sender's doing."""
    return answer_refusal(request, Refusal(ProblemCode.MALFORMED))


def answer_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """A fault of ours: logged with a number that the person can quote, and no personal data."""
    number = secrets.token_hex(4)
    structlog.get_logger().error("unexpected", number=number, **fault(error))
    return answer_refusal(
        request,
        Refusal(
            ProblemCode.INTERNAL,
            f"お問い合わせの際は番号 {number} をお伝えください",
            f"Please quote the number {number} when you ask about it",
        ),
    )


def _answer_method(request: Request[Any, Any, Any]) -> Response[Problem]:
    """405 names the methods that the path does know (RFC 9110 section 15.5.6)."""
    allowed = []
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
        try:
            request.app.asgi_router.handle_routing(path=request.scope["path"], method=method)
        except HTTPException:
            continue
        allowed.append(method)
    response = answer_refusal(
        request,
        Refusal(
            ProblemCode.MALFORMED,
            "このアドレスではその操作はできません",
            "This address does not know that method",
            status=HTTPStatus.METHOD_NOT_ALLOWED,
        ),
    )
    response.headers["Allow"] = ", ".join(allowed)
    return response


def _field_of(error: HTTPException) -> str | None:
    """Which part of the request is wrong, from the form that Litestar and msgspec give it."""
    for item in error.extra if isinstance(error.extra, list) else []:
        key, message = item.get("key"), str(item.get("message", ""))
        if key == "data":  # the body as a whole: what is missing stands in the message alone
            missing = _MISSING.search(message)
            return missing[1] if missing else None
        if isinstance(key, str):
            return key
    return None
