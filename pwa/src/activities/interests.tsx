import type { Replica } from "../replica";
import { Skill, Theme } from "../schemas/projects";
import { Failure } from "../ui/failure";
import { Choice } from "../ui/field";
import { PageHeader } from "../ui/page";
import { useTask } from "../ui/task";
import { t } from "../ui/words/activities";
import { helperOf, setInterest, skillName } from "./helper";

/** What the member likes and can do: kept in the own log, so it works without a network. */
export function InterestsPage({ replica }: { replica: Replica | null }) {
  return (
    <div class="page stack">
      <PageHeader
        title={t("interests.title")}
        lead={t("interests.lead")}
        back={{ href: "/activities", label: t("detail.back") }}
      />
      {replica && <Interests replica={replica} />}
    </div>
  );
}

function Interests({ replica }: { replica: Replica }) {
  const { themes, skills } = helperOf(replica);
  const { run, failure } = useTask((interest: string, on: boolean) =>
    setInterest(replica, interest, on),
  );
  return (
    <>
      <fieldset class="activity-ticks">
        <legend>
          <b>{t("interests.themes")}</b>
        </legend>
        {Object.values(Theme).map((one) => (
          <Choice
            key={one}
            label={t(`theme.${one}`)}
            checked={themes.has(one)}
            onChange={(event) => run(one, event.currentTarget.checked)}
          />
        ))}
      </fieldset>
      <fieldset class="activity-ticks">
        <legend>
          <b>{t("interests.skills")}</b>
        </legend>
        {Object.values(Skill).map((one) => (
          <Choice
            key={one}
            label={t(`skill.${one}`)}
            checked={skills.has(one)}
            onChange={(event) => run(skillName(one), event.currentTarget.checked)}
          />
        ))}
      </fieldset>
      <Failure error={failure} />
    </>
  );
}
