// Generated from schemas/ by `just generate`. Do not edit.

import type { Change, Condition, Held, History, Person, Policy } from "./wire";

type Optional<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type Defaults<T> = Required<Pick<T, Optional<T>>>;

export const defaultCondition: Defaults<Condition> = {
  "count": 1,
  "months": 12,
  "of": [],
  "excluded": false
};

export const defaultPolicy: Defaults<Policy> = {
  "premium": [
    [
      {
        "kind": "activities",
        "count": 3,
        "months": 12,
        "of": [],
        "excluded": false
      }
    ]
  ],
  "consecutive_days": true,
  "per_project": false,
  "weakest": 3,
  "long_stay_days": 10,
  "long_stay_tier": 2,
  "valid_months": 12,
  "validities": [],
  "renewal_days": 60,
  "grant": "system",
  "renewal": "system",
  "ending": "system",
  "inactive_months": 24,
  "answer_days": 60
};

export const defaultHistory: Defaults<History> = {
  "activities": [],
  "stays": [],
  "voided": []
};

export const defaultHeld: Defaults<Held> = {
  "tier": 1,
  "linked": false,
  "long_stay": false,
  "premium_until": 0,
  "pending": null,
  "asked": 0,
  "lapsed": 0,
  "programmes": []
};

export const defaultPerson: Defaults<Person> = {
  "proven": false,
  "home": 0,
  "birth_day": 0,
  "guardian": false,
  "refused": [],
  "last_access": 0,
  "held": []
};

export const defaultChange: Defaults<Change> = {
  "until": 0,
  "linked": false,
  "finding": null
};
