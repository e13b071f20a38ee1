/** Words of the camera in Japanese. */

export const ja = {
  "camera.starting": "カメラを準備しています",
  "camera.light": "明かり",
  "camera.turn": "カメラ切替",
  "camera.insecure": "この住所（URL）ではカメラを使えません。httpsの住所で開いてください。",
  "camera.missing": "カメラが見つかりません。",
  "camera.refused":
    "カメラの使用が許されていません。ブラウザーの設定で許してから、もう一度お試しください。",
  "camera.busy": "カメラを別のアプリが使っています。閉じてから、もう一度お試しください。",
} as const;
