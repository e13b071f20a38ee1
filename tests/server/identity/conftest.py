"""An installation with an identity provider, on each kind of database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from tests.support.identity import OPTIONS, Heard, StandIn, identity_village
from tests.support.installation import Installation


@dataclass(frozen=True)
class Trial:
    """`heard` is what followed from proofs; `key` the provider's public key."""

    village: Installation
    stand_in: StandIn
    heard: Heard
    key: ECKey


@pytest.fixture
async def trial(migrated_url: str, tmp_path: Path) -> AsyncIterator[Trial]:
    heard = Heard()
    async with identity_village(migrated_url, tmp_path, heard) as (village, stand_in):
        async with stand_in.browser() as browser:
            (key,) = (await browser.get(OPTIONS.endpoint("certs"))).json()["keys"]
        yield Trial(village, stand_in, heard, ECKey.import_key(key))
