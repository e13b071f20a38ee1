/** Words of the nation-wide search, in English. */

import type { ja } from "./search.ja";
import type { Translation } from "./vocabulary";

export const en: Translation<typeof ja> = {
  title: "Search all of Japan",
  lead: "Towns, activities, and facilities with members’ rates; no registration needed.",
  towns: "Find a town",
  label: "Words",
  hint: "Kanji, kana or romaji. Of several words all must fit.",
  kind: "Kind",
  "kind.any": "All",
  "kind.body": "Towns",
  "kind.project": "Activities",
  "kind.place": "Facilities",
  "one.body": "Town",
  "one.project": "Activity",
  "one.place": "Facility",
  narrow: "By area or day",
  prefecture: "Prefecture",
  anywhere: "All of Japan",
  from: "From",
  to: "To",
  daysHint: "With a day only what has days is shown.",
  local:
    "No network. This phone was searched: all towns, and the activities and facilities of yours.",
  count: "{n} found.",
  first: "The first {n}.",
  none: "Nothing was found",
  noneHint: "Try fewer letters, or kana.",
  noneLocal: "With a network, activities and facilities of all towns can be searched.",
  openData: "Statistics as open data",
  more: "Show more",
  open: "Open for registration",
  closed: "Does not take part yet",
};
