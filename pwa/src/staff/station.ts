/** Where this phone stands: the place and the activity that scans are recorded for, remembered. */

import { useState } from "preact/hooks";
import type { Replica } from "../replica";
import type { PlaceItem, ProjectItem } from "../schemas/wire";
import { keep, kept } from "../ui/kept";

export interface Stationed {
  readonly place: PlaceItem | null;
  readonly places: readonly PlaceItem[];
  /** Activities that may be chosen here. */
  readonly projects: readonly ProjectItem[];
  /** 0 for none. */
  readonly project: number;
  /** Scans for a partner here: at its own projects, and without the body's roster (R04, R24). */
  readonly bound: boolean;
  choosePlace(place: number): void;
  chooseProject(project: number): void;
}

/** Bodies whose own staff this person is. */
export function servedBodies(replica: Replica): ReadonlySet<number> {
  const items = replica.ofKind("StaffItem").value;
  return new Set(items.flatMap((item) => (item.ended ? [] : [item.body])));
}

/** Projects of the partners for which this person scans. */
export function partnerProjects(replica: Replica): ReadonlySet<number> {
  const items = replica.ofKind("ScannerItem").value;
  return new Set(items.flatMap((item) => (item.ended ? [] : item.projects)));
}

export function useStation(replica: Replica): Stationed {
  const [chosen, setChosen] = useState(() => Number(kept("station")));
  const [project, setProject] = useState(() => Number(kept("project")));
  const served = servedBodies(replica);
  const theirs = partnerProjects(replica);
  const open = [...replica.projects.value.values()].filter(
    (one) => !one.closed && (served.has(one.body) || theirs.has(one.project)),
  );
  const at = (one: ProjectItem, { body, place }: PlaceItem) =>
    one.body === body && (one.place === 0 || one.place === place);
  const places = [...replica.places.value.values()]
    .filter((one) => !one.closed && (served.has(one.body) || open.some((its) => at(its, one))))
    .sort((a, b) => a.body - b.body || a.place - b.place);
  const place = places.find((one) => one.place === chosen) ?? places[0] ?? null;
  const projects = place ? open.filter((one) => at(one, place)) : [];
  const bound = place !== null && !served.has(place.body);
  const any = bound ? (projects[0]?.project ?? 0) : 0;
  return {
    place,
    places,
    projects,
    project: projects.some((one) => one.project === project) ? project : any,
    bound,
    choosePlace(next) {
      setChosen(next);
      keep("station", String(next));
    },
    chooseProject(next) {
      setProject(next);
      keep("project", String(next));
    },
  };
}
