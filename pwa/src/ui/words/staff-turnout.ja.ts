/** Words of the list of those who are expected at an activity, in Japanese. */

export const ja = {
  title: "活動の名簿",
  open: "活動の名簿を見る",
  which: "どの回",
  empty: "これからの活動に申し込んだ人はいません",
  emptyHint: "参加が決まった人は、次の送受信でここに届きます。届いたあとは圏外でも見られます。",
  count: "{n}人のうち{came}人が来ました",
  scan: "この活動のカードを読み取る",
  member: "登録番号 {n}",
  came: "{at}に来た",
  missing: "来なかった",
  tick: "来た",
  ticked: "{name}さんが来たことを記録しました",
  notTicked: "この人は、少し前に記録されています",
  noCard: "使えるカードがないので、手では記録できません",
  others: "申し込みなしで来た人",
} as const;
