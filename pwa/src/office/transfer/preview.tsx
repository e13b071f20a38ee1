import { type ImportPreview, IssueKind, type RowIssue } from "../../schemas/office";
import { IconAlert, IconGood } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { t } from "../../ui/words/transfer";
import { Scroll } from "../scroll";

/** What would come in, and what is amiss, row by row. */
export function Preview({ preview }: { preview: ImportPreview }) {
  const leftOut = preview.rows - preview.members;
  return (
    <section class="panel stack" data-members={preview.members} data-left-out={leftOut}>
      <h2>{t("preview.title")}</h2>
      {preview.members === 0 ? (
        <Notice tone="warn">{t("preview.none")}</Notice>
      ) : (
        <div>
          <p class="list-figure">
            <IconGood /> <b>{t("preview.members", { n: preview.members })}</b>
          </p>
          <p class="soft">{t("preview.number")}</p>
          <p class="soft">{t("preview.consenting", { n: preview.consenting })}</p>
        </div>
      )}
      {leftOut > 0 ? (
        <p class="list-figure list-figure-out">
          <IconAlert /> <b>{t("preview.leftOut", { n: leftOut })}</b>
        </p>
      ) : (
        <p>{t("preview.all")}</p>
      )}
      {preview.counts.length > 0 && (
        <ul class="list-counts">
          {preview.counts.map(({ kind, left_out, rows }) => (
            <li key={`${kind}${left_out}`}>
              <span class={left_out ? "tag tag-bad" : "tag tag-warn"}>
                {t(left_out ? "preview.out" : "preview.in")}
              </span>{" "}
              {t(`count.${kind}`)} <b class="number">{t("preview.count", { n: rows })}</b>
            </li>
          ))}
        </ul>
      )}
      {preview.issues.length > 0 && <Issues issues={preview.issues} />}
      {preview.sample.length > 0 && <Sample preview={preview} />}
    </section>
  );
}

function Issues({ issues }: { issues: readonly RowIssue[] }) {
  return (
    <details open={issues.length <= 20}>
      <summary>{t("preview.issues")}</summary>
      <ol class="list-issues">
        {issues.map((issue, at) => (
          <li key={at}>
            <b class="number">{t("preview.row", { n: issue.row })}</b>{" "}
            <span class={issue.left_out ? "tag tag-bad" : "tag tag-warn"}>
              {t(issue.left_out ? "preview.out" : "preview.in")}
            </span>{" "}
            {wordsOf(issue)}
            {issue.text && <span class="soft"> 「{issue.text}」</span>}
          </li>
        ))}
      </ol>
      {issues.length >= 200 && <p class="soft">{t("preview.issuesMore", { n: issues.length })}</p>}
    </details>
  );
}

function wordsOf({ kind, earlier }: RowIssue): string {
  if (kind === IssueKind.KNOWN || kind === IssueKind.TWICE || kind === IssueKind.SAME_NUMBER) {
    return t(`issue.${kind}`, { n: earlier ?? 0 });
  }
  return t(`issue.${kind}`);
}

function Sample({ preview }: { preview: ImportPreview }) {
  const shown = ["name", "kana", "birth_day", "address", "telephone", "old_number"] as const;
  const words = {
    name: "field.name",
    kana: "field.kana",
    birth_day: "field.birth-day",
    address: "field.address",
    telephone: "field.telephone",
    old_number: "field.old-number",
  } as const;
  return (
    <div>
      <h3>{t("preview.sample", { n: preview.sample.length })}</h3>
      <Scroll class="list-table" label={t("preview.title")}>
        <table>
          <thead>
            <tr>
              {shown.map((name) => (
                <th key={name} scope="col">
                  {t(words[name])}
                </th>
              ))}
              <th scope="col">{t("field.since")}</th>
            </tr>
          </thead>
          <tbody>
            {preview.sample.map((row) => (
              <tr key={row.row}>
                {shown.map((name) => (
                  <td key={name}>{row.details[name]}</td>
                ))}
                <td>{row.since}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}
