import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { IconInfo, IconOffline, IconSync } from "../ui/icons";
import { t } from "../ui/words";
import { instance } from "./instance";
import { offline } from "./online";
import { storageFault } from "./storage";
import { updateReady } from "./update";

/** What is true of the whole app at this moment, above the page. */
export function Banners() {
  return (
    <>
      {instance.value?.sample && (
        <div class="banner banner-sample">
          <IconInfo />
          <span>{t("bar.sample")}</span>
          <a href="/welcome">{t("bar.personas")}</a>
        </div>
      )}
      <div role="status">
        {offline.value && (
          <div class="banner">
            <IconOffline />
            <span>{t("bar.offline")}</span>
          </div>
        )}
        {updateReady.value && (
          <div class="banner">
            <IconSync />
            <span>{t("bar.update")}</span>
            <Button onClick={letIn}>{t("bar.updateNow")}</Button>
          </div>
        )}
      </div>
      {storageFault.value !== null && (
        <div class="page">
          <Failure error={storageFault.value} retry={() => location.reload()} />
        </div>
      )}
    </>
  );
}

async function letIn(): Promise<void> {
  const { applyUpdate } = await import("../service-worker/register");
  await applyUpdate();
}
