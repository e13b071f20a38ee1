import type { Replica } from "../replica";
import { startOf } from "../replica/calendar";
import { type NoticeItem, NoticeKind } from "../schemas/wire";
import { longDate, named } from "../ui/format";
import { t } from "../ui/words/notices";

/** The name of the body that a notice is about, "" for none. */
export function bodyOf(replica: Replica, { body }: NoticeItem): string {
  const known = replica.bodies.value.get(body);
  if (known) return named(known);
  return body ? codeOf(body) : "";
}

export function codeOf(body: number): string {
  return String(body).padStart(6, "0");
}

/** What it says: the day, and what it means. */
export function Words({ notice: { kind, day, count } }: { notice: NoticeItem }) {
  return (
    <>
      {day > 0 && (
        <p>
          <b>{t(`day.${kind}`, { day: longDate(startOf(day)) })}</b>
        </p>
      )}
      <p>
        {kind === NoticeKind.RENEWAL_OPEN && count > 0
          ? t("text.1.missing", { n: count })
          : t(`text.${kind}`)}
      </p>
    </>
  );
}

/** Where to go from a notice. */
export function wayFrom({ kind, body }: NoticeItem): string {
  switch (kind) {
    case NoticeKind.RENEWAL_OPEN:
    case NoticeKind.LAPSED:
    case NoticeKind.REFUSED:
    case NoticeKind.REVIEWED:
      return `/premium/${codeOf(body)}`;
    case NoticeKind.RENEWED:
    case NoticeKind.GRANTED:
      return "/card";
    case NoticeKind.ENDED:
      return `/register/${codeOf(body)}`;
    case NoticeKind.SUBSIDY_GRANTED:
    case NoticeKind.SUBSIDY_REFUSED:
    case NoticeKind.SUBSIDY_PAID:
    case NoticeKind.REFUGE:
      return `/benefits/${codeOf(body)}`;
    case NoticeKind.PRINTED_CARD_ENDS:
      return "/printed";
    case NoticeKind.ERASURE:
      return "/my-data";
    case NoticeKind.ACTIVITY_ACCEPTED:
    case NoticeKind.ACTIVITY_WAITING:
    case NoticeKind.ACTIVITY_DECLINED:
    case NoticeKind.ACTIVITY_CANCELLED:
      return "/activities/mine";
    default:
      return "/settings";
  }
}
