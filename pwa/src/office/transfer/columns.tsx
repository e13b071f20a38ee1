import { ImportField, type UploadInfo } from "../../schemas/office";
import { Select } from "../../ui/field";
import { t } from "../../ui/words/transfer";

const FIELDS = Object.values(ImportField);

interface ColumnsProps {
  list: UploadInfo;
  fields: readonly ImportField[];
  onChange: (fields: ImportField[]) => void;
}

/** What each column of a list holds, with what stands in its first rows. */
export function Columns({ list, fields, onChange }: ColumnsProps) {
  return (
    <section class="panel stack">
      <div>
        <h2>{t("columns.title")}</h2>
        <p class="soft">{t("columns.lead")}</p>
      </div>
      <ul class="list-columns">
        {list.columns.map((column, at) => {
          const header = column.header || t("columns.nameless");
          return (
            <li key={at} data-column={header}>
              <Select
                label={t("columns.of", { header })}
                value={fields[at] ?? ""}
                onChange={(event) => {
                  const next = [...fields];
                  next[at] = event.currentTarget.value as ImportField;
                  onChange(next);
                }}
              >
                {FIELDS.map((field) => (
                  <option key={field} value={field}>
                    {t(`field.${field}`)}
                  </option>
                ))}
              </Select>
              <p class="soft small list-samples">{column.samples.join(" · ")}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
