/** How one begins to work: by a passkey, new or known, then what was come for, then this device. */

import { useState } from "preact/hooks";
import { AccountFailure } from "../account/account-failure";
import { arrive } from "../account/arrive";
import { makeAccount, signIn } from "../account/passkey";
import { RecoveryCodes } from "../account/recovery-codes";
import { whoIsSignedIn } from "../account/who";
import type { AccountMade } from "../schemas/wire";
import { Button } from "../ui/button";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { t } from "../ui/words/office";

interface EntranceProps {
  /** False while something is missing; it says so on the screen. */
  check: () => boolean;
  /** Done once somebody is signed in; gives the page to go on to. */
  act: () => Promise<string>;
  onDone: (page: string) => void;
}

export function Entrance({ check, act, onDone }: EntranceProps) {
  const { value: signedIn, failure: unknown, reload } = useLoaded("account", whoIsSignedIn);
  const [made, setMade] = useState<AccountMade | null>(null);
  const [page, setPage] = useState<string | null>(null);
  // What went through is not asked again: after a failure only the rest is tried.
  const entering = useTask(async (way: "new" | "known" | "now") => {
    if (!check()) return;
    let account = made?.account ?? signedIn?.account;
    let fresh = made;
    if (way === "new" && !made) {
      fresh = await makeAccount("");
      setMade(fresh);
      account = fresh.account;
    } else if (way === "known") account = (await signIn()).account;
    const next = await act();
    if (account) await arrive(account);
    if (fresh) setPage(next);
    else onDone(next);
  });
  if (page && made) {
    return (
      <RecoveryCodes
        account={made.account}
        codes={made.recovery_codes}
        onDone={() => onDone(page)}
      />
    );
  }
  if (signedIn === undefined && !unknown) return <Skeleton lines={2} />;
  const { busy, run } = entering;
  const known = signedIn || made;
  return (
    <div class="stack">
      {known ? (
        <>
          <p class="soft">{t("enter.as")}</p>
          <Button kind="primary" big wide busy={busy} onClick={() => run(made ? "new" : "now")}>
            {t(busy ? "enter.busy" : "enter.now")}
          </Button>
        </>
      ) : (
        <>
          <Button kind="primary" big wide busy={busy} onClick={() => run("new")}>
            {t(busy ? "enter.busy" : "enter.new")}
          </Button>
          <p class="soft">{t("enter.passkeyHint")}</p>
          <Button wide busy={busy} onClick={() => run("known")}>
            {t("enter.known")}
          </Button>
        </>
      )}
      <AccountFailure error={entering.failure ?? unknown} {...(unknown ? { retry: reload } : {})} />
    </div>
  );
}
