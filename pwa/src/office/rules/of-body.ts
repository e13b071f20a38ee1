import { api } from "../../api";
import { type Body, loadCatalogue } from "../../explore/catalogue";
import type { Names, WholePolicy } from "../../policy-words/tell";
import type { Policies, Programme, Project, WrittenPolicy } from "../../schemas/wire";
import { named } from "../../ui/format";

/** A body's rules, and what conditions may name. */
export interface RulesOf {
  inForce: WholePolicy;
  written: (WrittenPolicy & { policy: WholePolicy })[];
  programmes: Programme[];
  projects: Project[];
  bodies: Body[];
}

export async function loadRules(code: string, signal: AbortSignal): Promise<RulesOf> {
  const office = `/api/office/${code}`;
  const [policies, programmes, projects, bodies] = await Promise.all([
    // The server leaves nothing out of a policy.
    api<Policies & { in_force: WholePolicy; written: RulesOf["written"] }>(
      "GET",
      `${office}/policy`,
      undefined,
      signal,
    ),
    api<Programme[]>("GET", `${office}/programmes`, undefined, signal),
    api<Project[]>("GET", `${office}/projects`, undefined, signal),
    loadCatalogue(),
  ]);
  return {
    inForce: policies.in_force,
    written: policies.written,
    programmes,
    projects,
    bodies,
  };
}

/** The names of what conditions name; the number of what is no longer there. */
export function namesOf({ programmes, projects, bodies }: RulesOf): Names {
  const found = (things: readonly { id: number; name: string; english: string }[]) => {
    const byId = new Map(things.map((one) => [one.id, one]));
    return (id: number) => {
      const thing = byId.get(id);
      return thing ? named(thing) : String(id);
    };
  };
  const byCode = new Map(bodies.map((one) => [one.code, one]));
  return {
    project: found(projects),
    programme: found(programmes),
    body: (code) => {
      const body = byCode.get(code);
      return body ? named(body) : String(code).padStart(6, "0");
    },
  };
}
