/** Places and projects as this phone knows them. */

import type { Replica } from "../replica";
import type { PlaceItem, ProjectItem } from "../schemas/wire";
import { named } from "../ui/format";

/** Of a body: those open first. */
export function placesOf(replica: Replica, body: number): PlaceItem[] {
  return [...replica.places.value.values()]
    .filter((place) => place.body === body)
    .sort((a, b) => Number(a.closed) - Number(b.closed) || a.place - b.place);
}

/** What goes on at a place now. */
export function projectsOf(replica: Replica, place: number): ProjectItem[] {
  return [...replica.projects.value.values()].filter(
    (project) => project.place === place && !project.closed,
  );
}

export function bodyName(replica: Replica, code: number): string {
  const body = replica.bodies.value.get(code);
  return body ? named(body) : "";
}
