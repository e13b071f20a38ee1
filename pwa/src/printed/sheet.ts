/** A printed card's PDF: asked for with the name that goes on it, which is in no address. */

import { ask, mediaType, NoAnswer, problemOf } from "../api";
import type { PrintCard } from "../schemas/wire";

/** The file. Rejects with `ApiProblem` or `NoAnswer`. */
export async function fetchSheet(path: string, wanted: PrintCard): Promise<Blob> {
  const response = await ask(path, {
    method: "POST",
    headers: {
      Accept: "application/pdf",
      "Accept-Language": document.documentElement.lang,
      "Content-Type": "application/json",
      "X-Furusato": "1",
    },
    credentials: "same-origin",
    body: JSON.stringify(wanted),
  });
  if (!response.ok) throw (await problemOf(response)) ?? new NoAnswer("not-ours");
  if (mediaType(response) !== "application/pdf") throw new NoAnswer("not-ours");
  return response.blob();
}

export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
