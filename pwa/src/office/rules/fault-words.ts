import { t } from "../../ui/words/desk";
import type { Fault } from "./draft";

/** What is to be done about a fault. */
export function faultWords(fault: Fault): string {
  switch (fault.kind) {
    case "number":
      return t("fault.number", { least: fault.least, most: fault.most });
    case "many":
      return t("fault.many", { n: fault.n });
    default:
      return t(`fault.${fault.kind}`);
  }
}
