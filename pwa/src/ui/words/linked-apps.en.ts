/** Words of linked apps in English. */

import type { ja } from "./linked-apps.ja";
import type { Translation } from "./vocabulary";

export const en: Translation<typeof ja> = {
  "consent.title": "Link an app",
  "consent.asks": "“{app}” would like to do this with your registration with {body}.",
  "consent.sees": "What the app can do",
  "consent.not": "What the app is not told",
  "consent.not1": "Your address, date of birth and e-mail",
  "consent.not2": "Registrations and visits elsewhere",
  "consent.not3": "Your name (only if you choose so below)",
  "consent.name": "Tell it my name too",
  "consent.nameHint": "The name that you chose in the settings. You can change this later.",
  "consent.who": "Provided by: {contact}",
  "consent.back":
    "After this you go back to {host}. You can take it back at any time, in the settings under “Linked apps”.",
  "consent.already": "You have allowed this app already.",
  "consent.allow": "Allow",
  "consent.refuse": "Do not allow",
  "consent.going": "Going back to the app",
  "consent.signIn": "Please sign in to go on",
  "consent.signInButton": "Sign in",
  "consent.register": "Please register with {body} first",
  "consent.registerHint": "When you have registered, start again from the app.",
  "consent.registerButton": "Register",
  "consent.offline": "This needs a network. Please open it again where you have one.",
  "scope.registration:read": "See the registration",
  "scope.registration:read.hint":
    "Basic or premium, the number, since when and until when, the long-stay mark",
  "scope.activity:read": "See the days of activities and stays",
  "scope.activity:read.hint": "The days that count, and the places",
  "scope.checkin:write": "Record visits",
  "scope.checkin:write.hint": "Visits and activities taken down in the app enter the history",
  "apps.title": "Linked apps",
  "apps.settings": "Settings",
  "apps.lead": "The apps that you let see your registration.",
  "apps.none": "You have allowed no app",
  "apps.noneHint": "Start from your town's own app, and it will be listed here.",
  "apps.of": "App of {body}",
  "apps.since": "Allowed on {when}",
  "apps.name": "Tell it my name too",
  "apps.withdraw": "Take it back",
  "apps.withdrawTitle": "Take back what “{app}” may do?",
  "apps.withdrawHint":
    "The app can see nothing from now on. What it recorded stays in your history.",
  "apps.withdrawn": "The app can see nothing any more",
  "apps.named": "It is told your name",
  "apps.unnamed": "It is not told your name",
};
