import { afterEach, expect, test, vi } from "vitest";
import { ApiProblem, api, NoAnswer, TIMEOUT_MS } from "./api";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function answering(body: string | null, init: ResponseInit & { type?: string } = {}) {
  const { type = "application/json", ...rest } = init;
  const fetch = vi.fn(
    async (_path: string, _init: RequestInit) =>
      new Response(body, { ...rest, headers: { "Content-Type": type } }),
  );
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

test("sends JSON with the header that other sites cannot send, in the page's language", async () => {
  const fetch = answering('{"account":"hana"}', { type: "application/json; charset=utf-8" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  expect(await api("POST", "/api/recovery", { code: "x" })).toEqual({ account: "hana" });
  const [path, init] = fetch.mock.calls[0] ?? [];
  expect(path).toBe("/api/recovery");
  expect(init).toMatchObject({ method: "POST", body: '{"code":"x"}', credentials: "same-origin" });
  expect(init?.headers).toMatchObject({
    "X-Furusato": "1",
    "Accept-Language": "en",
    "Content-Type": "application/json",
  });
});

test("an answer without content is undefined", async () => {
  answering(null, { status: 204 });
  expect(await api("DELETE", "/api/devices/x")).toBeUndefined();
});

test("a refusal is the server's own words", async () => {
  const problem = {
    type: "/problems/conflict",
    title: "C",
    status: 409,
    code: "conflict",
    detail: "d",
  };
  answering(JSON.stringify(problem), { status: 409, type: "application/problem+json" });
  const error = await api("POST", "/api/devices", {}).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiProblem);
  expect(error).toMatchObject({ code: "conflict", message: "d", problem });
});

test.each([
  ["a page of HTML", "<html>", { type: "text/html" }],
  ["an error page of HTML", "<html>", { type: "text/html", status: 502 }],
  ["broken JSON", "{", {}],
  ["a broken problem document", "{", { status: 500, type: "application/problem+json" }],
  ["a problem document of another kind", "{}", { status: 500, type: "application/problem+json" }],
])("%s is nobody of ours", async (_, body, init) => {
  answering(body, init);
  await expect(api("GET", "/api/account")).rejects.toMatchObject({ reason: "not-ours" });
});

test("a redirection is nobody of ours", async () => {
  vi.stubGlobal("fetch", async () => ({ type: "opaqueredirect" }));
  await expect(api("GET", "/api/account")).rejects.toMatchObject({ reason: "not-ours" });
});

test("no network", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
  const error = await api("GET", "/api/account").catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(NoAnswer);
  expect(error).toMatchObject({ reason: "offline" });
});

/** As `fetch` does: nothing until it is aborted. */
function hanging(_path: string, { signal }: RequestInit): Promise<Response> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });
}

test("a server that does not answer is given up after the time-out", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", hanging);
  const call = expect(api("GET", "/api/account")).rejects.toMatchObject({ reason: "timeout" });
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
  await call;
});

test("a call that is called off rejects with the reason", async () => {
  vi.stubGlobal("fetch", hanging);
  const off = new AbortController();
  const call = expect(api("GET", "/x", undefined, off.signal)).rejects.toThrow("left the page");
  off.abort(new Error("left the page"));
  await call;
});
