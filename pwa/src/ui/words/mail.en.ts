/** Words of the address for mail in English. */

import type { ja } from "./mail.ja";
import type { Translation } from "./vocabulary";

export const en: Translation<typeof ja> = {
  "mail.title": "Notices by e-mail",
  "mail.lead":
    "When it is time to renew, and what matters for your registration, can come by e-mail too. The town office does not see your address.",
  "mail.address": "E-mail address",
  "mail.missing": "Please write your e-mail address.",
  "mail.send": "Send the code",
  "mail.sent": "A code was sent to {address}. Please type the 6 digits that are in the mail.",
  "mail.until": "It can be used until {time}. If nothing arrives, look among the junk mail too.",
  "mail.code": "Code",
  "mail.codeHint": "6 digits",
  "mail.codeMissing": "Please type the 6 digits.",
  "mail.confirm": "Confirm",
  "mail.again": "Send another code",
  "mail.sentAgain": "Another code was sent",
  "mail.other": "Use another address",
  "mail.confirmed": "Notices will come to this address",
  "mail.goesTo": "Notices go to",
  "mail.language": "Language of the mail",
  "mail.languageSet": "The language of the mail was changed",
  "mail.ja": "Japanese",
  "mail.en": "English",
  "mail.change": "Change the address",
  "mail.keep": "Do not change it",
  "mail.remove": "Stop the mail",
  "mail.removeTitle": "Stop notices by e-mail?",
  "mail.removeBody": "The address is deleted. Notices go on coming in the app.",
  "mail.removed": "No more e-mail will be sent",
};
