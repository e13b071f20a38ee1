import type { ComponentChildren } from "preact";
import { IconBack } from "../../ui/icons";
import { t } from "../../ui/words/projects";

interface HeaderProps {
  title: string;
  lead: ComponentChildren;
  /** Where the list of projects is. */
  base: string;
}

/** Heads a part of the page that is about one thing; the page has its own heading. */
export function PartHeader({ title, lead, base }: HeaderProps) {
  return (
    <header class="stack">
      <a class="back" href={base}>
        <IconBack />
        {t("people.back")}
      </a>
      <div>
        <h2>{title}</h2>
        <p class="soft">{lead}</p>
      </div>
    </header>
  );
}
