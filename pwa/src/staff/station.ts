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
  choosePlace(place: number): void;
  chooseProject(project: number): void;
}

export function useStation(replica: Replica): Stationed {
  const [chosen, setChosen] = useState(() => Number(kept("station")));
  const [project, setProject] = useState(() => Number(kept("project")));
  const bodies = new Set(replica.staffBodies.value);
  const places = [...replica.places.value.values()]
    .filter((one) => bodies.has(one.body) && !one.closed)
    .sort((a, b) => a.body - b.body || a.place - b.place);
  const place = places.find((one) => one.place === chosen) ?? places[0] ?? null;
  const projects = [...replica.projects.value.values()].filter(
    (one) =>
      one.body === place?.body && !one.closed && (one.place === 0 || one.place === place.place),
  );
  return {
    place,
    places,
    projects,
    project: projects.some((one) => one.project === project) ? project : 0,
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
