// Generated from schemas/ by `just generate`. Do not edit.

export interface BodyLine {
  body: string;
  since: number;
  fiscal_year: number;
  free: boolean;
  members_basic: number;
  members_premium: number;
  partners: number;
  staff: number;
  list_signed: number;
}

export interface ChoreLine {
  chore: string;
  ended: number;
  failed: boolean;
  count: number;
  error: string;
}

export interface InstallationHealth {
  records_last_hour: number;
  last_record: number | null;
  kept_aside: number;
  unread_by_sweep: number;
  feed_items: number;
  mail_waiting: number;
  mail_oldest_due: number | null;
  mail_failed_30_days: number;
  chores: ChoreLine[];
}

export interface OperatorView {
  version: string;
  now: number;
  bodies: BodyLine[];
  health: InstallationHealth;
}

export interface BecomeOperator {
  code: string;
}

/** Shown once. Whoever has it opens one more office. */
export interface OfficeCode {
  code: string;
  url: string;
}
