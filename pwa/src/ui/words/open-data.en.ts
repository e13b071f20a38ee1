/** Words of the page of open data, in English. */

import type { ja } from "./open-data.ja";
import type { Translation } from "./vocabulary";

export const en: Translation<typeof ja> = {
  title: "Open data",
  lead: "Statistics of the registration, by body and month, of those that publish them.",
  licence:
    "Creative Commons Attribution 4.0 (CC BY 4.0): free to use for everyone who names the body as the source. Small numbers are withheld.",
  none: "Nobody publishes yet",
  noneHint: "Once somebody does, it stands here.",
  noMonth: "There is no month to publish yet.",
  month: "Month",
};
