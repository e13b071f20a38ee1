import { useEffect } from "preact/hooks";
import { api } from "../../api";
import type { Figures } from "../../schemas/figures";
import { offline } from "../../shell/online";
import { useLoaded, useTask } from "../../ui/task";

/** After this what was counted is counted anew when somebody looks. */
const FRESH_MS = 900_000;

/** A body's figures, of a month or of now; now's are counted anew where they are older. */
export function useFigures(code: string, month: string) {
  const path = `/api/office/${code}/figures`;
  const { value, failure, reload } = useLoaded(`${code}/${month}`, (signal) =>
    api<Figures>("GET", month ? `${path}?month=${month}` : path, undefined, signal),
  );
  const recount = useTask(async () => {
    await api("POST", path);
    reload();
  });
  const old = value && !month && (value.made ?? 0) < Date.now() - FRESH_MS;
  useEffect(() => {
    if (old && !offline.value) void recount.run();
  }, [old, recount.run]);
  return { value, failure, reload, recount };
}
