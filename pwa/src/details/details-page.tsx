import "../office/members/members.css";
import { useRoute } from "preact-iso/router";
import { api } from "../api";
import { DetailsForm } from "../office/members/details-form";
import { currentReplica } from "../replica";
import type { OwnDetails } from "../schemas/office";
import { Failure } from "../ui/failure";
import { named } from "../ui/format";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/members";

const FIELDS = [
  "name",
  "kana",
  "birth_day",
  "postal_code",
  "prefecture",
  "address",
  "email",
  "telephone",
] as const;

/** What one tells a town of oneself, which no other town sees (R04). */
export default function DetailsPage() {
  const code = useRoute().params.code ?? "";
  const path = `/api/registrations/${encodeURIComponent(code)}/details`;
  const known = currentReplica.value?.bodies.value.get(Number(code));
  const body = known ? named(known) : code;
  const { value, failure, reload } = useLoaded(path, (signal) =>
    api<OwnDetails>("GET", path, undefined, signal),
  );
  return (
    <div class="page stack">
      <PageHeader
        title={t("own.title", { body })}
        lead={t("own.lead", { body })}
        back={{ href: "/settings", label: t("own.back") }}
      />
      <Failure error={failure} retry={reload} />
      {!value && !failure && <Skeleton lines={6} />}
      {value && (
        <section class="panel">
          <DetailsForm
            details={value}
            fields={FIELDS}
            save={async (details) => {
              await api("PUT", path, details);
              toast(t("details.saved"));
            }}
          />
        </section>
      )}
    </div>
  );
}
