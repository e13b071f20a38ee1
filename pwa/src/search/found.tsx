import type { Body } from "../explore/catalogue";
import { currentReplica } from "../replica";
import { parseDay } from "../replica/calendar";
import { DocumentKind, type FoundDocument } from "../schemas/search";
import { dayName, named } from "../ui/format";
import { IconNext } from "../ui/icons";
import { language } from "../ui/words";
import { t } from "../ui/words/search";

interface FoundProps {
  one: FoundDocument;
  bodies: readonly Body[] | undefined;
}

/** A line of what was found: what it is, where, and what one should know. */
export function Found({ one, bodies }: FoundProps) {
  const body = bodies?.find(({ codeText }) => codeText === one.body);
  const english = language.value === "en";
  const note = english ? one.note_english : one.note;
  const days = [one.from_day, one.to_day].filter(Boolean).map((day) => dayName(parseDay(day)));
  return (
    <a class="row-link" href={hrefOf(one)}>
      <span class="grow">
        <b class="search-name">{named(one)}</b>
        <span class="row search-about">
          <span class={`tag ${one.kind === DocumentKind.BODY ? "" : "tag-key"}`}>
            {kindOf(one.kind)}
          </span>
          <span class="soft">{body && whereOf(one, body, english)}</span>
        </span>
        {days.length > 0 && <span>{[...new Set(days)].join(" – ")}</span>}
        {note && <span class="soft">{note}</span>}
        {one.kind === DocumentKind.BODY && (
          <span class={one.open ? "tag tag-good" : "soft small"}>
            {one.open ? t("open") : t("closed")}
          </span>
        )}
      </span>
      <IconNext />
    </a>
  );
}

/** To the place where the phone knows it; else to the town, where one registers. */
function hrefOf(one: FoundDocument): string {
  const replica = currentReplica.value;
  const place =
    one.kind === DocumentKind.PLACE
      ? one.ref
      : one.kind === DocumentKind.PROJECT && replica?.projects.value.get(one.ref)?.place;
  if (place && replica?.places.value.has(place)) return `/places/${place}`;
  return `/register/${one.body}`;
}

function whereOf(one: FoundDocument, body: Body, english: boolean): string {
  const over = english ? body.prefectureEnglish : body.prefectureName;
  if (one.kind === DocumentKind.BODY) {
    return body.code === body.prefecture ? body.kana : `${over} ${english ? body.name : body.kana}`;
  }
  return body.code === body.prefecture ? named(body) : `${over} ${named(body)}`;
}

function kindOf(kind: DocumentKind): string {
  if (kind === DocumentKind.BODY) return t("one.body");
  return kind === DocumentKind.PROJECT ? t("one.project") : t("one.place");
}
