import type { ComponentChildren } from "preact";
import { IconAlert, IconBad, IconGood, IconInfo } from "./icons";

export type Tone = "info" | "good" | "warn" | "bad";

const ICONS = { info: IconInfo, good: IconGood, warn: IconAlert, bad: IconBad };

interface NoticeProps {
  tone?: Tone;
  title?: ComponentChildren;
  /** It came after the page: a reader is told of it. */
  live?: boolean;
  children?: ComponentChildren;
}

/** Something to know before going on: an icon, a colour and words. */
export function Notice({ tone = "info", title, live = false, children }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div
      class={`notice notice-${tone}`}
      role={live ? (tone === "bad" ? "alert" : "status") : undefined}
    >
      <Icon />
      <div>
        {title && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}
