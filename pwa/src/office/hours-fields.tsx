import type { Hours } from "../schemas/wire";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { IconCross } from "../ui/icons";
import { t } from "../ui/words/office";

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;

interface HoursProps {
  hours: Hours;
  /** Null takes the row away. */
  onChange: (hours: Hours | null) => void;
}

/** On which days of the week the rate is given, and from when to when. */
export function HoursFields({ hours, onChange }: HoursProps) {
  return (
    <div class="panel stack">
      <ul class="row weekdays">
        {WEEKDAYS.map((day) => {
          const on = hours.weekdays.includes(day);
          // The last day stays: hours on no day would say nothing.
          const others = hours.weekdays.filter((one) => one !== day);
          const next = on ? others : [...hours.weekdays, day].sort((a, b) => a - b);
          return (
            <li key={day}>
              <button
                type="button"
                class="button weekday"
                aria-pressed={on}
                onClick={() => next.length > 0 && onChange({ ...hours, weekdays: next })}
              >
                {t(`hours.${day}`)}
              </button>
            </li>
          );
        })}
      </ul>
      <div class="row facility-pair">
        <Field
          label={t("hours.opens")}
          type="time"
          value={hours.opens}
          required
          onInput={(event) => onChange({ ...hours, opens: event.currentTarget.value })}
        />
        <Field
          label={t("hours.closes")}
          type="time"
          value={hours.closes}
          required
          onInput={(event) => onChange({ ...hours, closes: event.currentTarget.value })}
        />
      </div>
      <Button kind="quiet" icon={IconCross} onClick={() => onChange(null)}>
        {t("hours.away")}
      </Button>
    </div>
  );
}
