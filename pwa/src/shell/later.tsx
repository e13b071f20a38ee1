import type { AnyComponent } from "preact";
import lazy from "preact-iso/lazy";
import { Button } from "../ui/button";
import { IconAlert } from "../ui/icons";
import { Empty } from "../ui/page";
import { t } from "../ui/words";

/** A page that is loaded when it is opened; where it cannot be, the page says so. */
export function later<P = object>(
  load: () => Promise<{ default: AnyComponent<P> }>,
): AnyComponent<P> {
  return lazy(() => load().catch(() => ({ default: NotLoaded })));
}

export function NotLoaded() {
  return (
    <Empty icon={IconAlert} title={t("failure.page")}>
      <p>{t("failure.chunkOffline")}</p>
      <Button onClick={() => location.reload()}>{t("failure.reload")}</Button>
    </Empty>
  );
}
