"""Examples of the calls that linked apps make, for the OpenAPI document: one town, one member, one
visit, from consent to taking the visit back."""

from typing import Any, NamedTuple

import msgspec

from schemas.feed import Tier
from schemas.linked_apps import (
    AppMember,
    AppMembers,
    AppPlace,
    AppPlaces,
    AppProject,
    AppScope,
    CountedDay,
    CountedDays,
    NewRecord,
    NewRecords,
    RecordAnswer,
    RecordAnswers,
    RecordProblem,
    RecordState,
    RegistrationState,
    TokenAnswer,
    VoidRecord,
)

_WHO = "5f0c6f0c9b7e4f0f8d7a2b1c3d4e5f60"
_SCOPES = list(AppScope)


class Example(NamedTuple):
    """What is sent, if anything, and what is answered by 200."""

    answer: msgspec.Struct
    body: msgspec.Struct | None = None


EXAMPLES: dict[tuple[str, str], Example] = {
    ("/oauth/token", "post"): Example(
        TokenAnswer(
            "Wn3…43 characters…",
            "Bearer",
            1800,
            "registration:read activity:read checkin:write",
            "k9Q…43 characters…",
            _WHO,
        )
    ),
    ("/api/v1/members", "get"): Example(
        AppMembers([AppMember(_WHO, "2027-05-01T10:00:00+09:00", _SCOPES)], None)
    ),
    ("/api/v1/members/{member}/registration", "get"): Example(
        RegistrationState(
            member=_WHO,
            body="294527",
            registered=True,
            number=1024,
            tier=Tier.PREMIUM,
            since="2026-11-23",
            valid_until="2028-04-30",
            long_stay=True,
            name="さくら",
        )
    ),
    ("/api/v1/members/{member}/days", "get"): Example(
        CountedDays(
            _WHO,
            [
                CountedDay("2027-05-03", stay=True, activity=True, projects=[7]),
                CountedDay("2027-05-02", stay=True, activity=False, projects=[]),
            ],
            "2027-05-02",
        )
    ),
    ("/api/v1/places", "get"): Example(
        AppPlaces(
            [AppPlace(3, "湯盛温泉", "Yumori hot spring")],
            [AppProject(7, "水源地の森の手入れ", "Care of the forest", None, designated=True)],
        )
    ),
    ("/api/v1/checkins", "post"): Example(
        RecordAnswers(
            [
                RecordAnswer("festival-0001", RecordState.RECORDED, "2027-05-03"),
                RecordAnswer(
                    "festival-0002", RecordState.REFUSED, problem=RecordProblem.UNKNOWN_PLACE
                ),
            ]
        ),
        NewRecords(
            [
                NewRecord("festival-0001", _WHO, 3, "2027-05-03T10:15:00+09:00", 7),
                NewRecord("festival-0002", _WHO, 99, "2027-05-03T11:00:00+09:00"),
            ]
        ),
    ),
    ("/api/v1/checkins/{record}/void", "post"): Example(
        RecordAnswer("festival-0001", RecordState.VOIDED, "2027-05-03"),
        VoidRecord("別の人の記録でした"),
    ),
}


def with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """The document with an example in the body and the answer of each call that has one."""
    paths = dict(document["paths"])
    for (path, method), example in EXAMPLES.items():
        operation = dict(paths[path][method])
        answer = dict(operation["responses"]["200"])
        answer["content"] = _shown(answer["content"], example.answer)
        operation["responses"] = operation["responses"] | {"200": answer}
        if example.body is not None:
            sent = operation["requestBody"]
            operation["requestBody"] = sent | {"content": _shown(sent["content"], example.body)}
        paths[path] = paths[path] | {method: operation}
    return document | {"paths": paths}


def _shown(content: dict[str, Any], example: msgspec.Struct) -> dict[str, Any]:
    value = msgspec.to_builtins(example)
    return {kind: said | {"example": value} for kind, said in content.items()}
