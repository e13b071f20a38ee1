import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface Task<A extends unknown[]> {
  /** Starts it, unless it is running. It never rejects: what went wrong stands in `failure`. */
  run: (...args: A) => Promise<void>;
  busy: boolean;
  failure: unknown;
  clear: () => void;
}

/** Work that a press starts: whether it runs, and what went wrong the last time. */
export function useTask<A extends unknown[]>(work: (...args: A) => Promise<unknown>): Task<A> {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const running = useRef(false);
  const latest = useRef(work);
  latest.current = work;
  const run = useCallback(async (...args: A) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailure(null);
    try {
      await latest.current(...args);
    } catch (error) {
      setFailure(error);
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  return { run, busy, failure, clear: () => setFailure(null) };
}

export interface Loaded<T> {
  value: T | undefined;
  failure: unknown;
  reload: () => void;
}

/** Something fetched for a page, again when `key` changes. The answer of an older key is dropped. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<{ value?: T; failure: unknown }>({ failure: null });
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const stop = new AbortController();
    latest.current(stop.signal).then(
      (value) => stop.signal.aborted || setState({ value, failure: null }),
      (failure) => stop.signal.aborted || setState({ failure }),
    );
    return () => stop.abort();
  }, [key, turn]);
  return { value: state.value, failure: state.failure, reload: () => setTurn((n) => n + 1) };
}
