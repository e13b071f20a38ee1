import "./courier.css";
import { useRoute } from "preact-iso/router";
import { GivePage } from "./give-page";
import { HandPage } from "./hand-page";
import { OverviewPage } from "./overview-page";
import { TakePage } from "./take-page";

/** Records that travel from phone to phone, and the answers that travel back. */
export default function CourierPage() {
  const { params } = useRoute();
  switch (params.page) {
    case "hand":
      return <HandPage />;
    case "take":
      return <TakePage />;
    case "give":
      return <GivePage key={params.id} id={params.id ?? ""} />;
    default:
      return <OverviewPage />;
  }
}
