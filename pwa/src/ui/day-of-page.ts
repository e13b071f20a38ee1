import { useLocation } from "preact-iso/router";
import { dayOf, formatDay, parseDay } from "../replica/calendar";

/** The day that a page shows, kept in its address: today where there is none, never a later one. */
export function useDayOfPage(): { day: number; today: number; setDay: (day: number) => void } {
  const { path, query, route } = useLocation();
  const today = dayOf(Date.now());
  return {
    day: Math.min(written(query.day) ?? today, today),
    today,
    setDay: (day) => route(day === today ? path : `${path}?day=${formatDay(day)}`, true),
  };
}

function written(text: string | undefined): number | null {
  try {
    return text ? parseDay(text) : null;
  } catch {
    return null;
  }
}
