"""The doors' limits, at their edge."""

import pytest

from schemas.problems import ProblemCode
from server.app.clock import MINUTE_MS
from server.app.limits import (
    ENROL,
    MAX_KEYS,
    PASSKEY,
    RECOVERY,
    SYNC,
    SYNC_DEVICE,
    Door,
    RateLimiter,
)
from server.app.problems import Refusal
from tests.support.authenticator import CHANGE, sign_up
from tests.support.installation import Installation, ManualClock


@pytest.mark.parametrize(
    ("door", "path", "body"),
    [
        (PASSKEY, "/api/passkeys/registration/options", {}),
        (PASSKEY, "/api/passkeys/authentication/options", {}),
        (RECOVERY, "/api/recovery", {"code": "0000-0000-0000-0000"}),
        (ENROL, "/api/devices", {"public_key": "", "signature": ""}),
    ],
)
async def test_a_door_opens_so_often_and_then_says_when(
    village: Installation, door: Door, path: str, body: dict[str, str]
) -> None:
    await sign_up(village.client)
    village.clock.advance(MINUTE_MS)
    for _ in range(door.times):
        assert (await village.client.post(path, json=body, headers=CHANGE)).status_code != 429

    refused = await village.client.post(path, json=body, headers=CHANGE)

    assert refused.status_code == 429
    assert refused.json()["code"] == "too-many-requests"
    wait = int(refused.headers["retry-after"])
    assert refused.json()["retry_after"] == wait
    assert 0 < wait <= 60
    async with village.browser("198.51.100.7") as elsewhere:
        assert (await elsewhere.post(path, json=body, headers=CHANGE)).status_code != 429
    village.clock.advance(wait * 1000)
    assert (await village.client.post(path, json=body, headers=CHANGE)).status_code != 429


@pytest.mark.parametrize("door", [PASSKEY, RECOVERY, ENROL, SYNC, SYNC_DEVICE])
def test_a_burst_is_the_whole_window(door: Door) -> None:
    clock = ManualClock()
    limiter = RateLimiter(clock)
    for _ in range(door.times):
        limiter.take(door, "a")
    with pytest.raises(Refusal) as refused:
        limiter.take(door, "a")
    assert refused.value.code is ProblemCode.TOO_MANY_REQUESTS
    clock.advance(door.window_ms)
    for _ in range(door.times):
        limiter.take(door, "a")


def test_a_steady_pace_within_the_limit_is_never_refused() -> None:
    clock = ManualClock()
    limiter = RateLimiter(clock)
    door = Door("door", 60)
    for _ in range(500):
        limiter.take(door, "a")
        clock.advance(1000)


def test_doors_and_keys_are_counted_apart() -> None:
    limiter = RateLimiter(ManualClock())
    limiter.take(Door("one", 1), "a")
    limiter.take(Door("one", 1), "b")
    limiter.take(Door("two", 1), "a")
    with pytest.raises(Refusal):
        limiter.take(Door("one", 1), "a")


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    clock = ManualClock()
    limiter = RateLimiter(clock)
    door = Door("door", 1, 1000)
    for number in range(MAX_KEYS):
        limiter.take(door, str(number))
    clock.advance(1000)
    limiter.take(door, "one more")
    assert len(limiter) == 1
    with pytest.raises(Refusal):
        limiter.take(door, "one more")
