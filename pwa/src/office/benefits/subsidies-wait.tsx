import { api } from "../../api";
import type { SubsidyCount } from "../../schemas/benefits";
import { ButtonLink } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { useLoaded } from "../../ui/task";
import { t } from "../../ui/words/office-benefits";

/** On the page of what needs a person: that applications for subsidies do, and payments. */
export function SubsidiesWait({ code }: { code: string }) {
  const { value } = useLoaded(code, (signal) =>
    api<SubsidyCount>("GET", `/api/office/${code}/subsidies/count`, undefined, signal),
  );
  if (!value || value.waiting + value.unpaid === 0) return null;
  return (
    <Notice title={t("wait.title", { n: value.waiting, unpaid: value.unpaid })}>
      <ButtonLink href="/office/benefits/subsidies">{t("wait.see")}</ButtonLink>
    </Notice>
  );
}
