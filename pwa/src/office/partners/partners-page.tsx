import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import { api } from "../../api";
import { type Partner, PartnerKind, type WritePartner } from "../../schemas/partners";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { named } from "../../ui/format";
import { IconHome } from "../../ui/icons";
import { Empty } from "../../ui/page";
import { Row } from "../../ui/row";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/people";
import type { DeskProps } from "../office-page";
import { PartnerForm } from "./partner-form";
import { PartnerView } from "./partner-view";

const NEW: WritePartner = { name: "", kind: PartnerKind.RESIDENTS };

/** The body's partners (R23): a list, and below `/office/partners/…` one of them. */
export function Partners(props: DeskProps) {
  const { params } = useRoute();
  return params.id ? <PartnerView {...props} id={params.id} /> : <PartnerList {...props} />;
}

function PartnerList({ code }: DeskProps) {
  const [adding, setAdding] = useState(false);
  const { route } = useLocation();
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<Partner[]>("GET", `/api/office/${code}/partners`, undefined, signal),
  );
  return (
    <div class="stack">
      {adding ? (
        <PartnerForm
          partner={NEW}
          save={async (partner) => {
            const made = await api<Partner>("POST", `/api/office/${code}/partners`, partner);
            toast(t("partner.added"));
            route(`/office/partners/${made.id}`);
          }}
          onDone={() => setAdding(false)}
        />
      ) : (
        <div class="row">
          <Button kind="primary" icon={IconHome} onClick={() => setAdding(true)}>
            {t("partner.add")}
          </Button>
        </div>
      )}
      <Failure error={failure} retry={reload} />
      {!value && !failure && <Skeleton lines={6} />}
      {value?.length === 0 && !adding && (
        <div class="panel">
          <Empty icon={IconHome} title={t("partner.empty")}>
            <p>{t("partner.emptyHint")}</p>
          </Empty>
        </div>
      )}
      {value && value.length > 0 && (
        <ul class="rows">
          {value.map((partner) => (
            <Row
              key={partner.id}
              title={<a href={`/office/partners/${partner.id}`}>{named(partner)}</a>}
              notes={[
                t(`kind.${partner.kind}`),
                t("partner.people", { n: partner.people }),
                partner.designated && t("partner.general"),
                partner.closed && t("partner.closed"),
              ]}
            />
          ))}
        </ul>
      )}
    </div>
  );
}
