import { useEffect, useRef, useState } from "preact/hooks";
import { api, NoAnswer } from "../api";
import type { Body } from "../explore/catalogue";
import { currentReplica } from "../replica";
import type { FoundDocument, SearchPage } from "../schemas/search";
import { instance } from "../shell/instance";
import { offline } from "../shell/online";
import { type Filters, searchPhone } from "./on-phone";

/** Between two letters that somebody types. */
const PAUSE_MS = 200;

interface Search {
  /** Null until something was asked and answered. */
  found: readonly FoundDocument[] | null;
  more: boolean;
  /** Only the phone was searched. */
  local: boolean;
  busy: boolean;
  failure: unknown;
  next: () => void;
  retry: () => void;
}

interface State {
  found: readonly FoundDocument[] | null;
  cursor: string | null;
  local: boolean;
  failure: unknown;
}

const NOTHING: State = { found: null, cursor: null, local: false, failure: null };

/** Asks the server a moment after the last letter, and the phone where no answer comes. */
export function useSearch(
  query: string,
  filters: Filters,
  bodies: readonly Body[] | undefined,
): Search {
  const [state, setState] = useState<State>(NOTHING);
  const [busy, setBusy] = useState(false);
  const [turn, setTurn] = useState(0);
  const asked = parameters(query, filters);
  const without = offline.value;
  const running = useRef<AbortController | null>(null);
  const ask = async (cursor: string | null, before: readonly FoundDocument[]) => {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    setBusy(true);
    const next = await answer(asked, cursor, stop.signal, () =>
      searchPhone(held(bodies), query, filters),
    );
    if (stop.signal.aborted) return;
    setState({ ...next, found: next.found && [...before, ...next.found] });
    setBusy(false);
  };
  const latest = useRef(ask);
  latest.current = ask;
  const catalogue = state.local ? bodies : null;
  useEffect(() => {
    if (!asked) {
      setState(NOTHING);
      setBusy(false);
      return;
    }
    setBusy(true);
    const timer = setTimeout(() => void latest.current(null, []), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      running.current?.abort();
    };
  }, [asked, turn, without, catalogue]);
  return {
    found: state.found,
    more: state.cursor !== null,
    local: state.local,
    busy,
    failure: state.failure,
    next: () => void ask(state.cursor, state.found ?? []),
    retry: () => setTurn(turn + 1),
  };
}

async function answer(
  asked: string,
  cursor: string | null,
  signal: AbortSignal,
  onPhone: () => FoundDocument[],
): Promise<State> {
  if (!offline.value) {
    try {
      const path = `/api/search?${asked}${cursor ? `&cursor=${cursor}` : ""}`;
      const page = await api<SearchPage>("GET", path, undefined, signal);
      return { found: page.results, cursor: page.cursor, local: false, failure: null };
    } catch (error) {
      if (signal.aborted || !(error instanceof NoAnswer)) return { ...NOTHING, failure: error };
    }
  }
  return { found: onPhone(), cursor: null, local: true, failure: null };
}

/** The query of the address, "" where nothing is asked. */
function parameters(query: string, { kind, prefecture, from, to }: Filters): string {
  const given = { q: query.trim(), kind, prefecture, from, to };
  const asked = Object.entries(given).filter(([, value]) => value);
  if (!given.q && !from && !to && !(kind && prefecture)) return "";
  return new URLSearchParams(asked).toString();
}

function held(bodies: readonly Body[] | undefined) {
  const replica = currentReplica.value;
  return {
    bodies: bodies ?? [],
    projects: [...(replica?.projects.value.values() ?? [])],
    places: [...(replica?.places.value.values() ?? [])],
    open: new Set(instance.value?.participating),
  };
}
