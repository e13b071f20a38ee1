/** Small choices kept in this browser. One that stores nothing forgets them, and works otherwise. */

const PREFIX = "furusato.";

type Choice =
  | "language"
  | "activity-answers"
  | "card-body"
  | "codes-unsaved"
  | "instance"
  | "lock"
  | "notices"
  | "office-body"
  | "partner"
  | "policy-drafts"
  | "station"
  | "project"
  | "silent"
  | "camera"
  | "kiosk";

export function kept(choice: Choice): string | null {
  try {
    return localStorage.getItem(PREFIX + choice);
  } catch {
    return null;
  }
}

/** Null forgets it. */
export function keep(choice: Choice, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + choice);
    else localStorage.setItem(PREFIX + choice, value);
  } catch {
    // As said above.
  }
}
