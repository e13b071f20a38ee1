import { Reason } from "../schemas/wire";
import { ButtonLink } from "../ui/button";
import { IconAlert } from "../ui/icons";
import { t } from "../ui/words/standing";

const WORDS = {
  "not-registered": "hindrance.not-registered",
  "at-home": "hindrance.at-home",
  "not-proven": "hindrance.not-proven",
  "no-guardian": "hindrance.no-guardian",
  "three-bodies": "hindrance.three-bodies",
} as const;

/** What stands in the way beside the requirement, each with what to do about it. */
export function Hindrances({ reasons }: { reasons: readonly Reason[] }) {
  const shown = reasons.filter((one): one is keyof typeof WORDS => one in WORDS);
  if (shown.length === 0) return null;
  return (
    <section class="panel stack">
      <h2>{t("hindrance.title")}</h2>
      <ul class="stack">
        {shown.map((reason) => (
          <li key={reason} class="stack">
            <p class="condition-words">
              <IconAlert />
              <span>{t(WORDS[reason])}</span>
            </p>
            {reason === Reason.NOT_PROVEN && (
              <ButtonLink kind="primary" href="/identity">
                {t("hindrance.prove")}
              </ButtonLink>
            )}
            {reason === Reason.NO_GUARDIAN && (
              <ButtonLink kind="primary" href="/identity">
                {t("hindrance.guardian")}
              </ButtonLink>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
