/** Words of the app's lock in English. */

import type { ja } from "./lock.ja";
import type { Translation } from "./vocabulary";

export const en: Translation<typeof ja> = {
  "lock.title": "Locked",
  "lock.lead": "Open it with your finger, face or the phone's number. No network is needed.",
  "lock.open": "Open with the passkey",
  "lock.cancelled": "We could not make sure that it is you. Please try again.",
  "lock.refused": "This passkey does not open it. Please try again.",
  "lock.broken": "The lock's settings are damaged. Please open it in one of the ways below.",
  "lock.otherTitle": "If the passkey does not open it",
  "lock.otherLead":
    "With a network you can sign in, or use a recovery code. Without one, nothing but the passkey opens it.",
  "lock.signIn": "Sign in to open",
  "lock.useCode": "Open with a recovery code",
  "lock.code": "Recovery code",
  "lock.codeHint": "Takes one of the codes that you saved. The lock is then off.",
  "lock.otherAccount": "This is somebody else's account. Only this phone's holder can open it.",
  "lock.removed": "The lock is off. You can put it on again in the settings.",
  "lock.sending": "While it is locked, what is unsent is still sent by itself.",

  "settings.title": "App lock",
  "settings.lead":
    "Asks for the passkey (finger, face or the phone's number) whenever it is opened. No network is needed.",
  "settings.on": "The lock is on",
  "settings.minutes": "Locks after being out of sight for",
  "settings.minute": "{n} min",
  "settings.turnOn": "Lock this app",
  "settings.turnOff": "Take the lock off",
  "settings.confirm": "Confirm with the passkey",
  "settings.askTitle": "Lock this app?",
  "settings.askGuards":
    "It keeps someone who picks up the phone from seeing the screen. It does not encrypt what is stored on the phone.",
  "settings.askOffline":
    "If the passkey fails where there is no network, you cannot show the card until you find one.",
  "settings.askOut": "With a network, signing in or a recovery code opens it too.",
  "settings.askWriting": "When it locks, what is half written is gone.",
  "settings.askOthers": "Others who use this phone cannot open it without your passkey either.",
  "settings.noCodes": "You have no recovery codes left. It is safer to make some first.",
  "settings.noPasskey": "There is no passkey that this phone can use. Please add a passkey first.",
  "settings.signIn": "To lock the app, please sign in first.",
  "settings.notKept": "The lock could not be prepared. Please try again where there is a network.",
  "settings.done": "The lock is on",
  "settings.off": "The lock is off",
};
