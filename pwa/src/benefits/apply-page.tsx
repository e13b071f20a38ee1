import "./benefits.css";
import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import { hex } from "../card/bytes";
import { currentReplica, type Replica } from "../replica";
import { dayOf, formatDay, parseDay } from "../replica/calendar";
import type { Apply, CostLine, Payee } from "../schemas/benefits";
import type { BenefitItem } from "../schemas/wire";
import { offline } from "../shell/online";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Field, Select, TextArea } from "../ui/field";
import { named } from "../ui/format";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/benefits";
import { calculate } from "./calculate";
import { CalculationView } from "./calculation-view";
import { discard, keepApplication, outbox, sendOutbox } from "./outbox";
import { termsOf } from "./own";
import { ReceiptsField } from "./receipts-field";
import type { Subsidy, Terms } from "./terms";

/** Applying for a subsidy: everything is kept on the phone until there is a network (R54). */
export default function ApplyPage() {
  const { params, query } = useRoute();
  const replica = currentReplica.value;
  const wanted = Number(params.id);
  const back = { href: `/benefits/${params.code}`, label: t("apply.back") };
  const item = replica?.ofKind("BenefitItem").value.find((one) => one.benefit === wanted);
  const terms = item && termsOf(item);
  return (
    <div class="page stack">
      <PageHeader
        title={t("apply.title")}
        back={back}
        lead={terms ? named({ name: terms.name, english: terms.english }) : ""}
      />
      {replica && !replica.isLoaded.value && <Skeleton lines={8} />}
      {(!replica || replica.isLoaded.value) && !terms?.subsidy && (
        <Notice tone="warn">{t("apply.gone")}</Notice>
      )}
      {replica?.isLoaded.value && item && terms?.subsidy && (
        <Form
          replica={replica}
          item={item}
          terms={terms}
          subsidy={terms.subsidy}
          again={query.again ?? ""}
        />
      )}
    </div>
  );
}

interface FormProps {
  replica: Replica;
  item: BenefitItem;
  terms: Terms;
  subsidy: Subsidy;
  /** The `ref` of one that could not be sent and is mended. */
  again: string;
}

interface Written {
  from: string;
  nights: string;
  persons: string;
  applicant: Apply["applicant"];
  costs: Readonly<Record<string, string>>;
  payee: { bank: string; branch: string; kind: Payee["kind"]; number: string; holder: string };
  words: string;
}

function Form({ replica, item, subsidy, again }: FormProps) {
  const { route } = useLocation();
  const before = outbox.value.find((one) => one.ref === again);
  const [written, write] = useState(() => begun(subsidy, before?.apply));
  const [pictures, setPictures] = useState<readonly Blob[]>(before?.pictures ?? []);
  const [touched, touch] = useState(false);
  const set = (part: Partial<Written>) => write({ ...written, ...part });
  const costs = costsOf(subsidy, written.costs);
  const nights = whole(written.nights);
  const persons = whole(written.persons);
  const found = calculate(subsidy, costs, nights, persons);
  const faults = faultsOf(subsidy, written, costs, pictures.length);
  const fault = (name: string) => (touched ? faults.get(name) : undefined);
  const sending = useTask(async () => {
    touch(true);
    if (faults.size > 0) {
      requestAnimationFrame(() =>
        document.querySelector("[aria-invalid=true], .field-error")?.scrollIntoView(),
      );
      return;
    }
    const ref = hex(crypto.getRandomValues(new Uint8Array(16)));
    const { payee } = written;
    const apply: Apply = {
      ref,
      applicant: written.applicant,
      from_day: parseDay(written.from),
      nights,
      persons,
      costs,
      receipts: pictures.length,
      payee: { ...payee, holder: payee.holder.normalize("NFKC").trim() },
      words: written.words,
    };
    const { benefit, body } = item;
    const { name: owner } = replica;
    await keepApplication({
      ref,
      owner,
      benefit,
      body,
      apply,
      pictures,
      at: Date.now(),
      failure: "",
    });
    if (before) await discard(before.ref);
    const sent = offline.value ? 0 : await sendOutbox();
    toast(t(sent > 0 ? "apply.sent" : "apply.kept"));
    route(`/benefits/${String(body).padStart(6, "0")}`);
  });
  const number = (name: "nights" | "persons", hint?: string) => (
    <Field
      label={t(`apply.${name}`)}
      hint={hint}
      value={written[name]}
      inputMode="numeric"
      autoComplete="off"
      error={fault(name)}
      onInput={(event) => set({ [name]: digits(event.currentTarget, 3) })}
    />
  );
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void sending.run();
      }}
    >
      <section class="panel stack">
        <Field
          type="date"
          label={t("apply.from")}
          value={written.from}
          error={fault("from")}
          onInput={(event) => set({ from: event.currentTarget.value })}
        />
        <div class="row apply-pair">
          {number("nights", t("apply.nightsHint"))}
          {subsidy.max_persons > 1 && number("persons")}
        </div>
        {subsidy.applicants.length > 1 && (
          <Select
            label={t("apply.applicant")}
            value={written.applicant}
            onChange={(event) =>
              set({ applicant: event.currentTarget.value as Apply["applicant"] })
            }
          >
            {subsidy.applicants.map((one) => (
              <option key={one} value={one}>
                {t(`applicant.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </section>
      <section class="panel stack">
        <div>
          <h2>{t("apply.costs")}</h2>
          <p class="soft">{t("apply.costsHint")}</p>
        </div>
        {subsidy.costs.map(({ kind }, at) => (
          <Field
            key={kind}
            label={t(`cost.${kind}`)}
            value={written.costs[kind] ?? ""}
            inputMode="numeric"
            autoComplete="off"
            error={at === 0 ? fault("costs") : undefined}
            onInput={(event) =>
              set({ costs: { ...written.costs, [kind]: digits(event.currentTarget, 7) } })
            }
          />
        ))}
        {found.steps.length > 0 && (
          <Notice title={t("apply.estimate")}>
            <CalculationView found={found} />
            <p class="soft small">{t("apply.estimateHint")}</p>
          </Notice>
        )}
        <ReceiptsField pictures={pictures} error={fault("receipts")} onChange={setPictures} />
      </section>
      <PayeeFields payee={written.payee} fault={fault} onChange={(payee) => set({ payee })} />
      <section class="panel stack">
        <TextArea
          label={t("apply.words")}
          value={written.words}
          maxLength={1000}
          rows={3}
          onInput={(event) => set({ words: event.currentTarget.value })}
        />
        {offline.value && <Notice>{t("own.state.outbox")}</Notice>}
        <Failure error={sending.failure} />
        <Button type="submit" kind="primary" big wide busy={sending.busy}>
          {t("apply.send")}
        </Button>
      </section>
    </form>
  );
}

interface PayeeProps {
  payee: Written["payee"];
  fault: (name: string) => string | undefined;
  onChange: (payee: Written["payee"]) => void;
}

function PayeeFields({ payee, fault, onChange }: PayeeProps) {
  const code = (name: "bank" | "branch" | "number", most: number) => (
    <Field
      label={t(`apply.${name}`)}
      value={payee[name]}
      inputMode="numeric"
      autoComplete="off"
      error={fault(name)}
      onInput={(event) => onChange({ ...payee, [name]: digits(event.currentTarget, most) })}
    />
  );
  return (
    <section class="panel stack">
      <h2>{t("apply.payee")}</h2>
      <div class="row apply-pair">
        {code("bank", 4)}
        {code("branch", 3)}
      </div>
      <div class="row apply-pair">
        <Select
          label={t("apply.accountKind")}
          value={String(payee.kind)}
          onChange={(event) =>
            onChange({ ...payee, kind: Number(event.currentTarget.value) as Payee["kind"] })
          }
        >
          {([1, 2, 4] as const).map((kind) => (
            <option key={kind} value={kind}>
              {t(`apply.accountKind.${kind}`)}
            </option>
          ))}
        </Select>
        {code("number", 7)}
      </div>
      <Field
        label={t("apply.holder")}
        value={payee.holder}
        maxLength={48}
        autoComplete="off"
        error={fault("holder")}
        onInput={(event) => onChange({ ...payee, holder: event.currentTarget.value })}
      />
    </section>
  );
}

const HOLDER = /^[ァ-ヶー A-Z0-9()（）.,．，・-]{1,48}$/;
const EXACT = { bank: 4, branch: 3, number: 7 } as const;

function faultsOf(
  subsidy: Subsidy,
  { from, nights, persons, payee }: Written,
  costs: readonly CostLine[],
  pictures: number,
): Map<string, string> {
  const faults = new Map<string, string>();
  if (!from) faults.set("from", t("fault.day"));
  const range = (name: string, text: string, least: number, most: number) => {
    if (text === "" || whole(text) < least || whole(text) > most)
      faults.set(name, t("fault.number", { least, most }));
  };
  range("nights", nights, subsidy.min_nights, subsidy.max_nights || 366);
  range("persons", persons, 1, subsidy.max_persons);
  const { amount } = calculate(subsidy, costs, whole(nights), whole(persons));
  if (costs.length === 0) faults.set("costs", t("fault.costs"));
  else if (amount === 0) faults.set("costs", t("fault.nothing"));
  if (subsidy.receipts && pictures === 0) faults.set("receipts", t("fault.receipts"));
  for (const name of ["bank", "branch", "number"] as const) {
    if (payee[name].length !== EXACT[name]) faults.set(name, t("fault.digits", { n: EXACT[name] }));
  }
  if (!HOLDER.test(payee.holder.normalize("NFKC").trim())) faults.set("holder", t("fault.holder"));
  return faults;
}

function begun(subsidy: Subsidy, before?: Apply): Written {
  const [first = "individual"] = subsidy.applicants;
  return {
    from: formatDay(before?.from_day ?? dayOf(Date.now())),
    nights: before ? String(before.nights) : subsidy.min_nights ? String(subsidy.min_nights) : "",
    persons: String(before?.persons ?? 1),
    applicant: before?.applicant ?? first,
    costs: Object.fromEntries((before?.costs ?? []).map(({ kind, yen }) => [kind, String(yen)])),
    payee: before?.payee ?? { bank: "", branch: "", kind: 1, number: "", holder: "" },
    words: before?.words ?? "",
  };
}

function costsOf(subsidy: Subsidy, written: Readonly<Record<string, string>>): CostLine[] {
  return subsidy.costs
    .map(({ kind }) => ({ kind, yen: whole(written[kind] ?? "") }))
    .filter(({ yen }) => yen > 0);
}

function whole(text: string): number {
  return text === "" ? 0 : Number(text);
}

/** Only digits, full-width ones too; what is no digit leaves the field at once. */
function digits(field: HTMLInputElement, most: number): string {
  field.value = field.value.normalize("NFKC").replace(/\D/g, "").slice(0, most);
  return field.value;
}
