import { api } from "../api";
import { formatDay } from "../replica/calendar";
import { RulingKind, type UsesOfDay as Uses, type UseView } from "../schemas/wire";
import { Failure } from "../ui/failure";
import { timeOfDay } from "../ui/format";
import { IconAlert } from "../ui/icons";
import { Row } from "../ui/row";
import { useLoaded } from "../ui/task";
import { t } from "../ui/words/office";

interface UsesProps {
  code: string;
  place: number;
  day: number;
}

/** What a place's rates were used for on a day, and who was over quota (R53). */
export function UsesOfDay({ code, place, day }: UsesProps) {
  const { value, failure, reload } = useLoaded(`${code}/${place}/${day}`, (signal) => {
    const asked = new URLSearchParams({ place: String(place), day: formatDay(day) });
    return api<Uses>("GET", `/api/office/${code}/uses?${asked}`, undefined, signal);
  });
  if (failure) return <Failure error={failure} retry={reload} />;
  if (!value || value.uses.length === 0) return null;
  const counted = value.uses.filter((use) => !use.voided && use.ruling !== RulingKind.REJECTED);
  return (
    <section class="stack" data-uses={counted.length}>
      <h2>{t("visits.uses")}</h2>
      <p class="number">
        {t("visits.usesSum", {
          n: counted.length,
          people: counted.reduce((sum, use) => sum + peopleOf(use), 0),
          yen: counted.reduce((sum, use) => sum + use.yen, 0).toLocaleString("en"),
        })}
      </p>
      <ol class="rows">
        {value.uses.map((use) => (
          <Row
            key={`${use.device}/${use.seq}`}
            title={use.member ? t("members.number", { n: use.member }) : t("visits.guest")}
            notes={[
              timeOfDay(use.ms),
              t("visits.people", { n: peopleOf(use) }),
              t("visits.yen", { yen: use.yen.toLocaleString("en") }),
              use.voided && t("visits.voided"),
              use.over && (
                <span class="tag tag-warn" key="over">
                  <IconAlert size={18} />
                  {t("visits.over")}
                </span>
              ),
              use.ruling === RulingKind.FLAGGED && (
                <span class="tag tag-warn" key="flagged">
                  <IconAlert size={18} />
                  {t("visits.flagged")}
                </span>
              ),
            ]}
          />
        ))}
      </ol>
    </section>
  );
}

function peopleOf({ party }: UseView): number {
  return party.reduce((sum, { people }) => sum + people, 0);
}
