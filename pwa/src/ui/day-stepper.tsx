import "./day-stepper.css";
import { Button } from "./button";
import { dayName } from "./format";
import { IconBack, IconNext } from "./icons";
import { t } from "./words/history";

interface DayStepperProps {
  /** Days since 1970-01-01 of the Asia/Tokyo calendar; `last` cannot be passed. */
  day: number;
  last: number;
  onDay: (day: number) => void;
}

/** A day, and the ones beside it within a thumb's reach. */
export function DayStepper({ day, last, onDay }: DayStepperProps) {
  return (
    <div class="day-stepper">
      <Button icon={IconBack} onClick={() => onDay(day - 1)}>
        {t("day.previous")}
      </Button>
      <h2>{dayName(day)}</h2>
      <Button icon={IconNext} disabled={day >= last} onClick={() => onDay(day + 1)}>
        {t("day.next")}
      </Button>
    </div>
  );
}
