/** From signed in to ready: this browser becomes one of the person's devices, and knows their data. */

import { api } from "../api";
import { enrol, type Replica } from "../replica";
import { type Account, Role } from "../schemas/wire";
import { askInstance } from "../shell/instance";

/** Rejects as `enrol` does. */
export async function arrive(account: string): Promise<Replica> {
  const { id } = await askInstance();
  return enrol(account, id, deviceLabel(navigator.userAgent));
}

/** Where a person who has just come in goes on, as far as this phone knows. */
export function firstPage(replica: Replica): string {
  if (replica.registrations.value.some((one) => !one.ended)) return "/card";
  return replica.staffBodies.value.length > 0 ? "/staff" : "/find";
}

/** As `firstPage`, with the server asked about those who run an office. Rejects as `api` does. */
export async function pageAfterSignIn(replica: Replica): Promise<string> {
  const page = firstPage(replica);
  if (page === "/card") return page;
  const { roles } = await api<Account>("GET", "/api/account");
  return roles.some(({ role }) => role === Role.ADMIN) ? "/office" : page;
}

const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "Mac"],
  [/CrOS/, "Chromebook"],
  [/Linux/, "Linux"],
];
const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/SamsungBrowser/, "Samsung Internet"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrome|CriOS/, "Chrome"],
  [/Safari/, "Safari"],
];

/** How a person will know this device again in their settings: "Android, Chrome". */
export function deviceLabel(userAgent: string): string {
  const name = (list: readonly [RegExp, string][]) =>
    list.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [name(SYSTEMS), name(BROWSERS)].filter(Boolean).join(", ");
}
