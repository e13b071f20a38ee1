let shown = location.pathname;

/** A reader, and the keyboard, begin at the new page's heading; not where only the query changed. */
export function focusHeading(url: string): void {
  const [path = ""] = url.split("?");
  const heading = document.querySelector<HTMLElement>("main h1");
  if (path === shown || !heading) return;
  shown = path;
  heading.focus({ preventScroll: true });
}
