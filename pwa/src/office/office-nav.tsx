import { useEffect, useRef, useState } from "preact/hooks";
import { IconNext } from "../ui/icons";
import { t as deskWords } from "../ui/words/desk";
import { t as officeWords } from "../ui/words/office";
import { t } from "../ui/words/people";

/** In this order; the first is always seen, the others on a phone behind a button. */
export const GROUPS = ["daily", "offer", "body"] as const;
export type Group = (typeof GROUPS)[number];

interface NavPage {
  readonly path: string;
  readonly group: Group;
  word: () => string;
}

interface NavProps {
  /** Those that this person may use. */
  pages: readonly NavPage[];
  here: NavPage;
  /** How much waits at the desk. */
  waiting: number | null;
}

/** The office's pages in groups: beside the page on a wide screen, above it on a phone. */
export function OfficeNav({ pages, here, waiting }: NavProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => setOpen(false), [here]);
  const groups = GROUPS.map((group) => ({
    group,
    pages: pages.filter((one) => one.group === group),
  })).filter((one) => one.pages.length > 0);
  const folded = groups.filter(({ group }) => group !== "daily");
  const behind = here.group !== "daily";
  return (
    <nav
      class="office-nav"
      aria-label={officeWords("office.nav")}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        setOpen(false);
        button.current?.focus();
      }}
    >
      {groups.map(({ group, pages: own }) => (
        <section
          key={group}
          id={`office-nav-${group}`}
          class={group === "daily" ? "office-nav-group" : "office-nav-group office-nav-fold"}
          data-open={open}
          aria-labelledby={`office-nav-${group}-name`}
        >
          <h2 id={`office-nav-${group}-name`}>{t(`nav.${group}`)}</h2>
          <ul>
            {own.map((page) => (
              <li key={page.path}>
                <a
                  href={page.path ? `/office/${page.path}` : "/office"}
                  aria-current={page === here ? "page" : undefined}
                >
                  {page.word()}
                  {page.path === "desk" && !!waiting && (
                    <span class="office-count number">
                      {deskWords("nav.waiting", { n: waiting })}
                    </span>
                  )}
                </a>
              </li>
            ))}
            {group === "daily" && (
              <li>
                <a href="/staff">{officeWords("office.staff")}</a>
              </li>
            )}
          </ul>
        </section>
      ))}
      {folded.length > 0 && (
        <button
          ref={button}
          type="button"
          class="office-nav-more"
          aria-expanded={open}
          aria-controls={folded.map(({ group }) => `office-nav-${group}`).join(" ")}
          data-here={behind}
          onClick={() => setOpen(!open)}
        >
          {behind ? here.word() : t("nav.more")}
          <IconNext />
        </button>
      )}
    </nav>
  );
}
