import "../desk/desk.css";
import "./benefits.css";
import { useRoute } from "preact-iso/router";
import { t } from "../../ui/words/office-benefits";
import type { DeskProps } from "../office-page";
import { Benefits } from "./benefits-office";

/** What the body gives its members (R50-R55). */
export function BenefitsPage({ code }: DeskProps) {
  const { params } = useRoute();
  void params;
  void t;
  return <Benefits code={code} />;
}
