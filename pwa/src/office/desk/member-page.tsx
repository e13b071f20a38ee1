import "./desk.css";
import { useState } from "preact/hooks";
import { ApiProblem, api } from "../../api";
import type { MemberRecord } from "../../schemas/office";
import { type Belonging, type MemberFile, type Programme, Role, Tier } from "../../schemas/wire";
import { Button, ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Choice } from "../../ui/field";
import { named } from "../../ui/format";
import { IconBack, IconCard, IconClock, IconGood } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Empty } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/desk";
import { t as officeWords } from "../../ui/words/office";
import { fullDay, isoDay } from "../days";
import { Record } from "../members/record";
import { DecideDialog } from "./decide-dialog";
import { DecisionView } from "./decision-view";
import { countAgain } from "./desk-count";
import { Bar, ProgressView } from "./standing-view";

interface MemberProps {
  code: string;
  number: string;
  roles: ReadonlySet<Role>;
}

/** One member as the office sees them: how they stand, and everything that was decided (R18). */
export function MemberPage({ code, number, roles }: MemberProps) {
  const writes = roles.has(Role.ADMIN) || roles.has(Role.CLERK);
  const { value, failure, reload } = useLoaded(`${code}/${number}`, async (signal) => {
    const path = `/api/office/${code}/members/${encodeURIComponent(number)}/standing`;
    const [file, programmes] = await Promise.all([
      api<MemberFile>("GET", path, undefined, signal),
      writes
        ? api<Programme[]>("GET", `/api/office/${code}/programmes`, undefined, signal)
        : Promise.resolve([]),
    ]);
    return { file, programmes };
  });
  const back = (
    <a class="back" href="/office/members">
      <IconBack />
      {t("member.back")}
    </a>
  );
  const gone = failure instanceof ApiProblem && failure.code === "not-found";
  return (
    <div class="stack">
      {back}
      {gone ? (
        <Gone code={code} number={number} writes={writes} />
      ) : (
        <Failure error={failure} retry={reload} />
      )}
      {!value && !failure && <Skeleton lines={6} />}
      {value && (
        <>
          <Head file={value.file} />
          <div class="member-columns">
            <div class="stack">
              <Standing code={code} file={value.file} writes={writes} onChange={reload} />
              {writes && <Programmes code={code} {...value} onChange={reload} />}
              <Decisions file={value.file} />
            </div>
            <Record code={code} number={value.file.number} writes={writes} />
          </div>
        </>
      )}
    </div>
  );
}

/** Whose registration has ended has a record, and no standing; other numbers have neither. */
function Gone({ code, number, writes }: Omit<MemberProps, "roles"> & { writes: boolean }) {
  const path = `/api/office/${code}/members/${encodeURIComponent(number)}`;
  const { value, failure, reload } = useLoaded(path, (signal) =>
    api<MemberRecord>("GET", path, undefined, signal),
  );
  if (value) {
    return (
      <>
        <h2>
          {t("number", { n: value.number })} {value.details.name || value.shown_name}
        </h2>
        <Record code={code} number={value.number} writes={writes} />
      </>
    );
  }
  if (!(failure instanceof ApiProblem)) {
    return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  }
  return (
    <div class="panel">
      <Empty icon={IconCard} title={t("member.gone")}>
        <ButtonLink href="/office/members">{t("member.back")}</ButtonLink>
      </Empty>
    </div>
  );
}

function Head({ file }: { file: MemberFile }) {
  return (
    <div>
      <h2>
        {t("number", { n: file.number })} {file.name}
      </h2>
      <p class="soft">{officeWords("members.since", { day: isoDay(file.since) })}</p>
    </div>
  );
}

interface FileProps {
  code: string;
  file: MemberFile;
  onChange: () => void;
}

function Standing({ code, file, writes, onChange }: FileProps & { writes: boolean }) {
  const { standing, pending } = file;
  const [deciding, decide] = useState<boolean | null>(null);
  const premium = standing.tier === Tier.PREMIUM;
  // A prefecture's premium that the link brought ends with that of the municipality (R02).
  const own = premium && standing.premium_until > 0;
  return (
    <section class="panel stack">
      <div class="row spread">
        <h3>{t("member.standing")}</h3>
        <span class="row">
          <span class={premium ? "tag tag-good" : "tag"}>
            {words(premium ? "card.premium" : "card.basic")}
          </span>
          {standing.long_stay && <span class="tag tag-key">{t("member.longStay")}</span>}
        </span>
      </div>
      {own && <p>{t("member.until", { day: fullDay(standing.premium_until) })}</p>}
      {premium && !own && <p>{t("member.linkedPremium")}</p>}
      {pending && (
        <Notice tone="warn" title={t("member.pending")}>
          <p>{t(`finding.${pending}`)}</p>
        </Notice>
      )}
      <div class="stack">
        <h4>{t("member.progress")}</h4>
        <p>{t(standing.progress.met ? "member.met" : "member.missed")}</p>
        <ProgressView progress={standing.progress} />
      </div>
      <div>
        <p class="progress-words">
          <span class={standing.long_stay ? "progress-met" : undefined}>
            {standing.long_stay ? <IconGood /> : <IconClock />}
          </span>
          <span>
            <b>{t("member.stays")}</b>{" "}
            {t("progress.of", {
              is: t("progress.days", { have: standing.stay_days }),
              need: t("member.mark", { n: standing.stay_needed }),
            })}
          </span>
        </p>
        <Bar value={standing.stay_days} most={standing.stay_needed} good={standing.long_stay} />
      </div>
      {!premium && (
        <div>
          <h4>{t(standing.hindrances.length ? "member.hindrances" : "member.noHindrance")}</h4>
          <ul class="points">
            {standing.hindrances.map((reason) => (
              <li key={reason}>{t(`reason.${reason}`)}</li>
            ))}
          </ul>
        </div>
      )}
      <div class="row">
        {writes && (!premium || pending) && (
          <Button onClick={() => decide(true)}>
            {t(pending === "renewal" ? "found.renewal" : premium ? "other.ending" : "member.grant")}
          </Button>
        )}
        {writes && (own || pending) && (
          <Button kind="danger" onClick={() => decide(false)}>
            {t(premium ? "member.end" : "other.grant")}
          </Button>
        )}
      </div>
      {deciding !== null && (
        <DecideDialog
          code={code}
          number={file.number}
          name={file.name}
          premium={deciding}
          asFound={pending !== null && deciding === (pending !== "ending")}
          title={t(
            deciding ? "member.grantTitle" : premium ? "member.endTitle" : "member.refuseTitle",
            {
              n: file.number,
            },
          )}
          act={t(deciding ? "member.grant" : premium ? "member.end" : "other.grant")}
          onClose={() => decide(null)}
          onDone={() => {
            decide(null);
            toast(t("decide.done", { n: 1 }));
            void countAgain(code);
            onChange();
          }}
        />
      )}
    </section>
  );
}

function Programmes({
  code,
  file,
  programmes,
  onChange,
}: FileProps & { programmes: readonly Programme[] }) {
  const { run, busy, failure } = useTask(async (programme: Programme, belongs: boolean) => {
    await set(programme, belongs);
    tell(programme, belongs, () => void run(programme, !belongs));
  });
  const set = async (programme: Programme, belongs: boolean) => {
    const wanted: Belonging = { numbers: [file.number], belongs };
    await api("POST", `/api/office/${code}/programmes/${programme.id}/members`, wanted);
    onChange();
  };
  const tell = (programme: Programme, belongs: boolean, undo: () => void) =>
    toast(t(belongs ? "member.joined" : "member.leftProgramme", { name: named(programme) }), undo);
  return (
    <section class="panel stack">
      <h3>{t("member.programmes")}</h3>
      {programmes.length === 0 && <p class="soft">{t("member.noProgrammes")}</p>}
      {programmes.map((one) => (
        <Choice
          key={one.id}
          label={named(one)}
          checked={file.programmes.includes(one.id)}
          aria-busy={busy}
          onClick={(event) => busy && event.preventDefault()}
          onChange={(event) => run(one, event.currentTarget.checked)}
        />
      ))}
      <Failure error={failure} />
    </section>
  );
}

function Decisions({ file }: { file: MemberFile }) {
  return (
    <section class="stack">
      <h3>{t("member.decisions")}</h3>
      {file.decisions.length === 0 && <p class="soft">{t("member.noDecisions")}</p>}
      <ol class="rows">
        {file.decisions.map((one) => (
          <li key={one.id} class="decision-row">
            <DecisionView decision={one} />
          </li>
        ))}
      </ol>
    </section>
  );
}
