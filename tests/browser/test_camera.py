"""The camera at the desk: its light, which of several, and a screen that stays on."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import join_as_staff
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.village import found_village

# A phone with two cameras, the back one with a light. Chromium's made-up device has neither.
CAMERAS = """
globalThis.camera = { asked: [], lit: [], held: 0, gone: false };
const devices = navigator.mediaDevices;
const open = devices.getUserMedia.bind(devices);
devices.getUserMedia = async ({ video }) => {
  const id = video.deviceId?.exact ?? "back";
  camera.asked.push(id);
  if (camera.gone && id === "front") throw new OverconstrainedError("deviceId");
  const stream = await open({ video: { width: 1280, height: 720 } });
  const [track] = stream.getVideoTracks();
  track.getSettings = () =>
    ({ deviceId: id, facingMode: id === "back" ? "environment" : "user" });
  track.getCapabilities = () => ({ torch: id === "back" });
  track.applyConstraints = async ({ advanced }) => { camera.lit.push(advanced[0].torch); };
  return stream;
};
devices.enumerateDevices = async () =>
  ["back", "front"].map((deviceId) => ({ kind: "videoinput", deviceId }));
// A browser that is driven holds no screen awake.
navigator.wakeLock.request = async () => {
  camera.held += 1;
  return { release: async () => { camera.held -= 1; } };
};
"""


@pytest.fixture
def desk(server: LiveServer, make_phone: MakePhone) -> Phone:
    phone = make_phone("desk")
    join_as_staff(phone, found_village(server).invite)
    return phone


def test_a_device_with_one_camera_has_no_button_that_does_nothing(
    server: LiveServer, desk: Phone
) -> None:
    desk.page.goto(f"{server.origin}/staff/scan")
    expect(desk.page.get_by_role("button", name="音")).to_be_visible()
    expect(desk.page.get_by_text("カメラを準備しています")).to_be_hidden()
    expect(desk.page.get_by_role("button", name="明かり")).to_be_hidden()
    expect(desk.page.get_by_role("button", name="カメラ切替")).to_be_hidden()


def test_light_and_the_other_camera(server: LiveServer, desk: Phone) -> None:
    page = desk.page
    page.add_init_script(CAMERAS)
    page.goto(f"{server.origin}/staff/scan")
    light = page.get_by_role("button", name="明かり")
    turn = page.get_by_role("button", name="カメラ切替")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "true")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("camera.lit") == [True, False]
    # The screen stays on as long as the page scans.
    desk.wait_until("camera.held === 1")

    turn.click()
    expect(light).to_be_hidden()
    expect(page.locator("video")).to_have_class("mirrored")
    # Remembered, also by a browser that was closed.
    desk.restart()
    desk.page.add_init_script(CAMERAS)
    desk.page.goto(f"{server.origin}/staff/scan")
    expect(desk.page.locator("video")).to_have_class("mirrored")
    assert desk.page.evaluate("camera.asked") == ["front"]

    # Unplugged since: another serves.
    desk.page.add_init_script("camera.gone = true;")
    desk.page.reload()
    expect(desk.page.get_by_role("button", name="明かり")).to_be_visible()
    assert desk.page.evaluate("camera.asked") == ["front", "back"]
    desk.page.get_by_role("link", name="受付").first.click()
    desk.wait_until("camera.held === 0")
