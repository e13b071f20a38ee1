/** Words of taking one's own data out, and of being forgotten, in Japanese. */

export const ja = {
  title: "あなたの情報",
  back: "設定",
  "out.title": "持ち出す",
  "out.lead":
    "登録、連絡先、決定と理由、滞在と活動の記録、施設の利用など、このしくみが知っているあなたの情報のすべてです。読むためのページと、ほかで使うためのデータが入っています。",
  "out.button": "すべて保存する（ZIP）",
  "erase.title": "消去する",
  "erase.lead": "申し出から30日後に、次のようになります。それまでは、いつでも取りやめられます。",
  "erase.gone":
    "名前、連絡先、本人確認、パスキー、お知らせ、アンケートの答え、あなたが書いたメモは、すべて消えます。",
  "erase.ended":
    "すべての自治体の登録が終わり、カードは使えなくなります。サインインもできなくなります。",
  "erase.kept":
    "来た日や活動の記録は、誰のものか分からない形で残ります。数え直されたり、減ったりはしません。",
  "erase.final": "元に戻すことはできません。もう一度登録すると、新しい番号になります。",
  "erase.first": "必要なら、先に上のボタンで保存してください。",
  "erase.button": "消去を申し出る",
  "erase.sure": "30日後に消去してよいですか",
  "erase.yes": "申し出る",
  "erase.asked": "{day}に消去します",
  "erase.askedHint": "それまでは今までどおり使えます。この申し出は、いつでも取りやめられます。",
  "erase.askedByOffice": "役場が申し出を受け付けました。",
  "erase.again": "取りやめる",
  "erase.kept.done": "取りやめました。何も消えません。",
  "office.title": "消去の申し出",
  "office.hint":
    "本人から申し出があったときに使います。30日後に、名前や連絡先などがすべて消え、記録は誰のものか分からない形で残ります。",
} as const;
