import { t } from "../ui/words/desk";

/** 1,204人 / 1,204 people. */
export function peopleCount(n: number): string {
  // English has another word beside the number 1, which stays a number for that.
  return t("people", { n: n < 1000 ? n : n.toLocaleString("en") });
}
