"""The app on the home screen: the browser's own offer, kept until a person asks for it."""

from playwright.sync_api import expect

from tests.browser.acts import register, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.live import LiveServer
from tests.support.village import TOWN_NAME, found_village

OFFER = """
() => {
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  offer.prompt = async () => { globalThis.asked = true; };
  return dispatchEvent(offer);
}
"""


def test_the_offer_waits_in_the_settings(server: LiveServer, make_phone: MakePhone) -> None:
    found_village(server)
    phone = make_phone("hana")
    register(phone, server.origin, "奈良 川上村", TOWN_NAME)
    wait_until_offline_ready(phone)
    page = phone.page
    page.get_by_role("link", name="設定").click()
    expect(page.get_by_text("「ホーム画面に追加」を選んでください")).to_be_visible()
    assert page.evaluate(OFFER) is False  # held back, not shown over somebody's work
    page.get_by_role("button", name="ホーム画面に追加").click()
    phone.wait_until("globalThis.asked === true")
    expect(page.get_by_role("button", name="ホーム画面に追加")).to_have_count(0)
