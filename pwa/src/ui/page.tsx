import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { type Icon, IconBack } from "./icons";
import { t } from "./words";

interface PageHeaderProps {
  title: string;
  /** Where the page above is. */
  back?: { href: string; label: string };
  lead?: ComponentChildren;
  actions?: ComponentChildren;
}

/** The page's heading; it names the window too, and takes the focus when the page changes. */
export function PageHeader({ title, back, lead, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} - ${t("app")}`;
  }, [title]);
  return (
    <header class="page-header">
      {back && (
        <a class="back" href={back.href}>
          <IconBack />
          {back.label}
        </a>
      )}
      <div class="row">
        <h1 tabIndex={-1}>{title}</h1>
        {actions}
      </div>
      {lead && <p class="soft">{lead}</p>}
    </header>
  );
}

interface EmptyProps {
  icon: Icon;
  title: string;
  children?: ComponentChildren;
}

/** What stands where nothing is yet: why, and what to do. */
export function Empty({ icon: Icon, title, children }: EmptyProps) {
  return (
    <div class="empty">
      <Icon />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
