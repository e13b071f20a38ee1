/** Calls of the REST API. Every failure is an `ApiProblem` (the server refused, in the user's
 * language) or a `NoAnswer` (nothing came, or not from the server). */

import type { Problem, ProblemCode } from "./schemas/wire";

/** The server refused: RFC 9457 problem details. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ApiProblem";
    this.code = problem.code;
  }
}

/** `offline`: nothing was reached; `timeout`: it took too long; `not-ours`: somebody else answered
 * (a Wi-Fi's sign-in page), or the server broke down so far that it has no words. */
export class NoAnswer extends Error {
  constructor(
    readonly reason: "offline" | "timeout" | "not-ours",
    cause?: unknown,
  ) {
    super(`no answer: ${reason}`, { cause });
    this.name = "NoAnswer";
  }
}

export const TIMEOUT_MS = 30_000;

/**
 * One call. `body` is sent as JSON; the answer is the JSON of the reply, undefined for 204.
 * Rejects with ApiProblem or NoAnswer, or with the reason of `signal` when that aborts.
 */
export async function api<T>(
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const headers: Record<string, string> = {
    Accept: "application/json",
    "X-Furusato": "1",
  };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const language = globalThis.document?.documentElement.lang;
  if (language) headers["Accept-Language"] = language;
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await ask(path, init, signal);
  if (!response.ok) throw (await problemOf(response)) ?? new NoAnswer("not-ours");
  if (response.status === 204) return undefined as T;
  if (mediaType(response) !== "application/json") throw new NoAnswer("not-ours");
  try {
    return (await response.json()) as T;
  } catch (error) {
    throw new NoAnswer("not-ours", error);
  }
}

/** `fetch` with a time-out that covers the body too. Rejects with NoAnswer. A redirection is nobody
 * of ours: the API has none. */
export async function ask(
  path: string,
  init: RequestInit,
  signal?: AbortSignal,
): Promise<Response> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
  const stop = () => timeout.abort();
  signal?.addEventListener("abort", stop);
  try {
    const response = await fetch(path, { ...init, redirect: "manual", signal: timeout.signal });
    if (response.type === "opaqueredirect") throw new NoAnswer("not-ours");
    const body = await response.arrayBuffer();
    const { status, statusText, headers } = response;
    return new Response(BODYLESS.has(status) ? null : body, { status, statusText, headers });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof NoAnswer) throw error;
    throw new NoAnswer(timeout.signal.aborted ? "timeout" : "offline", error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

const BODYLESS = new Set([204, 205, 304]);

/** The problem document of a refusal, null if it carries none. */
export async function problemOf(response: Response): Promise<ApiProblem | null> {
  if (mediaType(response) !== "application/problem+json") return null;
  try {
    const problem = (await response.json()) as Problem;
    return typeof problem.code === "string" ? new ApiProblem(problem) : null;
  } catch {
    return null;
  }
}

export function mediaType(response: Response): string {
  return (response.headers.get("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}
