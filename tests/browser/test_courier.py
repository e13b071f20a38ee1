"""Records that leave a phone without a network on another's, and the answer that comes back."""

import base64
import io
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.acts import printed_code, register, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.picture import code_picture
from tests.support.village import TOWN_NAME, Village

NOTE = "露天風呂から雪が見えた。" * 70
"""Long, so that it takes several codes."""

WATCH_CODES = """
() => {
  const seen = new Map();
  const picture = () => document.querySelector(".frames svg");
  const look = () => {
    const svg = picture();
    if (svg) seen.set(svg.dataset.text, svg.outerHTML);
  };
  new MutationObserver(look).observe(document.body,
    { subtree: true, childList: true, attributes: true });
  look();
  window.codesSeen = () => [...seen.values()];
  window.allCodesSeen = () => seen.size > 0 && seen.size === Number(picture()?.dataset.count);
}
"""


def codes_of(phone: Phone) -> list[Image.Image]:
    """Every code that the screen goes through, as it is drawn there."""
    phone.page.evaluate(WATCH_CODES)
    phone.wait_until("window.allCodesSeen()")
    drawn: list[str] = phone.page.evaluate("window.codesSeen()")
    page = phone.context.new_page()
    pictures: list[Image.Image] = []
    for svg in drawn:
        page.set_content(f"<style>svg {{ width: 500px; height: 500px }}</style>{svg}")
        # The app's own style for the ground under the code.
        page.add_style_tag(content=".frames-ground { fill: white }")
        pictures.append(Image.open(io.BytesIO(page.locator("svg").screenshot())))
    page.close()
    return pictures


def record_offline(phone: Phone, printed: Image.Image) -> None:
    """A stay and a long note, with no network."""
    page = phone.page
    phone.see(printed)
    page.get_by_role("link", name="場所", exact=True).click()
    page.get_by_role("link", name="今ここにいます").click()
    expect(page.get_by_text("今日の滞在を記録しました")).to_be_visible()
    page.get_by_role("link", name="記録を見る").click()
    page.get_by_role("button", name="メモを書く").click()
    page.get_by_label("メモ").fill(NOTE)
    page.get_by_role("button", name="メモを残す").click()
    expect(page.get_by_text("未送信 2件")).to_be_visible()


def to_courier(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.origin}/settings")
    page.get_by_role("link", name="受け渡しを開く").click()
    expect(page.get_by_role("heading", name="電波のない時の受け渡し")).to_be_visible()


def saved(page: Page, directory: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="ファイルに保存").click()
    path = directory / download.value.suggested_filename
    download.value.save_as(path)
    expect(page.get_by_text("ファイルに保存しました")).to_be_visible()
    return path


def choose(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)


def views_of(phone: Phone, server: LiveServer) -> dict[str, list[dict[str, object]]]:
    cookies = {cookie["name"]: cookie["value"] for cookie in phone.context.cookies()}
    views: dict[str, list[dict[str, object]]] = httpx.get(
        f"{server.origin}/api/views", cookies=cookies
    ).json()["views"]
    return views


def delivered_once(phone: Phone, server: LiveServer) -> None:
    views = views_of(phone, server)
    assert len(views["stay_days"]) == 1
    assert len(views["journal"]) == 1
    assert views["journal"][0]["notes"] == [
        {**views["journal"][0]["notes"][0], "text": NOTE}  # type: ignore[index]
    ]


def test_by_codes_from_screen_to_camera(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    office = make_phone("office", viewport={"width": 1280, "height": 720})
    printed = printed_code(office, server, village, village.bath)
    hana, taro = make_phone("hana"), make_phone("taro")
    for phone in (hana, taro):
        register(phone, server.origin, "奈良 かわかみ", TOWN_NAME)
        wait_until_offline_ready(phone)
        phone.set_offline(True)
        phone.page.goto(server.origin)
    record_offline(hana, printed)

    # In the valley: from one screen to the other's camera, neither with a network.
    to_courier(hana.page, server)
    hana.page.get_by_role("link", name="記録を預ける").click()
    hana.page.get_by_role("button", name="QRコードを見せる").click()
    expect(hana.page.get_by_text("記録2件に封をしました。")).to_be_visible()
    codes = codes_of(hana)
    assert len(codes) > 3
    taro.see(*codes, a_second=4)
    to_courier(taro.page, server)
    taro.page.get_by_role("link", name="記録を預かる").click()
    expect(taro.page.get_by_text("記録を預かりました")).to_be_visible(timeout=20_000)
    # It survives that the phone is switched off.
    taro.restart()
    taro.page.goto(f"{server.origin}/courier")
    expect(taro.page.get_by_text("まだ届けていません")).to_be_visible()
    expect(taro.page.get_by_text("電波が届くと自動で届けます。", exact=False).last).to_be_visible()

    # On the hill: it goes by itself.
    taro.set_offline(False)
    expect(taro.page.get_by_text("持ち主に返事を渡せます")).to_be_visible()
    delivered_once(hana, server)

    # Back in the valley: the answer, the same way.
    taro.set_offline(True)
    taro.page.get_by_role("link", name="返事を渡す").click()
    taro.page.get_by_role("button", name="QRコードを見せる").click()
    hana.see(*codes_of(taro), a_second=4)
    to_courier(hana.page, server)
    expect(hana.page.get_by_text("返事を待っています")).to_be_visible()
    hana.page.get_by_role("link", name="返事を受け取る").click()
    expect(hana.page.get_by_text("記録が役場に届きました")).to_be_visible(timeout=20_000)
    expect(hana.page.get_by_text("送信済み")).to_be_visible()
    taro.page.get_by_role("button", name="渡し終わった").click()
    expect(taro.page.get_by_text("返事を渡しました")).to_be_visible()

    # Its own next sync begins where the answer left off: one request, nothing again.
    with hana.page.expect_request(lambda request: request.url.endswith("/api/sync")) as sent:
        hana.set_offline(False)
    answer = sent.value.response()
    assert answer is not None
    assert answer.ok
    assert len(sent.value.post_data_buffer or b"") < len(NOTE)
    delivered_once(hana, server)


def refuse_others_files(page: Page, server: LiveServer, own: Path, directory: Path) -> None:
    page.goto(f"{server.origin}/courier/take")
    choose(page, own)
    expect(page.get_by_text("これはこの電話の記録です")).to_be_visible()
    for content in (b"", b"PK\3\4 something else", own.read_bytes()[:-1]):
        page.goto(f"{server.origin}/courier/take")
        (directory / "wrong").write_bytes(content)
        choose(page, directory / "wrong")
        expect(page.get_by_text("受け渡しのファイルではないか、こわれています。")).to_be_visible()


def deliver_by_hand(courier: Page) -> None:
    """Of a parcel that could not be delivered when it was taken."""
    expect(courier.get_by_text("電波が届くと自動で届けます。", exact=False)).to_be_visible()
    courier.get_by_role("link", name="受け渡しにもどる").last.click()
    with courier.expect_event("requestfailed", lambda one: "/api/courier" in one.url):
        courier.reload()  # it tries once by itself
    courier.unroute("**/api/courier")
    courier.get_by_role("button", name="いま届ける").click()
    expect(courier.get_by_text("1件届けました", exact=True)).to_be_visible()


def test_by_file_with_two_couriers_and_an_own_sync(
    server: LiveServer, village: Village, make_phone: MakePhone, tmp_path: Path
) -> None:
    office = make_phone("office", viewport={"width": 1280, "height": 720})
    printed = printed_code(office, server, village, village.bath)
    hana = make_phone("hana")
    register(hana, server.origin, "奈良 かわかみ", TOWN_NAME)
    wait_until_offline_ready(hana)
    hana.set_offline(True)
    hana.page.goto(server.origin)
    record_offline(hana, printed)
    to_courier(hana.page, server)
    hana.page.get_by_role("link", name="記録を預ける").click()
    hana.page.get_by_role("button", name="ファイルで渡す").click()
    parcel = saved(hana.page, tmp_path)
    assert parcel.suffix == ".furusato"
    assert NOTE.encode()[:60] not in parcel.read_bytes()

    # Two people without any account bring the same file, as it is and as a text.
    text = tmp_path / "mail.furusato.txt"
    text.write_text(base64.b64encode(parcel.read_bytes()).decode())
    answers = []
    for name, file in (("taro", parcel), ("jiro", text)):
        courier = make_phone(name).page
        courier.goto(f"{server.origin}/courier/take")
        if name == "taro":  # the server cannot be reached when it is taken
            courier.route("**/api/courier", lambda route: route.abort())
        choose(courier, file)
        expect(courier.get_by_text("記録を預かりました")).to_be_visible()
        if name == "taro":
            deliver_by_hand(courier)
        courier.get_by_role("link", name="返事を渡す").click()
        courier.get_by_role("button", name="ファイルで渡す").click()
        answers.append(saved(courier, tmp_path))
        delivered_once(hana, server)

    page = hana.page
    refuse_others_files(page, server, parcel, tmp_path)
    expect(page.get_by_text("未送信 2件")).to_be_visible()
    page.goto(f"{server.origin}/courier/take")
    choose(page, answers[0])
    expect(page.get_by_text("記録が役場に届きました")).to_be_visible()
    expect(page.get_by_text("送信済み")).to_be_visible()
    # The second courier's answer finds everything done, and is no error.
    page.get_by_role("button", name="続けて受け取る").click()
    choose(page, answers[1])
    expect(page.get_by_text("記録が役場に届きました")).to_be_visible()

    # An answer for another phone is told from one's own.
    other = make_phone("other").page
    other.goto(f"{server.origin}/courier/take")
    choose(other, answers[0])
    expect(other.get_by_text("別の電話あての返事です")).to_be_visible()

    hana.set_offline(False)
    expect(page.get_by_text("送信済み")).to_be_visible()
    delivered_once(hana, server)


def test_a_phone_that_sent_by_itself_needs_no_answer(
    server: LiveServer, village: Village, make_phone: MakePhone, tmp_path: Path
) -> None:
    """The parcel arrives late, is nobody's error, and changes nothing."""
    office = make_phone("office", viewport={"width": 1280, "height": 720})
    printed = printed_code(office, server, village, village.bath)
    hana = make_phone("hana")
    register(hana, server.origin, "奈良 かわかみ", TOWN_NAME)
    wait_until_offline_ready(hana)
    hana.set_offline(True)
    hana.page.goto(server.origin)
    record_offline(hana, printed)
    to_courier(hana.page, server)
    hana.page.get_by_role("link", name="記録を預ける").click()
    hana.page.get_by_role("button", name="ファイルで渡す").click()
    parcel = saved(hana.page, tmp_path)
    hana.set_offline(False)
    expect(hana.page.get_by_text("送信済み")).to_be_visible()
    hana.page.goto(f"{server.origin}/courier")
    expect(hana.page.get_by_text("この電話が自分で送りました", exact=False)).to_be_visible()
    hana.page.goto(f"{server.origin}/journal")

    taro = make_phone("taro").page
    taro.goto(f"{server.origin}/courier/take")
    choose(taro, parcel)
    taro.get_by_role("link", name="返事を渡す").click()
    taro.get_by_role("button", name="ファイルで渡す").click()
    answer = saved(taro, tmp_path)
    hana.page.goto(f"{server.origin}/courier/take")
    choose(hana.page, answer)
    expect(
        hana.page.get_by_text("この返事はもう必要ありません").or_(
            hana.page.get_by_text("記録が役場に届きました")
        )
    ).to_be_visible()
    delivered_once(hana, server)


def test_what_the_camera_is_not_meant_for(server: LiveServer, make_phone: MakePhone) -> None:
    phone = make_phone("taro")
    phone.see(code_picture("https://example.com/"))
    phone.page.goto(f"{server.origin}/courier/take")
    expect(phone.page.get_by_text("これは受け渡しのQRコードではありません。")).to_be_visible()


def test_the_system_opens_a_file_with_the_app(
    server: LiveServer, make_phone: MakePhone, tmp_path: Path
) -> None:
    """As `launchQueue` hands it over; headless Chromium cannot be started by a file."""
    phone = make_phone("taro")
    phone.context.add_init_script(
        """Object.defineProperty(window, "launchQueue", { value: {
             setConsumer: (take) => take({ files: [
               { getFile: async () => new File(["not ours"], "x.furusato") }] }) } })"""
    )
    phone.page.goto(f"{server.origin}/courier/take")
    expect(phone.page.get_by_text("受け渡しのファイルではないか、こわれています。")).to_be_visible()
    manifest = httpx.get(f"{server.origin}/manifest.webmanifest").json()
    assert manifest["file_handlers"][0]["action"] == "/courier/take"
