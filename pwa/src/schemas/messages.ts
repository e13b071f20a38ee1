// Generated from schemas/ by `just generate`. Do not edit.

/** Array layouts, as in `wire.ts`, of what is needed when a phone syncs, and not before. */

export const messageLayouts = {
  Ruling: { tag: null, fields: [["device", "bin 12 12"], ["seq", "int 1 4294967295"], ["version", "int"], ["kind", "one 1 2 3"], ["reason", "one 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15"], ["day", "int 0 131071"]] },
  FactItem: { tag: 1, fields: [["version", "int"], ["device", "bin 12 12"], ["seq", "int 1 4294967295"], ["body", "int 0 479999"], ["member", "int 0 4294967295"], ["entry", "*"]] },
  RulingItem: { tag: 2, fields: [["version", "int"], ["ruling", "Ruling"]] },
  BodyItem: { tag: 3, fields: [["version", "int"], ["body", "int 10006 479999"], ["name", "str"], ["english", "str"], ["prefecture", "int 10006 479999"]] },
  PlaceItem: { tag: 4, fields: [["version", "int"], ["place", "int 1 4294967295"], ["body", "int 10006 479999"], ["name", "str"], ["english", "str"], ["kind", "one bath museum lodging hall shop outdoors other"], ["closed", "bool"], ["keeps_proofs", "bool"]] },
  ProjectItem: { tag: 5, fields: [["version", "int"], ["project", "int 1 4294967295"], ["body", "int 10006 479999"], ["place", "int 0 4294967295"], ["name", "str"], ["english", "str"], ["designated", "bool"], ["closed", "bool"]] },
  RegistrationItem: { tag: 6, fields: [["version", "int"], ["body", "int 10006 479999"], ["member", "int 1 4294967295"], ["tier", "one 1 2"], ["since", "int 0 131071"], ["long_stay", "bool"], ["linked", "bool"], ["ended", "bool"]] },
  CardItem: { tag: 7, fields: [["version", "int"], ["body", "int 10006 479999"], ["card", "int 1 4294967295"], ["not_before", "int 0 1099511627776"], ["expires", "int 0 1099511627776"], ["credential", "bin"], ["state", "one 1 2 3"]] },
  RosterItem: { tag: 8, fields: [["version", "int"], ["body", "int 10006 479999"], ["card", "int 1 4294967295"], ["member", "int 1 4294967295"], ["tier", "one 1 2"], ["name", "str"], ["state", "one 1 2 3"]] },
  TrustItem: { tag: 9, fields: [["version", "int"], ["signed", "bin"]] },
  StatusItem: { tag: 10, fields: [["version", "int"], ["body", "int 10006 479999"], ["signed", "bin"]] },
  StaffItem: { tag: 11, fields: [["version", "int"], ["body", "int 10006 479999"], ["ended", "bool"]] },
  PriceLine: { tag: null, fields: [["line", "int 1 20"], ["name", "str 0 200"], ["english", "str 0 200"], ["age_from", "int 0 150"], ["age_to", "int 0 150"], ["season_from", "int 0 1231"], ["season_to", "int 0 1231"], ["general", "int 0 1000000"], ["resident", "int -1 1000000"], ["basic", "int -1 1000000"], ["premium", "int -1 1000000"]] },
  OpenHours: { tag: null, fields: [["weekdays", "int 1 127"], ["opens", "int 0 1439"], ["closes", "int 1 1800"]] },
  FacilityItem: { tag: 12, fields: [["version", "int"], ["place", "int 1 4294967295"], ["body", "int 10006 479999"], ["tolerated_steps", "int 0 120"], ["list_age_h", "int 1 8760"], ["lines", "[20]PriceLine"], ["tier", "one 1 2"], ["long_stay", "bool"], ["reach", "one 1 2"], ["partners", "[50]int 10006 479999"], ["companions", "int 0 98"], ["quota", "int 0 366"], ["period", "one 1 2 3 4"], ["hours", "[14]OpenHours"]] },
  StatusDeltaItem: { tag: 13, fields: [["version", "int"], ["body", "int 10006 479999"], ["signed", "bin"]] },
  KioskItem: { tag: 14, fields: [["version", "int"], ["place", "int 1 4294967295"], ["body", "int 10006 479999"], ["certificate", "bin"], ["ended", "bool"]] },
  CardPolicyItem: { tag: 15, fields: [["version", "int"], ["body", "int 10006 479999"], ["daily", "bool"]] },
  PolicyItem: { tag: 16, fields: [["version", "int"], ["body", "int 10006 479999"], ["from_day", "int 0 131071"], ["policy", "str 0 16384"]] },
  StandingItem: { tag: 17, fields: [["version", "int"], ["body", "int 10006 479999"], ["premium_until", "int 0 131071"], ["pending", "one 0 1 2 3"], ["asked", "int 0 131071"], ["lapsed", "int 0 131071"], ["programmes", "[50]int 1 4294967295"]] },
  DecisionItem: { tag: 18, fields: [["version", "int"], ["decision", "int 1 4294967295"], ["body", "int 10006 479999"], ["ms", "int 0 281474976710655"], ["day", "int 0 131071"], ["kind", "str 0 200"], ["rule", "str 0 200"], ["reason", "str 0 200"], ["until", "int 0 131071"], ["by", "one 0 1 2"], ["note", "str 0 1000"]] },
  PersonItem: { tag: 19, fields: [["version", "int"], ["proven", "bool"], ["home", "int 0 479999"], ["birth_day", "int -131072 131072"], ["guardian", "bool"], ["refused", "[47]int 10006 479999"]] },
  NoticeItem: { tag: 20, fields: [["version", "int"], ["notice", "int 1 4294967295"], ["body", "int 0 479999"], ["ms", "int 0 281474976710655"], ["kind", "one 1 2 3 4 5 6 7 8 9 10 11"], ["day", "int 0 131071"], ["count", "int 0 366"]] },
  ConfirmationItem: { tag: 21, fields: [["version", "int"], ["device", "bin 12 12"], ["seq", "int 1 4294967295"], ["confirmed", "bool"]] },
  Bits: { tag: null, fields: [["base", "int -9007199254740991 9007199254740991"], ["bits", "bin 1 8000"]] },
  CheckInRun: { tag: 1, fields: [["count", "int 1 1000"], ["start", "int 0 281474976710655"], ["gaps", "int -9007199254740991 9007199254740991|Bits"], ["counter", "int -9007199254740991 9007199254740991|Bits"], ["place", "int -9007199254740991 9007199254740991|Bits"], ["issuer", "int -9007199254740991 9007199254740991|Bits"], ["card", "int -9007199254740991 9007199254740991|Bits"], ["drift", "int -9007199254740991 9007199254740991|Bits"], ["project", "int -9007199254740991 9007199254740991|Bits"], ["proofs", "bin 0 64000"]] },
  SyncRequest: { tag: null, fields: [["version", "int"], ["device", "bin 12 12"], ["first", "int 1 4294967295"], ["entries", "[1000]bin 1 4096|CheckInRun"], ["cursor", "bin 0 4096"], ["max_kb", "int 1 1024"], ["older", "int 0 281474976710656"]] },
  SyncReply: { tag: null, fields: [["stored", "int 0 4294967295"], ["items", "[]"], ["cursor", "bin"], ["more", "bool"], ["server_ms", "int 0 281474976710655"], ["challenge", "bin 8 8"], ["older", "int 0 281474976710656"]] },
} as const;
