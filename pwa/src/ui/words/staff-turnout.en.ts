/** The same in English. */

import type { ja } from "./staff-turnout.ja";
import type { Translation } from "./vocabulary";

export const en: Translation<typeof ja> = {
  title: "Who is expected",
  open: "See who is expected",
  which: "Which day",
  empty: "Nobody applied for an activity to come",
  emptyHint: "Who is accepted arrives with the next sync, and is then here without a signal too.",
  count: "{came} of {n} have come",
  scan: "Scan cards for this activity",
  member: "Number {n}",
  came: "Came at {at}",
  missing: "Did not come",
  tick: "Is here",
  ticked: "Recorded that {name} is here",
  notTicked: "This person was recorded a little while ago",
  noCard: "Has no card in force, so cannot be recorded by hand",
  others: "Came without applying",
};
