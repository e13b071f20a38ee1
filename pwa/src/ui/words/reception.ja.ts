/** Words of taking people in, on the staff's phones, in Japanese. */

export const ja = {
  "reception.title": "避難の受け入れ",
  "reception.back": "受付",
  "reception.over": "いまは受け入れがありません",
  "reception.overHint": "役場が災害を登録すると、ここに一覧が出ます。電波がなくても見られます。",
  "reception.since": "{day}から",
  "reception.shelter": "避難所",
  "reception.noShelter": "避難所がありません。役場の「場所」で、種類を避難所にして作ってください。",
  "reception.count": "着いた人 {n}組 {people}人／{all}組 {allPeople}人",
  "reception.search": "名前か登録番号でさがす",
  "reception.none": "見つかりません。",
  "reception.number": "登録番号 {n}",
  "reception.party": "{n}人",
  "reception.arrive": "着いた",
  "reception.here": "{place}に着きました（{when}）",
  "reception.arrived": "{name}さんの到着を記録しました",
  "reception.nameless": "名前なし",
  "reception.noCard": "この電話の名簿に、カードがありません。",
  "reception.own": "自分の到着は、自分では記録できません。",
  "reception.undo": "押しまちがい",
} as const;
