import "./members.css";
import "../desk/desk.css";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { api } from "../../api";
import { parseDay, startOf } from "../../replica/calendar";
import type { MemberPage, MemberRow } from "../../schemas/office";
import { Role, Tier } from "../../schemas/wire";
import { Button, ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Field } from "../../ui/field";
import { longDate } from "../../ui/format";
import { IconCard, IconSearch } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Empty } from "../../ui/page";
import { Row } from "../../ui/row";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/members";
import { t as officeWords } from "../../ui/words/office";
import type { DeskProps } from "../office-page";
import { askedOf, changed, countOf, FILTERS, PAGE } from "./asked";
import { Bulk } from "./bulk";
import { Filters } from "./filters";

/** While somebody types, the list is not asked for at each letter. */
const TYPING_MS = 200;

/** Who is registered with the body (R04: its own members alone). */
export function Members({ code, roles }: DeskProps) {
  const writes = roles.has(Role.ADMIN) || roles.has(Role.CLERK);
  const { url, route } = useLocation();
  const asked = askedOf(url.split("?")[1] ?? "");
  const [query, setQuery] = useState(asked.get("query") ?? "");
  const [chosen, choose] = useState<ReadonlySet<number> | null>(null);
  const key = asked.toString();
  const { value, failure, reload } = useLoaded(`${code}?${key}`, (signal) =>
    api<MemberPage>("GET", `/api/office/${code}/members?${key}`, undefined, signal),
  );
  const go = (next: URLSearchParams) => {
    const search = next.toString();
    // In place of the address before: going back leads out of the list, not through its letters.
    route(`/office/members${search ? `?${search}` : ""}`, true);
  };
  useEffect(() => {
    const typed = query.trim();
    if (typed === (asked.get("query") ?? "")) return;
    const timer = setTimeout(() => go(changed(asked, "query", typed)), TYPING_MS);
    return () => clearTimeout(timer);
  }, [query, key]);
  const offset = Number(asked.get("offset") ?? 0);
  const left = value ? Math.max(value.total - offset - PAGE, 0) : 0;
  const narrowed = query.trim() !== "" || countOf(asked) > 0;
  const brought = asked.get("import");
  return (
    <div class="stack">
      {writes && (
        <div class="row">
          <ButtonLink kind="primary" href="/office/members/new">
            {t("list.register")}
          </ButtonLink>
        </div>
      )}
      <Field
        label={t("list.search")}
        value={query}
        type="search"
        maxLength={60}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <Filters
        code={code}
        programmes={writes}
        asked={asked}
        onAsk={(name, wanted) => go(changed(asked, name, wanted))}
        onClear={() => go(FILTERS.reduce((left, name) => changed(left, name, ""), asked))}
      />
      {brought && (
        <Notice>
          {t("list.imported", { n: brought })}{" "}
          <Button kind="quiet" onClick={() => go(changed(asked, "import", ""))}>
            {t("list.clear")}
          </Button>
        </Notice>
      )}
      <Failure error={failure} retry={reload} />
      {!value && !failure && <Skeleton lines={6} />}
      {value && (
        <>
          <div class="row spread">
            <div role="status">
              <h2>{t("list.count", { n: value.total })}</h2>
              <p class="soft">
                {[
                  value.premium > 0 && t("list.premium", { n: value.premium }),
                  value.kept_by_office > 0 && t("list.office", { n: value.kept_by_office }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </div>
            {writes && value.members.length > 0 && (
              <Button kind="quiet" onClick={() => choose(chosen ? null : new Set())}>
                {t(chosen ? "list.chooseOff" : "list.chooseOn")}
              </Button>
            )}
          </div>
          {value.members.length === 0 ? (
            <Nobody narrowed={narrowed} />
          ) : (
            <List members={value.members} chosen={chosen} onChoose={choose} />
          )}
          <div class="row">
            {offset > 0 && (
              <Button
                onClick={() =>
                  go(changed(asked, "offset", String(Math.max(offset - PAGE, 0) || "")))
                }
              >
                {officeWords("members.back", { n: PAGE })}
              </Button>
            )}
            {left > 0 && (
              <Button onClick={() => go(changed(asked, "offset", String(offset + PAGE)))}>
                {officeWords("members.more", { n: Math.min(left, PAGE) })}
              </Button>
            )}
          </div>
          {chosen && chosen.size > 0 && (
            <Bulk
              code={code}
              numbers={[...chosen].sort((a, b) => a - b)}
              onDone={() => {
                choose(null);
                reload();
              }}
            />
          )}
        </>
      )}
    </div>
  );
}

function Nobody({ narrowed }: { narrowed: boolean }) {
  return (
    <div class="panel">
      <Empty
        icon={narrowed ? IconSearch : IconCard}
        title={t(narrowed ? "list.none" : "list.empty")}
      >
        <p>{t(narrowed ? "list.noneHint" : "list.emptyHint")}</p>
      </Empty>
    </div>
  );
}

interface ListProps {
  members: readonly MemberRow[];
  chosen: ReadonlySet<number> | null;
  onChoose: (chosen: ReadonlySet<number>) => void;
}

function List({ members, chosen, onChoose }: ListProps) {
  // What ended cannot be ended, nor join anything.
  const open = members.filter((one) => !one.ended);
  const set = (numbers: readonly number[], on: boolean) => {
    const next = new Set(chosen);
    for (const number of numbers) {
      if (on) next.add(number);
      else next.delete(number);
    }
    onChoose(next);
  };
  return (
    <div class="stack">
      {chosen && open.length > 0 && (
        <Button
          kind="quiet"
          onClick={() =>
            set(
              open.map((one) => one.number),
              !open.every((one) => chosen.has(one.number)),
            )
          }
        >
          {t("list.chooseAll", { n: open.length })}
        </Button>
      )}
      <ul class="rows">
        {members.map((member) => (
          <Member
            key={member.number}
            member={member}
            chosen={chosen?.has(member.number)}
            onChoose={(on) => set([member.number], on)}
          />
        ))}
      </ul>
    </div>
  );
}

interface MemberProps {
  member: MemberRow;
  /** Undefined: nothing is to be chosen now. */
  chosen: boolean | undefined;
  onChoose: (on: boolean) => void;
}

function Member({ member, chosen, onChoose }: MemberProps) {
  const name = member.name || t("list.noName");
  return (
    <Row
      head={
        <span class="number">
          <span class="unseen">{officeWords("members.number", { n: "" })}</span>
          {member.number}
        </span>
      }
      title={
        <a href={`/office/members/${member.number}`}>
          {name}
          {member.kana && <span class="soft small"> {member.kana}</span>}
        </a>
      }
      notes={[
        words(member.tier === Tier.PREMIUM ? "card.premium" : "card.basic"),
        t("list.since.day", { day: longDate(startOf(parseDay(member.since))) }),
        member.ended && t("list.ended"),
        member.kept_by_office && t("list.noPhone"),
        member.long_stay && t("list.longStay.mark"),
        member.linked && t("list.linked"),
        member.old_number && t("list.old", { n: member.old_number }),
      ]}
    >
      {chosen !== undefined && !member.ended && (
        <input
          class="member-pick"
          type="checkbox"
          aria-label={t("list.choose", { name })}
          checked={chosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      )}
    </Row>
  );
}
