"""The office writes its rules with a preview, and sees to what needs a person: decisions, weak
evidence, reviews, its own word against the system's (R06, R18, R26, R31, R34)."""

import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from sync.calendar import day_of, format_day
from tests.browser.conftest import MakePhone
from tests.support.live import LiveServer
from tests.support.regulars import Regular, apply, ask_review, hold, regulars
from tests.support.village import TOWN, TOWN_NAME, Village

DESK = {"width": 1280, "height": 800}
OFFICE = f"/api/office/{TOWN}"
ONE_ACTIVITY: dict[str, Any] = {
    "premium": [[{"kind": "activities", "count": 1}]],
    "grant": "staff",
}


@pytest.fixture
def office(server: LiveServer, village: Village, make_phone: MakePhone) -> Page:
    phone = make_phone("office", viewport=DESK)
    phone.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    phone.page.goto(f"{server.origin}/office")
    phone.page.get_by_label("自治体").select_option(label=TOWN_NAME)
    return phone.page


def ask(server: LiveServer, village: Village, path: str) -> Any:
    answer = httpx.get(f"{server.origin}{OFFICE}{path}", cookies=village.office)
    assert answer.is_success, answer.text
    return answer.json()


def today() -> str:
    return format_day(day_of(time.time_ns() // 1_000_000))


def waiting(page: Page) -> Any:
    """The number beside the desk's name in the office's list of pages."""
    return page.get_by_role("navigation", name="役場のページ").get_by_role(
        "link", name="決めること"
    )


def test_a_rule_is_written_with_a_preview(
    server: LiveServer, village: Village, office: Page
) -> None:
    regulars(
        server,
        village,
        Regular("森本", scanned=True),
        Regular("林", entered=1),
        Regular("谷", scanned=True),
    )
    office.goto(f"{server.origin}/office/rules")
    now = office.locator("[data-rules=now]")
    expect(now).to_contain_text("制度の標準の規則です")
    expect(now).to_contain_text("1年のうちに、担い手活動が3回以上")
    office.get_by_role("button", name="規則を書き直す").click()
    preview = office.locator("[data-preview]")
    expect(preview).to_have_attribute("data-preview", "0")

    office.get_by_role("button", name="活動5回、または滞在20日").click()
    times = office.get_by_label("何回以上")
    times.fill("")
    expect(office.get_by_text("1から366までの数を入れてください。")).to_be_visible()
    expect(preview).to_contain_text("規則を直すと、ここに人数が出ます。")
    expect(office.get_by_role("button", name="この規則にする")).to_be_disabled()
    times.fill("１回")
    expect(times).to_have_value("1")
    expect(preview).to_have_attribute("data-preview", "2")
    expect(preview).to_contain_text(
        "この規則だと、住民3人のうち2人が、今日プレミアムの要件を満たします。"
    )
    office.get_by_label("プレミアムにするとき").select_option(label="担当者が決める")

    # What was typed stays on this phone, and a link asks before it leads away.
    office.get_by_role("navigation", name="役場のページ").get_by_role("link", name="場所").click()
    dialog = office.get_by_role("dialog")
    dialog.get_by_role("button", name="下書きを残して移る").click()
    expect(office).to_have_url(f"{server.origin}/office/places")
    office.goto(f"{server.origin}/office/rules")
    expect(office.get_by_text("書きかけの規則があります")).to_be_visible()
    office.get_by_role("button", name="続きを書く").click()
    expect(times).to_have_value("1")

    days = office.get_by_label("いつから")
    days.fill("2020-01-01")
    expect(office.get_by_text("今日か、それより後の日を入れてください。")).to_be_visible()
    days.fill(today())
    office.get_by_role("button", name="この規則にする").click()
    office.get_by_role("dialog").get_by_role("button", name="この規則にする").click()
    expect(now).to_contain_text("1年のうちに、担い手活動が1回以上")
    expect(now).to_contain_text("1年のうちに、滞在が20日以上")
    expect(now).to_contain_text("担当者がプレミアムにするかを決めます")
    (written,) = ask(server, village, "/policy")["written"]
    assert written["from_day"] == today()
    assert written["policy"]["grant"] == "staff"
    assert [[one["count"] for one in way] for way in written["policy"]["premium"]] == [[1], [20]]
    expect(office.get_by_text("書きかけの規則があります")).to_have_count(0)


def test_a_rule_may_ask_for_homes_projects_and_programmes(
    server: LiveServer, village: Village, office: Page
) -> None:
    (mori,) = regulars(server, village, Regular("森本", scanned=True))
    office.goto(f"{server.origin}/office/rules")
    office.get_by_role("button", name="プログラムを作る").click()
    office.get_by_label("プログラムの名前").fill("移住を考える人")
    office.get_by_role("button", name="作る", exact=True).click()
    office.get_by_role("button", name="人を入れる・外す").click()
    numbers = office.get_by_label("登録番号")
    numbers.fill("森本")
    office.get_by_role("button", name="入れる", exact=True).click()
    expect(office.get_by_text("番号として読めないものがあります：森本")).to_be_visible()
    numbers.fill("999")
    office.get_by_role("button", name="1人を入れる").click()
    expect(office.get_by_text("この自治体の住民でない番号があります")).to_be_visible()
    numbers.fill(f"{mori.number}\n")
    office.get_by_role("button", name="1人を入れる").click()
    expect(office.get_by_text("1人を入れました")).to_be_visible()

    office.get_by_role("button", name="規則を書き直す").click()
    office.get_by_role("button", name="県外の人は活動1回、ほかの人は3回").click()
    preview = office.locator("[data-preview]")
    expect(preview).to_have_attribute("data-preview", "1")
    away = office.get_by_role("group", name="道 2")
    expect(away.get_by_role("button", name="奈良県を外す")).to_be_visible()
    away.get_by_label("市町村か都道府県の名前").fill("おおさかし")
    away.get_by_role("button", name="大阪市 大阪府", exact=True).click()
    expect(preview).to_have_attribute("data-preview", "0")

    away.get_by_label("条件の種類").nth(1).select_option(label="プログラムに入っていること")
    expect(away.get_by_text("プログラムを一つ以上選んでください。")).to_be_visible()
    away.get_by_label("移住を考える人").check()
    expect(preview).to_have_attribute("data-preview", "1")
    away.get_by_label("条件の種類").nth(0).select_option(label="選んだ活動の回数")
    away.get_by_label("水源地の森の手入れ").check()
    expect(preview).to_have_attribute("data-preview", "1")
    told = "「水源地の森の手入れ」への参加が合わせて1回以上、かつ、プログラム「移住を考える人」"
    expect(office.get_by_text(told)).to_be_visible()
    office.get_by_role("button", name="この規則にする").click()
    office.get_by_role("dialog").get_by_role("button", name="この規則にする").click()
    expect(office.get_by_role("heading", name="これから始まる規則")).to_be_visible()
    (written,) = ask(server, village, "/policy")["written"]
    asked = [[(one["kind"], one["of"]) for one in way] for way in written["policy"]["premium"]]
    assert asked == [
        [("activities", [])],
        [("projects", [village.project]), ("programme", [1])],
    ]


def test_what_was_found_is_confirmed_in_bulk(
    server: LiveServer, village: Village, office: Page
) -> None:
    names = [f"森本{n}" for n in range(1, 4)]
    people = regulars(server, village, *(Regular(name, scanned=True) for name in names))
    hold(server, village, ONE_ACTIVITY)
    office.goto(f"{server.origin}/office/desk")
    expect(office.get_by_role("heading", name="お願いすることはありません")).to_be_visible()
    for one in people:
        apply(server, one)

    office.goto(f"{server.origin}/office")
    expect(office.get_by_text("決めることが3件あります")).to_be_visible()
    expect(waiting(office)).to_contain_text("3件")
    office.get_by_role("link", name="見る").click()
    expect(office.get_by_text("プレミアムにしますか")).to_have_count(3)
    expect(office.get_by_text("担い手活動").first).to_be_visible()

    # One by itself, otherwise than found: with a reason.
    last = office.locator("section.panel", has_text=names[-1])
    last.get_by_role("button", name="違う決定をする").click()
    dialog = office.get_by_role("dialog")
    dialog.get_by_role("button", name="プレミアムにしない").click()
    expect(dialog.get_by_text("理由を書いてください。")).to_be_visible()
    dialog.get_by_label("理由").fill("活動の記録が別の人のものでした")
    dialog.get_by_role("button", name="プレミアムにしない").click()
    expect(office.locator("[data-waiting]")).to_have_attribute("data-waiting", "2")

    office.get_by_role("button", name="2件をすべて、判定どおりに決める").click()
    office.get_by_role("button", name="すべて決める").click()
    expect(office.get_by_text("2件を決めました")).to_be_visible()
    expect(office.get_by_role("heading", name="お願いすることはありません")).to_be_visible()
    expect(waiting(office)).not_to_contain_text("件")
    found = ask(server, village, "/members")["members"]
    assert {one["name"]: one["tier"] for one in found} == dict(zip(names, (2, 2, 1), strict=True))
    office.goto(f"{server.origin}/office/members/{people[-1].number}")
    expect(office.get_by_text("活動の記録が別の人のものでした")).to_be_visible()


def test_weak_evidence_is_declined_and_taken_back(
    server: LiveServer, village: Village, office: Page
) -> None:
    mori, _ = regulars(server, village, Regular("森本", entered=3), Regular("林", entered=1))
    office.goto(f"{server.origin}/office/desk")
    list_ = office.locator("[data-evidence]")
    expect(list_).to_have_attribute("data-evidence", "4")
    office.get_by_role("checkbox", name="すべて選ぶ").check()
    expect(office.get_by_text("4件を選んでいます")).to_be_visible()
    office.get_by_role("checkbox", name="林").uncheck()
    office.get_by_role("button", name="数えない").click()
    expect(office.get_by_text("3件を数えないことにしました")).to_be_visible()
    expect(list_).to_have_attribute("data-evidence", "1")
    path = f"/members/{mori.number}/standing"
    assert ask(server, village, path)["standing"]["stay_days"] == 0

    office.get_by_role("button", name="元に戻す").click()
    expect(office.get_by_text("3件を数えることにしました")).to_be_visible()
    assert ask(server, village, path)["standing"]["stay_days"] == 3

    office.get_by_role("checkbox", name="すべて選ぶ").check()
    office.get_by_role("button", name="数える", exact=True).click()
    expect(office.get_by_role("heading", name="お願いすることはありません")).to_be_visible()


def test_a_review_is_answered_and_the_decision_changed(
    server: LiveServer, village: Village, office: Page
) -> None:
    (mori,) = regulars(server, village, Regular("森本", entered=1))
    refused = apply(server, mori)
    ask_review(server, mori, refused, "3回参加しました。\n紙に名前を書いてあります。")
    office.goto(f"{server.origin}/office/desk")
    review = office.locator(f"[data-review='{refused}']")
    expect(review).to_contain_text("紙に名前を書いてあります。")
    expect(review).to_contain_text("プレミアムにしませんでした")
    expect(review).to_contain_text("規則 R09")
    review.get_by_role("link", name="決定を変える").click()

    expect(office).to_have_url(f"{server.origin}/office/members/{mori.number}")
    expect(office.get_by_text("要件をまだ満たしていません")).to_be_visible()
    office.get_by_role("button", name="プレミアムにする").click()
    dialog = office.get_by_role("dialog")
    dialog.get_by_role("button", name="プレミアムにする").click()
    expect(dialog.get_by_text("理由を書いてください。")).to_be_visible()
    dialog.get_by_label("理由").fill("紙の名簿で確かめました")
    dialog.get_by_role("button", name="プレミアムにする").click()
    newest = office.locator(".decision").first
    expect(newest).to_contain_text("プレミアムにしました")
    expect(newest).to_contain_text("担当者が決定")
    expect(newest).to_contain_text("紙の名簿で確かめました")

    office.goto(f"{server.origin}/office/desk")
    review.get_by_role("button", name="返事を送る").click()
    expect(review.get_by_text("返事を書いてください。")).to_be_visible()
    review.get_by_label("返事").fill("確かめました。プレミアムにしました。")
    review.get_by_role("button", name="返事を送る").click()
    expect(review).to_have_count(0)
    office.goto(f"{server.origin}/office/members/{mori.number}")
    expect(office.get_by_text("確かめました。プレミアムにしました。")).to_be_visible()

    # And back again, by the office's own word.
    office.get_by_role("button", name="ベーシックに戻す").click()
    dialog.get_by_label("理由").fill("本人の希望")
    dialog.get_by_role("button", name="ベーシックに戻す").click()
    expect(office.locator(".decision").first).to_contain_text("ベーシックに戻しました")


def test_what_the_scheme_forbids_is_told(
    server: LiveServer, village: Village, office: Page
) -> None:
    (mori,) = regulars(server, village, Regular("森本", proven=False))
    office.goto(f"{server.origin}/office/members/{mori.number}")
    expect(office.get_by_text("マイナンバーカードでの本人確認がまだ")).to_be_visible()
    office.get_by_role("button", name="プレミアムにする").click()
    dialog = office.get_by_role("dialog")
    dialog.get_by_label("理由").fill("功労のため")
    dialog.get_by_role("button", name="プレミアムにする").click()
    expect(dialog.get_by_text("規則により、プレミアムにできません。")).to_be_visible()
    office.goto(f"{server.origin}/office/members/99")
    expect(office.get_by_role("heading", name="この番号の住民はいません")).to_be_visible()
