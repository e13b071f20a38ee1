import "./transfer.css";
import { api } from "../../api";
import type { ImportInfo } from "../../schemas/office";
import { Role } from "../../schemas/wire";
import { ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { IconBack } from "../../ui/icons";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { t } from "../../ui/words/transfer";
import type { DeskProps } from "../office-page";
import { BringIn } from "./bring-in";
import { Past } from "./past";

/** Lists come in, and what the body owns goes out (R61). */
export default function TransferPage({ code, account }: DeskProps) {
  const mayTakeOut = account.roles.some((one) => one.body === code && one.role === Role.ADMIN);
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<ImportInfo[]>("GET", `/api/office/${code}/imports`, undefined, signal),
  );
  return (
    <div class="stack">
      <a class="back" href="/office/members">
        <IconBack />
        {t("page.back")}
      </a>
      <BringIn code={code} onDone={reload} />
      <Failure error={failure} retry={reload} />
      {!value && !failure && <Skeleton lines={3} />}
      {value && <Past code={code} imports={value} onChange={reload} />}
      {mayTakeOut && <TakeOut code={code} />}
    </div>
  );
}

/** The browser saves what the server writes while it is sent: nothing waits in this page. */
function TakeOut({ code }: { code: string }) {
  return (
    <section class="panel stack">
      <div>
        <h2>{t("out.title")}</h2>
        <p>{t("out.lead")}</p>
      </div>
      <div class="row">
        <ButtonLink href={`/api/office/${code}/export.zip`} download>
          {t("out.all")}
        </ButtonLink>
        <ButtonLink href={`/api/office/${code}/members.xlsx`} download>
          {t("out.members")}
        </ButtonLink>
      </div>
      <p class="soft small">{t("out.what")}</p>
    </section>
  );
}
