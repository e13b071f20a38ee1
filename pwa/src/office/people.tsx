import { Role } from "../schemas/wire";
import type { DeskProps } from "./office-page";
import { type Invitable, PeopleOf } from "./people/people-of";
import { isPrefecture } from "./prefecture";

/** Who works for the body, and the invites by which more come. */
export function People({ code, account }: DeskProps) {
  const roles: Invitable[] = [Role.CLERK, Role.STAFF, Role.ADMIN];
  if (isPrefecture(code)) roles.push(Role.READER);
  return (
    <PeopleOf base={`/api/office/${code}`} people="staff" roles={roles} me={account.account} />
  );
}
