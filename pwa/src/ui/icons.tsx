/** Icons: strokes on a grid of 24. Words stand beside them, so they are hidden from readers. */

import type { JSX } from "preact";

export type Icon = (props: { size?: number }) => JSX.Element;

/** An icon from the `d` of its path. Pages that are loaded later make their own with it. */
export function icon(d: string): Icon {
  return ({ size = 24 }) => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={d} />
    </svg>
  );
}

const CIRCLE = "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z";
const PIN = "M12 21s-7-6-7-11.5a7 7 0 0 1 14 0C19 15 12 21 12 21z";

export const IconCard = icon(
  "M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM7 10h4v4H7zM14 10h4M14 14h4",
);
export const IconJournal = icon(
  "M6 3h12a1 1 0 0 1 1 1v17l-3-2-2 2-2-2-2 2-2-2-3 2V4a1 1 0 0 1 1-1zM9 8h6M9 12h6",
);
export const IconPin = icon(`${PIN}M12 7.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z`);
export const IconSettings = icon("M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4");
export const IconBack = icon("M15 5l-7 7 7 7");
export const IconNext = icon("M9 5l7 7-7 7");
export const IconCheck = icon("M5 13l5 5L20 7");
export const IconCross = icon("M6 6l12 12M18 6L6 18");
export const IconAlert = icon("M12 4L2.500 20h19zM12 10v4M12 17v.010");
export const IconInfo = icon(`${CIRCLE}M12 11v5M12 8v.010`);
export const IconGood = icon(`${CIRCLE}M8 12.500l3 3 5-6`);
export const IconBad = icon(`${CIRCLE}M9 9l6 6M15 9l-6 6`);
export const IconClock = icon(`${CIRCLE}M12 7v5l3.500 2`);
export const IconOffline = icon(
  "M3 3l18 18M7 9a5 5 0 0 0 0 10h10M20 17.500a4 4 0 0 0-3-6.500 6 6 0 0 0-6.500-4",
);
export const IconUpload = icon(
  "M7 18a5 5 0 0 1-.500-10A6 6 0 0 1 18 9.500a4.300 4.300 0 0 1 0 8.500M12 20v-8M9 15l3-3 3 3",
);
export const IconSync = icon(
  "M20 11a8 8 0 0 0-14.500-4L3 10M3 5v5h5M4 13a8 8 0 0 0 14.500 4L21 14M21 19v-5h-5",
);
export const IconCamera = icon(
  "M4 8h3l2-3h6l2 3h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM12 10a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7z",
);
export const IconNote = icon("M4 20h4L19 9l-4-4L4 16zM13 7l4 4");
export const IconUndo = icon("M4 9h10a6 6 0 0 1 0 12H8M8 5L4 9l4 4");
export const IconGlobe = icon(`${CIRCLE}M3 12h18M12 3c3 3 4 6 4 9s-1 6-4 9c-3-3-4-6-4-9s1-6 4-9z`);
export const IconExpand = icon("M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5");
export const IconSearch = icon("M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5");
export const IconHome = icon("M3 11l9-8 9 8M6 9.500V20h12V9.500M10 20v-6h4v6");
