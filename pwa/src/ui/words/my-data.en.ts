/** Words of taking one's own data out, and of being forgotten, in English. */

import type { ja } from "./my-data.ja";
import type { Translation } from "./vocabulary";

export const en: Translation<typeof ja> = {
  title: "Your data",
  back: "Settings",
  "out.title": "Take it out",
  "out.lead":
    "All that is known of you here: registrations, contact, decisions with their reasons, your history, uses of facilities. There is a page to read, and the data for use elsewhere.",
  "out.button": "Save everything (ZIP)",
  "erase.title": "Erase it",
  "erase.lead": "30 days after you ask, this will happen. Until then you can think again.",
  "erase.gone":
    "Your name, contact, proof of identity, passkeys, notices, answers to surveys and the notes that you wrote are gone.",
  "erase.ended":
    "Your registrations end everywhere, your cards are void, and you can no longer sign in.",
  "erase.kept":
    "Records of days and activities stay, without telling whose they were. No count changes.",
  "erase.final": "This cannot be undone. If you register again, you get a new number.",
  "erase.first": "If you want to keep a copy, save it first with the button above.",
  "erase.button": "Ask for erasure",
  "erase.sure": "Erase everything in 30 days?",
  "erase.yes": "Ask for it",
  "erase.asked": "On {day} your data will be erased",
  "erase.askedHint": "Until then all goes on as before, and you can think again at any time.",
  "erase.askedByOffice": "The town office took the request.",
  "erase.again": "Think again",
  "erase.kept.done": "Nothing will be erased.",
  "office.title": "Asks to be forgotten",
  "office.hint":
    "For members who ask for it. In 30 days name, contact and all else are gone; records stay, without telling whose they were.",
};
