import type { ja } from "./policy.ja";
import type { Translation } from "./vocabulary";

export const en: Translation<typeof ja> = {
  "premium.title": "Requirement for premium",
  "premium.one": "A member who meets this can be premium:",
  "premium.any": "A member who meets any one of these can be premium:",
  and: ", and ",
  name: "“{name}”",
  between: " or ",
  unnamed: "(not chosen yet)",
  months: "{n} {n|month|months}",
  years: "{n} {n|year|years}",
  activities: "at least {n} designated {n|activity|activities} within {span}",
  projects: "at least {n} {n|time|times} in all at {names} within {span}",
  "stay-days": "at least {n} {n|day|days} of stay within {span}",
  residence: "home is in {names}",
  "residence.not": "home is not in {names}",
  programme: "belongs to the programme {names}",
  "programme.not": "does not belong to the programme {names}",

  "counting.title": "How activities are counted",
  "run.days": "Of several days in a row, each day counts as one.",
  "run.once": "Several days in a row count as one together.",
  "day.once": "Several activities on one day count as one.",
  "day.project": "Different activities on one day count as one each.",

  "evidence.title": "Records accepted as they are",
  "evidence.all": "Every record counts as it is, what members entered themselves too.",
  "evidence.from":
    "Records of this kind and stronger ones count as they are: {source}. Others count once staff have confirmed them.",
  "source.1": "card scanned at the desk",
  "source.2": "code on a place’s screen scanned",
  "source.3": "code on a printed sheet scanned",
  "source.4": "entered at the desk",
  "source.5": "entered by the member",

  "longStay.title": "Long-stay mark",
  "longStay.1":
    "On the card of members who stayed at least {n} {n|day|days} within a year, basic ones too.",
  "longStay.2":
    "On the card of premium members who stayed at least {n} {n|day|days} within a year.",

  "validity.title": "How long premium lasts",
  valid: "Premium lasts {span}.",
  "valid.programme": "For members of the programme {names} it lasts {span}.",
  renewal: "It may be renewed from {n} {n|day|days} before its end; members are told on that day.",
  "renewal.0": "It may be renewed on its last day; members are told on that day.",

  "automation.title": "Who decides",
  "grant.system": "Who meets the requirement and applies is made premium by the system at once.",
  "grant.staff": "When somebody who meets the requirement applies, staff decide.",
  "renewal.system": "If the requirement is met at renewal, the system renews.",
  "renewal.staff": "If the requirement is met at renewal, staff decide whether to renew.",
  "ending.system":
    "If it is not met when premium ends, the system makes the member basic. Records stay.",
  "ending.staff":
    "If it is not met when premium ends, staff decide whether the member becomes basic. Records stay.",

  "inactive.title": "Registrations out of use",
  inactive:
    "Basic members who do not use it for {span} are asked whether they wish to stay. Without an answer within {n} {n|day|days} the registration ends.",
};
