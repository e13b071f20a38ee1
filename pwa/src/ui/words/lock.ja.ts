/** The app's lock: its screen, and where it is switched on and off. */

export const ja = {
  "lock.title": "ロックしています",
  "lock.lead": "指紋や顔、電話の暗証番号で開きます。電波がなくても開けます。",
  "lock.open": "パスキーで開く",
  "lock.cancelled": "本人を確かめられませんでした。もう一度お試しください。",
  "lock.refused": "このパスキーでは開けません。もう一度お試しください。",
  "lock.broken": "ロックの設定が壊れています。下の方法で開いてください。",
  "lock.otherTitle": "パスキーで開けないとき",
  "lock.otherLead":
    "電波の届く所で、サインインか回復コードで開けます。電波がない所では、パスキーのほかに開く方法はありません。",
  "lock.signIn": "サインインして開く",
  "lock.useCode": "回復コードで開く",
  "lock.code": "回復コード",
  "lock.codeHint": "保存してあるコードを一つ使います。開くとロックは外れます。",
  "lock.otherAccount": "別の人のアカウントです。この電話の持ち主でないと開けません。",
  "lock.removed": "ロックを外しました。設定でかけ直せます。",
  "lock.sending": "ロックしている間も、送っていない記録は自動で送られます。",

  "settings.title": "アプリのロック",
  "settings.lead":
    "開くたびにパスキー（指紋や顔、電話の暗証番号）で確かめます。電波がなくても開けます。",
  "settings.on": "ロックがかかります",
  "settings.minutes": "画面を閉じてからロックするまで",
  "settings.minute": "{n}分",
  "settings.turnOn": "ロックをかける",
  "settings.turnOff": "ロックを外す",
  "settings.confirm": "パスキーで確かめてかける",
  "settings.askTitle": "アプリにロックをかけますか",
  "settings.askGuards":
    "電話を拾った人などに画面を見られるのを防ぎます。電話の中の記録を暗号にするものではありません。",
  "settings.askOffline":
    "電波のない所でパスキーが使えなくなると、電波の届く所へ行くまでカードを出せません。",
  "settings.askOut": "電波の届く所では、サインインか回復コードでも開けます。",
  "settings.askWriting": "ロックがかかると、書きかけの文は消えます。",
  "settings.askOthers": "この電話を使うほかの人も、あなたのパスキーがないと開けません。",
  "settings.noCodes": "使える回復コードがありません。先に作っておくと安心です。",
  "settings.noPasskey":
    "この電話で使えるパスキーがありません。先に「パスキーを足す」で作ってください。",
  "settings.signIn": "ロックをかけるには、先にサインインしてください。",
  "settings.notKept": "ロックの準備ができませんでした。電波の届く所でもう一度お試しください。",
  "settings.done": "ロックをかけました",
  "settings.off": "ロックを外しました",
} as const;
