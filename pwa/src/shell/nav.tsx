import { useLocation } from "preact-iso/router";
import { IconCard, IconJournal, IconPin, IconSettings } from "../ui/icons";
import { t } from "../ui/words";
import { pageAt } from "./own-page";

const PAGES = [
  { href: "/card", icon: IconCard, key: "nav.card" },
  { href: "/journal", icon: IconJournal, key: "nav.journal" },
  { href: "/places", icon: IconPin, key: "nav.places" },
  { href: "/settings", icon: IconSettings, key: "nav.settings" },
] as const;

/** The member's four pages: at the foot of a phone, in the bar of a desk screen. */
export function Nav() {
  const path = pageAt(useLocation().path);
  return (
    <nav class="nav" aria-label={t("nav.label")}>
      {PAGES.map(({ href, icon: Icon, key }) => {
        const here = path === href || path.startsWith(`${href}/`);
        return (
          <a key={href} href={href} aria-current={here ? "page" : undefined}>
            <Icon size={28} />
            {t(key)}
          </a>
        );
      })}
    </nav>
  );
}
