import type { AnyComponent } from "preact";
import lazy from "preact-iso/lazy";
import { Button } from "../ui/button";
import { IconAlert } from "../ui/icons";
import { Empty } from "../ui/page";
import { t, wordsLoaded } from "../ui/words";

/** A page that is loaded when it is opened; where it cannot be, the page says so. */
export function later<P = object>(
  load: () => Promise<{ default: AnyComponent<P> }>,
): AnyComponent<P> {
  return lazy(async () => {
    const page = await load().catch(() => ({ default: NotLoaded }));
    await wordsLoaded();
    return page;
  });
}

export function NotLoaded() {
  return (
    <Empty icon={IconAlert} title={t("failure.page")}>
      <p>{t("failure.chunkOffline")}</p>
      <Button onClick={() => location.reload()}>{t("failure.reload")}</Button>
    </Empty>
  );
}
