import { type Names, tellCondition } from "../policy-words/tell";
import type { Replica } from "../replica";
import { startOf } from "../replica/calendar";
import type { OwnStanding } from "../standing/of-replica";
import { ButtonLink } from "../ui/button";
import { longDate, named } from "../ui/format";
import { IconCheck, IconClock } from "../ui/icons";
import { language } from "../ui/words";
import { t } from "../ui/words/benefits";
import { type Hindrance, renewsOn } from "./eligibility";
import type { Offer } from "./own";
import { RefugeConsent } from "./refuge-consent";
import type { Terms } from "./terms";

interface OfferProps {
  replica: Replica;
  offer: Offer;
  own: OwnStanding;
  today: number;
}

/** One benefit: whether one may have it now, else why not; how it is had, how often, until when. */
export function OfferView({ replica, offer, own, today }: OfferProps) {
  const { item, terms, found } = offer;
  const names = namesOf(replica);
  const words = language.value === "en" && terms.text_english ? terms.text_english : terms.text;
  return (
    <article class="panel stack offer" data-benefit={item.benefit} data-may={found.may}>
      <div class="offer-head">
        <h3>{named(terms)}</h3>
        <span class="tag">{t(`kind.${terms.kind}`)}</span>
      </div>
      <p class={found.may ? "offer-may offer-may-yes" : "offer-may"}>
        {found.may ? <IconCheck /> : <IconClock />}
        <strong>{t(found.may ? "may.yes" : "may.no")}</strong>
      </p>
      {found.hindrances.length > 0 && (
        <ul class="offer-why">
          {found.hindrances.map((one) => (
            <li key={`${one.kind}.${one.at}`}>
              {whyWords(one, terms, names)} <Way hindrance={one} body={item.body} />
            </li>
          ))}
        </ul>
      )}
      {words && <p class="offer-words">{words}</p>}
      <p>{howWords(terms, replica)}</p>
      {terms.tie === "refuge" && own.held && (
        <RefugeConsent
          replica={replica}
          body={item.body}
          proven={own.person.proven && own.person.home !== 0}
        />
      )}
      {terms.subsidy && found.may && (
        <ButtonLink
          kind="primary"
          wide
          href={`/benefits/${String(item.body).padStart(6, "0")}/${item.benefit}`}
        >
          {t("apply.button")}
        </ButtonLink>
      )}
      <p class="soft small">
        {terms.times > 0 &&
          found.left > 0 &&
          t("left", { n: found.left, day: date(renewsOn(today, terms.period)) })}{" "}
        {terms.until_day > 0 && t("until", { day: date(terms.until_day) })}
      </p>
    </article>
  );
}

function Way({ hindrance: { kind }, body }: { hindrance: Hindrance; body: number }) {
  if (kind === "premium") {
    return <a href={`/premium/${String(body).padStart(6, "0")}`}>{t("why.toPremium")}</a>;
  }
  return kind === "not-proven" ? <a href="/identity">{t("why.toProof")}</a> : null;
}

function whyWords(one: Hindrance, terms: Terms, names: Names): string {
  switch (one.kind) {
    case "premium":
      return one.missing > 0 ? t("why.premium.missing", { n: one.missing }) : t("why.premium");
    case "condition": {
      const asked = terms.conditions[one.at];
      const condition = asked ? tellCondition({ ...asked, of: [...asked.of] }, names) : "";
      const counted = asked && asked.kind !== "residence" && asked.kind !== "programme";
      return counted
        ? t("why.condition", { condition, n: one.missing })
        : t("why.condition.plain", { condition });
    }
    case "not-begun":
    case "over":
    case "quota":
    case "budget":
      return t(`why.${one.kind}`, { day: date(one.day) });
    default:
      return t(`why.${one.kind}`);
  }
}

function howWords(terms: Terms, replica: Replica): string {
  if (terms.tie === "place") {
    const places = terms.places.map((id) => replica.places.value.get(id)).filter((one) => !!one);
    return t("how.place", { places: places.map(named).join(" / ") });
  }
  if (terms.tie === "activity" && terms.projects.length > 0) {
    const all = replica.projects.value;
    const projects = terms.projects.map((id) => all.get(id)).filter((one) => !!one);
    return t("how.activities", { projects: projects.map(named).join(" / ") });
  }
  return t(`how.${terms.tie}`);
}

function namesOf(replica: Replica): Names {
  const projects = replica.projects.value;
  const bodies = replica.bodies.value;
  return {
    project: (id) => named(projects.get(id) ?? { name: String(id), english: "" }),
    body: (code) => named(bodies.get(code) ?? { name: String(code).padStart(6, "0"), english: "" }),
    programme: () => t("programme"),
  };
}

export function date(day: number): string {
  return longDate(startOf(day));
}
