import { QrCode } from "../../card/live-code";
import type { InviteMade, Role } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { dateAndTime } from "../../ui/format";
import { Notice } from "../../ui/notice";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words/office";
import { t } from "../../ui/words/people";

interface MadeProps {
  invite: InviteMade;
  role: Role;
}

/** An invite's link, to be scanned or sent: nobody can see it again. */
export function Made({ invite, role }: MadeProps) {
  return (
    <Notice tone="good" live title={t("invite.made", { role: t(`role.${role}`) })}>
      <p>{words("people.madeHint", { when: dateAndTime(invite.expires) })}</p>
      <p>{words("people.scan")}</p>
      <div class="invite-code">
        <QrCode text={invite.url} label={words("people.scan")} />
      </div>
      <p class="invite-url" data-invite={invite.url}>
        {invite.url}
      </p>
      <div class="row">
        <Button
          onClick={async () => {
            await navigator.clipboard.writeText(invite.url);
            toast(words("people.copied"));
          }}
        >
          {words("people.copy")}
        </Button>
        {typeof navigator.share === "function" && (
          <Button
            onClick={() => {
              // Closing the share sheet is no fault.
              navigator.share({ url: invite.url }).catch(() => {});
            }}
          >
            {words("people.share")}
          </Button>
        )}
      </div>
    </Notice>
  );
}
