import "./identity.css";
import { useLocation } from "preact-iso/router";
import { GuardianPage } from "./guardian-page";
import { ProofPage } from "./proof-page";
import { ReturnPage } from "./return-page";

/** What is proven of the person, the way back from the identity provider, and guardians (R13, R17). */
export default function IdentityPage() {
  const { path } = useLocation();
  if (path.endsWith("/return")) return <ReturnPage />;
  if (path.endsWith("/guardian")) return <GuardianPage />;
  return <ProofPage />;
}
