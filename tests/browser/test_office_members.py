"""The office's members: found, registered at the counter, taken over on a phone (R34, R62)."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import register as register_by_hand
from tests.browser.conftest import MakePhone
from tests.support.accessibility import barriers, too_wide
from tests.support.lists_of_members import as_csv, list_of_members
from tests.support.live import LiveServer
from tests.support.paper import codes_in, printed_page, words_on
from tests.support.screens import LANGUAGES, photograph, speak
from tests.support.village import PREFECTURE_NAME, TOWN, TOWN_NAME, found_village

DESK = {"width": 1280, "height": 800}


@pytest.fixture
def office(server: LiveServer, make_phone: MakePhone) -> Page:
    village = found_village(server)
    phone = make_phone("office", viewport=DESK)
    phone.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    phone.page.goto(f"{server.origin}/office/members")
    phone.page.get_by_label("自治体").select_option(label=TOWN_NAME)
    return phone.page


def look(page: Page, name: str) -> list[str]:
    """Pictures of what is open, in both languages; what axe finds, and sideways scrolling."""
    found: list[str] = []

    def judge(picture: str) -> None:
        found.extend(f"{picture}: {fault}" for fault in barriers(page) + too_wide(page))

    for language in LANGUAGES:
        speak(page, language)
        expect(page.locator(".skeleton")).to_have_count(0)
        photograph(page, name, whole=True, look=judge)
    speak(page, "ja")
    return found


def register(page: Page, name: str, kana: str, born: str = "") -> None:
    page.get_by_label("氏名").fill(name)
    page.get_by_label("フリガナ").fill(kana)
    if born:
        page.get_by_label("生年月日").fill(born)
    page.get_by_role("button", name="登録してカードを作る").click()


def test_somebody_without_a_phone_comes_back_with_one(  # noqa: PLR0915 - a way, step by step
    server: LiveServer, make_phone: MakePhone, office: Page, tmp_path: Path
) -> None:
    faults: list[str] = []
    expect(office.get_by_role("heading", name="住民はまだいません")).to_be_visible()
    office.get_by_role("link", name="窓口で登録する").click()
    office.get_by_role("button", name="登録してカードを作る").click()
    expect(office.get_by_text("氏名を入れてください。")).to_be_visible()
    expect(office.get_by_label(f"{PREFECTURE_NAME}にも登録する")).to_be_checked()
    faults += look(office, "members-counter")

    register(office, "森本　さくら", "ﾓﾘﾓﾄ ｻｸﾗ", "1944-05-01")
    expect(office.get_by_text("登録番号 1 で登録しました")).to_be_visible()
    code = office.locator(".take-over-code").inner_text()
    with office.expect_download() as download:
        office.get_by_role("button", name="印刷する").click()
    paper = tmp_path / "card.pdf"
    download.value.save_as(paper)
    assert "森本" in words_on(paper.read_bytes(), pages=2)
    (link,) = codes_in(printed_page(paper.read_bytes(), page=1, pages=2))
    photograph(office, "members-counter-done", whole=True)
    office.get_by_role("button", name="次の人を登録する").click()

    # Somebody of the same name: the office is asked to look first.
    office.get_by_label("氏名").fill("森本 さくら")
    expect(office.get_by_text("同じ名前の住民がいます")).to_be_visible()
    register(office, "青木 翔", "アオキ ショウ")
    expect(office.get_by_text("登録番号 2 で登録しました")).to_be_visible()

    office.get_by_role("link", name="名簿に戻る").click()
    expect(office.get_by_role("heading", name="2人")).to_be_visible()
    expect(office.get_by_text("スマホなし2人")).to_be_visible()
    faults += look(office, "members-list")
    office.get_by_label("名前・ふりがな").fill("morimoto")
    expect(office.get_by_role("heading", name="1人")).to_be_visible()
    expect(office).to_have_url(f"{server.origin}/office/members?query=morimoto")
    office.reload()
    expect(office.locator(".rows li.list-row")).to_have_count(1)
    office.locator(".rows a").click()
    expect(office.get_by_text("この人の登録は役場が預かっています")).to_be_visible()
    office.get_by_role("button", name="直す").click()
    office.get_by_label("住所").fill("吉野郡川上村大字迫1335-7")
    office.get_by_label("役場のメモ").fill("右手が不自由。大きな文字で。")
    office.get_by_role("button", name="保存").click()
    expect(office.get_by_text("吉野郡川上村大字迫1335-7")).to_be_visible()
    faults += look(office, "members-one")

    # With a phone of her own she reads the code on the paper, and is who she was.
    sakura = make_phone("sakura")
    sakura.page.goto(link)
    expect(sakura.page.get_by_label("回復コード")).to_have_value(code)
    sakura.page.locator("form button[type=submit]").click()
    sakura.page.get_by_role("button", name="パスキーを作る").click()
    expect(sakura.page).to_have_url(f"{server.origin}/card", timeout=20_000)
    expect(sakura.page.get_by_text("森本 さくら").or_(sakura.page.locator(".number")).first)
    sakura.page.goto(f"{server.origin}/details/{TOWN}")
    expect(sakura.page.get_by_label("氏名")).to_have_value("森本 さくら")
    expect(sakura.page.get_by_label("役場のメモ")).to_have_count(0)
    faults += look(sakura.page, "own-details")
    office.reload()
    expect(office.get_by_role("heading", name="連絡先など")).to_be_visible()
    expect(office.get_by_text("この人の登録は役場が預かっています")).to_have_count(0)

    # Many at once.
    office.goto(f"{server.origin}/office/members")
    office.get_by_role("button", name="まとめて選ぶ").click()
    office.get_by_role("button", name="この2人を選ぶ").click()
    office.get_by_role("checkbox", name="森本 さくらを選ぶ").uncheck()
    office.get_by_role("button", name="登録を終える").click()
    dialog = office.get_by_role("dialog")
    dialog.get_by_label("どのように申し出がありましたか").fill("電話で")
    dialog.get_by_role("button", name="登録を終える").click()
    expect(office.get_by_text("1人の登録を終えました")).to_be_visible()
    expect(office.locator(".rows li.list-row")).to_have_count(1)
    office.get_by_text("絞り込みと並べ替え").click()
    office.get_by_label("登録", exact=True).select_option("ended")
    expect(office.get_by_role("link", name="青木 翔")).to_be_visible()
    faults += look(office, "members-ended")
    office.get_by_role("link", name="青木 翔").click()
    expect(office.get_by_text("登録は2", exact=False)).to_be_visible()
    assert not faults, "\n".join(dict.fromkeys(faults))


def test_a_list_comes_in_with_its_faults_mended_and_is_taken_back(
    server: LiveServer, office: Page, tmp_path: Path
) -> None:
    faults: list[str] = []
    rows = list_of_members(30)
    rows[0][1] = "よびな"  # a heading that nobody could guess
    rows[3][3] = "昭和のころ"
    rows[5] = list(rows[4])
    paper = tmp_path / "会員名簿.csv"
    paper.write_bytes(as_csv([["ふるさと応援会"], *rows], "cp932"))

    office.get_by_role("link", name="取り込み・書き出し").click()
    expect(office.get_by_text("まだありません。")).to_be_visible()
    faults += look(office, "transfer-first")
    office.get_by_label("名簿のファイル").set_input_files(paper)
    expect(office.get_by_text("会員名簿.csv（Shift_JIS (CP932)）・30行")).to_be_visible()
    office.get_by_label("「よびな」の中身").select_option("name")
    shown = office.locator("[data-members]")
    expect(shown).to_have_attribute("data-members", "29")
    expect(
        shown.get_by_text("5行目と旧会員番号が同じです").or_(shown.get_by_text("6行目と旧"))
    ).to_be_visible()
    expect(shown.get_by_text("日付として読めません")).to_be_visible()
    photograph(
        office,
        "transfer-look",
        whole=True,
        look=lambda name: faults.extend(
            f"{name}: {fault}" for fault in barriers(office) + too_wide(office)
        ),
    )

    office.get_by_role("button", name="29人を取り込む").click()
    expect(office.get_by_text("29人を取り込みました")).to_be_visible()
    faults += look(office, "transfer-past")
    office.get_by_role("link", name="会員名簿.csv").click()
    expect(office.get_by_role("heading", name="29人")).to_be_visible()
    office.get_by_label("名前・ふりがな").fill("KFC-000003")
    expect(office.locator(".rows li.list-row")).to_have_count(1)
    office.locator(".rows a").click()
    expect(office.get_by_text("生年月日: 昭和のころ")).to_be_visible()
    expect(office.get_by_text("前からの名簿から取り込んだ")).to_be_visible()
    office.get_by_role("button", name="紙のカードを作る").click()
    office.get_by_role("dialog").get_by_role("button", name="閉じる").click()

    # It was the wrong list: all of it goes, but for her who was given a card.
    office.get_by_role("link", name="取り込み・書き出し").click()
    office.get_by_role("button", name="取り消す").click()
    office.get_by_role("dialog").get_by_role("button", name="取り消す").click()
    expect(office.get_by_text("28人を取り消しました")).to_be_visible()
    expect(office.get_by_text("1人は残しました")).to_be_visible()
    expect(office.get_by_text("動きがあった人です: 3")).to_be_visible()
    with office.expect_download() as download:
        office.get_by_role("link", name="すべて（ZIP、CSV）").click()
    archive = tmp_path / "all.zip"
    download.value.save_as(archive)
    with zipfile.ZipFile(archive) as opened:
        assert "KFC-000003" in opened.read("members.csv").decode("utf-8-sig")
    office.get_by_role("link", name="住民", exact=True).click()
    expect(office.get_by_role("heading", name="1人")).to_be_visible()
    assert not faults, "\n".join(dict.fromkeys(faults))


def test_a_member_takes_all_out_and_asks_to_be_forgotten(
    server: LiveServer, make_phone: MakePhone, tmp_path: Path
) -> None:
    found_village(server)
    hana = make_phone("hana")
    register_by_hand(hana, server.origin, "奈良 川上村", TOWN_NAME)
    page = hana.page
    page.goto(f"{server.origin}/settings")
    page.get_by_role("link", name="情報の持ち出し・消去").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="すべて保存する（ZIP）").click()
    archive = tmp_path / "mine.zip"
    download.value.save_as(archive)
    with zipfile.ZipFile(archive) as opened:
        assert TOWN in opened.read("data.json").decode()
    faults = look(page, "my-data")
    page.get_by_role("button", name="消去を申し出る").click()
    page.get_by_role("dialog").get_by_role("button", name="申し出る").click()
    expect(page.get_by_text("に消去します")).to_be_visible()
    faults += look(page, "my-data-asked")
    page.goto(f"{server.origin}/settings")
    page.get_by_role("link", name="お知らせを見る").click()
    expect(page.get_by_text("登録と記録の消去を受け付けました")).to_be_visible()
    page.goto(f"{server.origin}/my-data")
    page.get_by_role("button", name="取りやめる").click()
    expect(page.get_by_role("button", name="消去を申し出る")).to_be_visible()
    assert not faults, "\n".join(dict.fromkeys(faults))
