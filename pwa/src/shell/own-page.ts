import { currentReplica } from "../replica";

/** The app opens at "/": that is the card of someone who has one, the desk of someone who works. */
export function ownPage(): "/card" | "/staff" | null {
  const replica = currentReplica.value;
  if (replica?.registrations.value.some((one) => !one.ended)) return "/card";
  return replica?.staffBodies.value.length ? "/staff" : null;
}

/**
 * The page that a path shows. The address is left alone: to change it before the card is up
 * keeps a slow phone waiting (`just bench pwa.card`).
 */
export function pageAt(path: string): string {
  return path === "/" ? (ownPage() ?? path) : path;
}
