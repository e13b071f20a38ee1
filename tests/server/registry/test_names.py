"""The name that a member sets, on its way from the phone to the body's own staff (R04)."""

from schemas.entries import ProfileField, SetField
from schemas.feed import RosterItem
from tests.support.device import make_device
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, TENRI, Person, admin, person, told


async def names(village: Installation, staff: Person) -> list[str]:
    items = await told(village, staff.account)
    return [item.name for item in items if isinstance(item, RosterItem)]


async def test_a_name_set_before_and_after_registering_reaches_the_lists(
    village: Installation,
) -> None:
    chief, other = await admin(village), await admin(village, TENRI)
    somebody = await person(village)
    phone = await make_device(somebody.browser, somebody.account)
    phone.append(SetField(village.clock(), 0, ProfileField.NAME, "さくら"))
    await phone.sync()
    await somebody.post("/api/registrations", {"body": str(KAWAKAMI)})
    await phone.sync()

    assert await names(village, chief) == ["さくら"]
    (row,) = (await chief.get(f"/api/office/{KAWAKAMI}/members")).json()["members"]
    assert (row["name"], row["cards"]) == ("さくら", 1)

    village.clock.advance(1000)
    phone.append(SetField(village.clock(), 0, ProfileField.NAME, ""))
    await phone.sync()
    assert await names(village, chief) == [""]
    assert await names(village, other) == []
