import { useMemo } from "preact/hooks";
import type { Replica } from "../replica";
import { ButtonLink } from "../ui/button";
import { Notice } from "../ui/notice";
import { t } from "../ui/words/notices";
import { bodyOf, Words } from "./notice-words";
import { newestFirst, readUpTo } from "./read";

/** The newest notice that was not read yet, and the way to all of them. */
export function Latest({ replica }: { replica: Replica }) {
  const told = useMemo(() => replica.ofKind("NoticeItem"), [replica]);
  const [newest] = newestFirst(told.value);
  if (!newest) return null;
  const all = <ButtonLink href="/notices">{t("notices.all")}</ButtonLink>;
  if (newest.notice <= readUpTo(replica.name)) return <div class="row">{all}</div>;
  const body = bodyOf(replica, newest);
  return (
    <Notice title={t(`title.${newest.kind}`)}>
      <p class="small">
        <span class="tag tag-key">{t("notices.latest")}</span> {body}
      </p>
      <Words notice={newest} />
      {all}
    </Notice>
  );
}
