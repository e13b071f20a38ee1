/** Words of the sync dialog in Japanese. */

export const ja = {
  "sync.title": "送信のようす",
  "sync.unsent":
    "この電話にだけある記録が{n}件あります。消えることはなく、電波が届くと自動で送られます。",
  "sync.allSent": "記録はすべて役場に届いています。",
  "sync.last": "最後に送受信した日時: {when}",
  "sync.never": "まだ一度も送受信していません。",
  "sync.done": "送受信しました",
  "sync.stillOffline": "まだ圏外です。届くようになったら自動で送ります。",
  "sync.courier": "電波の届く人に届けてもらう",
  "sync.retry": "{when}にもう一度試します。",
  "sync.kept": "送っていない記録は、この電話に残っています。",
  "problem.needs-sign-in": "もう一度サインインが必要です。",
  "problem.revoked": "この電話の登録は取り消されています。続けるにはサインインしてください。",
  "problem.client-too-old": "アプリが古くなりました。電波の届く所で更新してください。",
  "problem.captive-portal":
    "つながった先が違います。Wi-Fiのログイン画面が出ていないか確かめてください。",
  "problem.timeout": "返事に時間がかかりすぎました。",
  "problem.busy": "混み合っています。",
  "problem.server": "サーバーに不具合があります。",
  "problem.refused": "アプリに不具合があります。お手数ですが役場にお知らせください。",
  "problem.storage":
    "電話に保存できません。空き容量と、プライベートモードでないかを確かめてください。",
} as const;
