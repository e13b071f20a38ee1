import "./account.css";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { toast } from "../ui/toast";
import { t } from "../ui/words/pages";
import { codesSaved, remindOfCodes } from "./codes-reminder";

interface CodesProps {
  account: string;
  codes: readonly string[];
  onDone: () => void;
}

/** The codes, shown once: to save, print or copy now, or later with a reminder. */
export function RecoveryCodes({ account, codes, onDone }: CodesProps) {
  const text = `${t("codes.file")}\n${location.host}\n\n${codes.join("\n")}\n`;
  return (
    <section class="stack codes">
      <Notice tone="warn">{t("codes.lead")}</Notice>
      <ul class="code-list">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <p class="soft">{t("codes.onPaper")}</p>
      <div class="row no-print">
        <Button onClick={() => download(text, `${t("codes.file")}.txt`)}>{t("codes.save")}</Button>
        <Button onClick={() => print()}>{t("codes.print")}</Button>
        <Button
          onClick={async () => {
            await navigator.clipboard.writeText(text);
            toast(t("codes.copied"));
          }}
        >
          {t("codes.copy")}
        </Button>
      </div>
      <div class="stack no-print">
        <Button
          kind="primary"
          big
          onClick={() => {
            codesSaved();
            onDone();
          }}
        >
          {t("codes.done")}
        </Button>
        <Button
          kind="quiet"
          onClick={() => {
            remindOfCodes(account);
            onDone();
          }}
        >
          {t("codes.later")}
        </Button>
        <p class="soft small">{t("codes.laterHint")}</p>
      </div>
    </section>
  );
}

function download(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
