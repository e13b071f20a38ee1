/** Parcels and answers as files. */

import { type Bytes, utf8 } from "../card/bytes";
import {
  ANSWER_MAGIC,
  COURIER_FILE_SUFFIX,
  MAX_PARCEL_BYTES,
  PARCEL_MAGIC,
} from "../schemas/courier";
import { MalformedParcel } from "./parcel";

/** More than any of ours has, written as text. */
const MOST_BYTES = MAX_PARCEL_BYTES * 4;

/**
 * A file as this browser lets it be shared, null if it lets none. Some share only kinds of files
 * that they know: to those it is a text.
 */
export function shareable(bytes: Bytes, name: string): File | null {
  const files = [
    new File([bytes], name + COURIER_FILE_SUFFIX, { type: "application/octet-stream" }),
    new File([asText(bytes)], `${name}${COURIER_FILE_SUFFIX}.txt`, { type: "text/plain" }),
  ];
  return files.find((file) => navigator.canShare?.({ files: [file] })) ?? null;
}

/** False if the person changed their mind. Rejects if it could not be. */
export async function share(file: File): Promise<boolean> {
  try {
    await navigator.share({ files: [file] });
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return false;
    throw error;
  }
}

export function save(bytes: Bytes, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name + COURIER_FILE_SUFFIX;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** What a file holds, as bytes or as text. Rejects with MalformedParcel. */
export async function readFile(file: Blob): Promise<Bytes> {
  if (file.size > MOST_BYTES) throw new MalformedParcel("not one of ours");
  const data = new Uint8Array(await file.arrayBuffer());
  const begins = (magic: string) => utf8(magic).every((byte, at) => data[at] === byte);
  if (begins(PARCEL_MAGIC) || begins(ANSWER_MAGIC)) return data;
  return fromText(new TextDecoder().decode(data));
}

function asText(bytes: Bytes): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromText(text: string): Bytes {
  try {
    return Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  } catch (error) {
    throw new MalformedParcel("not one of ours", { cause: error });
  }
}
