/** Words of the page of open data, in Japanese. */

export const ja = {
  title: "オープンデータ",
  lead: "ふるさと住民登録の統計を、公開している自治体と月ごとに受け取れます。",
  licence:
    "クリエイティブ・コモンズ 表示 4.0(CC BY 4.0)。出典として自治体の名前を書けば、だれでも自由に使えます。少ない人数は伏せています。",
  none: "公開している自治体はまだありません",
  noneHint: "公開が始まると、ここに並びます。",
  noMonth: "公開できる月がまだありません。",
  month: "月",
} as const;
