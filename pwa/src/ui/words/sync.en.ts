/** Words of the sync dialog in English. */

import type { ja } from "./sync.ja";
import type { Translation } from "./vocabulary";

export const en: Translation<typeof ja> = {
  "sync.title": "What is sent",
  "sync.unsent":
    "{n} {n|record is|records are} on this phone only. They are kept, and sent by themselves once there is a network.",
  "sync.allSent": "Everything has reached the town office.",
  "sync.last": "Last synced: {when}",
  "sync.never": "Not synced yet.",
  "sync.done": "Synced",
  "sync.stillOffline": "Still no network. It will be sent as soon as there is one.",
  "sync.courier": "Have someone with a signal deliver them",
  "sync.retry": "Trying again at {when}.",
  "sync.kept": "What is unsent stays on this phone.",
  "problem.needs-sign-in": "You need to sign in again.",
  "problem.revoked": "This phone's enrolment was revoked. Sign in to go on.",
  "problem.client-too-old": "This app is out of date. Update it where there is a network.",
  "problem.captive-portal":
    "Somebody else answered. Look whether the Wi-Fi wants you to log in first.",
  "problem.timeout": "The answer took too long.",
  "problem.busy": "Too many people are using it right now.",
  "problem.server": "The server has a fault.",
  "problem.refused": "The app has a fault. Please tell the town office.",
  "problem.storage":
    "The phone cannot store this. Look at the free space, and leave private browsing.",
};
