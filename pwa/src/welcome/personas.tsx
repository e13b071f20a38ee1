import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { arrive } from "../account/arrive";
import { api } from "../api";
import type { EnterPersona, Persona, SignedIn } from "../schemas/wire";
import { ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { type Icon, IconCamera, IconCard, IconHome, IconJournal, IconNext } from "../ui/icons";
import { PageHeader } from "../ui/page";
import { Skeleton, Spinner } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { language } from "../ui/words";
import { t } from "../ui/words/pages";

const ICONS: Readonly<Record<string, Icon>> = {
  member: IconCard,
  staff: IconCamera,
  office: IconHome,
  partner: IconJournal,
};
const ROLES = {
  member: "role.member",
  staff: "role.staff",
  office: "role.office",
  partner: "role.partner",
} as const;

/** The sample village: be a member, a receptionist, the office or a partner, each in one tap. */
export function Personas() {
  const { route } = useLocation();
  const [chosen, choose] = useState("");
  const { value, failure, reload } = useLoaded("personas", (signal) =>
    api<Persona[]>("GET", "/api/sample/personas", undefined, signal),
  );
  const entering = useTask(async (persona: Persona) => {
    choose(persona.id);
    const wanted: EnterPersona = { persona: persona.id };
    const { account } = await api<SignedIn>("POST", "/api/sample/enter", wanted);
    await arrive(account);
    route(persona.start);
  });
  return (
    <>
      <PageHeader title={t("welcome.sample.title")} lead={t("welcome.sample.lead")} />
      <Failure error={failure} retry={reload} />
      <Failure error={entering.failure} />
      {!value && !failure && <Skeleton lines={6} />}
      {value?.map((persona) => {
        const Shown = ICONS[persona.role] ?? IconCard;
        const role = ROLES[persona.role as keyof typeof ROLES];
        const english = language.value === "en";
        return (
          <button
            key={persona.id}
            type="button"
            class="big"
            aria-disabled={entering.busy}
            onClick={() => entering.run(persona)}
          >
            <span class="big-icon">
              {entering.busy && chosen === persona.id ? <Spinner /> : <Shown size={32} />}
            </span>
            <span class="big-words">
              {role && <span class="tag tag-key">{t(role)}</span>}
              <b>{english ? persona.english : persona.name}</b>
              <span>{english ? persona.description_english : persona.description}</span>
            </span>
            <IconNext />
          </button>
        );
      })}
      <ButtonLink kind="quiet" href="/find">
        {t("welcome.sample.own")}
      </ButtonLink>
    </>
  );
}
