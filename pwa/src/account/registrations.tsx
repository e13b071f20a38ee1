import { useState } from "preact/hooks";
import { api } from "../api";
import type { Replica } from "../replica";
import type { RegistrationInfo } from "../schemas/wire";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { named } from "../ui/format";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/pages";
import { Confirm } from "./confirm";

interface RegistrationsProps {
  replica: Replica;
  registrations: readonly RegistrationInfo[];
  onChange: () => void;
}

/** One's towns: the link with the prefecture (R03), the survey, leaving. */
export function Registrations({ replica, registrations, onChange }: RegistrationsProps) {
  return (
    <section class="panel stack">
      <h2>{t("settings.registrations")}</h2>
      <ul class="stack">
        {registrations
          .filter((one) => !one.linked)
          .map((one) => (
            <Registration key={one.body} replica={replica} registration={one} onChange={onChange} />
          ))}
      </ul>
      <div class="row">
        <ButtonLink href="/printed">{t("settings.printed")}</ButtonLink>
      </div>
    </section>
  );
}

interface RegistrationProps {
  replica: Replica;
  registration: RegistrationInfo;
  onChange: () => void;
}

function Registration({ replica, registration, onChange }: RegistrationProps) {
  const [leaving, setLeaving] = useState(false);
  const bodies = replica.bodies.value;
  const body = bodies.get(Number(registration.body));
  const name = body ? named(body) : registration.body;
  const ofTown = body !== undefined && body.prefecture !== body.body;
  const prefecture = body && bodies.get(body.prefecture);
  const prefectureName = prefecture ? named(prefecture) : t("settings.link");
  const refused = registration.prefecture_refused;
  const linking = useTask(async () => {
    const path = `/api/registrations/${registration.body}/prefecture-link`;
    await api("PUT", path, { refused: !refused });
    await replica.sync();
    toast(t("settings.linkChanged"));
    onChange();
  });
  return (
    <li class="stack">
      <h3>{name}</h3>
      {ofTown && (
        <p>{t(refused ? "settings.linkOff" : "settings.linkOn", { prefecture: prefectureName })}</p>
      )}
      <Failure error={linking.failure} />
      <div class="row">
        {ofTown && (
          <Button busy={linking.busy} onClick={linking.run}>
            {t(refused ? "settings.linkAllow" : "settings.linkRefuse")}
          </Button>
        )}
        <ButtonLink href={`/details/${registration.body}`}>{t("settings.details")}</ButtonLink>
        {!registration.survey_answered && (
          <ButtonLink href={`/survey/${registration.body}`}>{t("settings.survey")}</ButtonLink>
        )}
        <Button kind="danger" onClick={() => setLeaving(true)}>
          {t("settings.leave")}
        </Button>
      </div>
      {leaving && (
        <Confirm
          title={t("settings.leaveTitle", { body: name })}
          body={t("settings.leaveBody")}
          yes={t("settings.leave")}
          onClose={() => setLeaving(false)}
          onYes={async () => {
            await api("DELETE", `/api/registrations/${registration.body}`);
            await replica.sync();
            toast(t("settings.left"));
            onChange();
          }}
        />
      )}
    </li>
  );
}
