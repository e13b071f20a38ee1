/** Yjs: a document with an array of events, over y-websocket. */

import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import { Doc } from "yjs";
import { events } from "./events.mjs";

const QUIET_MS = 400;
const docs = new Map();

function phone(name) {
  if (!docs.has(name)) docs.set(name, new Doc());
  return docs.get(name);
}

function list(name) {
  return phone(name).getArray("events");
}

/** A phone records events without a network, one after the other. */
export function write({ name, count }) {
  for (const one of events(count)) {
    list(name).push([{ ...one, signature: new Uint8Array(one.signature) }]);
  }
}

/** Until phone and server hold the same. `direct` is a way to ask the server past the link. */
export async function sync({ name, port, direct, room = "village" }) {
  const began = performance.now();
  const provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, room, phone(name), {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  });
  await new Promise((resolve) => provider.once("synced", resolve));
  while ((await held(direct, room)) !== list(name).length) await turn(2);
  const seconds = (performance.now() - began) / 1000;
  const socket = provider.ws._socket;
  await quiet(socket);
  const gone = new Promise((resolve) => socket.once("close", resolve));
  provider.destroy();
  await gone; // else it would hear of what comes next
  return seconds;
}

export const begin = sync;

/** Many phones, each in a room of its own: none is told of the others'. */
export async function push({ phones, count, port }) {
  const names = Array.from({ length: phones }, (_, at) => `w4-${at}`);
  const providers = names.map((name) => {
    write({ name, count });
    return new WebsocketProvider(`ws://127.0.0.1:${port}`, name, phone(name), {
      WebSocketPolyfill: WebSocket,
      disableBc: true,
      connect: false,
    });
  });
  const began = performance.now();
  for (const provider of providers) provider.connect();
  while ((await held(port, "w4-")) !== phones * count) await turn(5);
  const seconds = (performance.now() - began) / 1000;
  for (const provider of providers) provider.destroy();
  return seconds;
}

async function held(port, room) {
  const answer = await fetch(`http://127.0.0.1:${port}/${room}`);
  return Number(await answer.text());
}

/** The server sends back what it was sent, after that: it is counted too. */
async function quiet(socket) {
  let seen = -1;
  while (seen !== socket.bytesRead) {
    seen = socket.bytesRead;
    await turn(QUIET_MS);
  }
}

function turn(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
