/** Sentences that tell a body's rules in Japanese. */

export const ja = {
  "premium.title": "プレミアムの要件",
  "premium.one": "次の要件を満たす人が、プレミアムになれます。",
  "premium.any": "次のどれか一つを満たす人が、プレミアムになれます。",
  and: "、かつ、",
  name: "「{name}」",
  between: "か",
  unnamed: "（まだ選んでいません）",
  months: "{n}か月",
  years: "{n}年",
  activities: "{span}のうちに、担い手活動が{n}回以上",
  projects: "{span}のうちに、{names}への参加が合わせて{n}回以上",
  "stay-days": "{span}のうちに、滞在が{n}日以上",
  residence: "住まいが{names}にある",
  "residence.not": "住まいが{names}ではない",
  programme: "プログラム{names}に入っている",
  "programme.not": "プログラム{names}に入っていない",

  "counting.title": "回数の数えかた",
  "run.days": "何日か続けて参加したときは、1日を1回と数えます。",
  "run.once": "何日か続けて参加したときは、まとめて1回と数えます。",
  "day.once": "同じ日にいくつの活動に参加しても、1回と数えます。",
  "day.project": "同じ日でも、活動が違えば、それぞれ1回と数えます。",

  "evidence.title": "そのまま認める記録",
  "evidence.all": "どの記録も、そのまま数えます。本人が入力した記録も数えます。",
  "evidence.from":
    "「{source}」と、それより確かな記録を、そのまま数えます。ほかの記録は、担当者が確かめたものだけを数えます。",
  "source.1": "受付がカードを読み取った記録",
  "source.2": "その場の画面のコードを読み取った記録",
  "source.3": "貼ってあるコードを読み取った記録",
  "source.4": "受付が入力した記録",
  "source.5": "本人が入力した記録",

  "longStay.title": "長期滞在の印",
  "longStay.1": "1年のうちに{n}日以上滞在した人のカードに付きます。ベーシックの人にも付きます。",
  "longStay.2": "1年のうちに{n}日以上滞在した、プレミアムの人のカードに付きます。",

  "validity.title": "プレミアムの期間",
  valid: "プレミアムは{span}続きます。",
  "valid.programme": "プログラム{names}の人は、{span}続きます。",
  renewal: "終わる日の{n}日前から更新でき、その日に本人へ知らせます。",
  "renewal.0": "終わる日に更新でき、その日に本人へ知らせます。",

  "automation.title": "決める人",
  "grant.system": "要件を満たした人が申し込むと、システムがすぐプレミアムにします。",
  "grant.staff": "要件を満たした人が申し込むと、担当者がプレミアムにするかを決めます。",
  "renewal.system": "更新のときに要件を満たしていれば、システムが更新します。",
  "renewal.staff": "更新のときに要件を満たしていれば、担当者が更新するかを決めます。",
  "ending.system":
    "期間の終わりに要件を満たしていなければ、システムがベーシックに戻します。記録は残ります。",
  "ending.staff":
    "期間の終わりに要件を満たしていなければ、担当者がベーシックに戻すかを決めます。記録は残ります。",

  "inactive.title": "使われていない登録",
  inactive:
    "ベーシックの人が{span}使わないと、続けたいかどうかを尋ねます。{n}日のうちに答えがなければ、登録は終わります。",
} as const;
