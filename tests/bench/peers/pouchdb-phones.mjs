/** PouchDB: a local database in memory, replicated over HTTP. */

import memory from "pouchdb-adapter-memory";
import PouchDB from "pouchdb";
import { events } from "./events.mjs";

PouchDB.plugin(memory);
const local = new Map();

function phone(name) {
  if (!local.has(name)) local.set(name, new PouchDB(name, { adapter: "memory" }));
  return local.get(name);
}

function remote(port, name = "village") {
  return new PouchDB(`http://127.0.0.1:${port}/${name}`);
}

function documents(count) {
  return events(count).map(({ id, signature, ...rest }) => ({
    _id: id,
    ...rest,
    signature: signature.toString("base64"),
  }));
}

/** A phone records events without a network. */
export async function write({ name, count }) {
  await phone(name).bulkDocs(documents(count));
}

/** Both ways, until there is nothing left. */
export async function sync({ name, port }) {
  await PouchDB.sync(phone(name), remote(port));
}

/** A new phone fetches everything. */
export async function begin({ name, port }) {
  await phone(name).replicate.from(remote(port));
}

/** Many phones, each with a database of its own on the server: none is told of the others'. */
export async function push({ phones, count, port }) {
  const names = Array.from({ length: phones }, (_, at) => `w4-${at}`);
  await Promise.all(
    names.map(async (name) => {
      await write({ name, count });
      await remote(port, name).info(); // it is there already
    }),
  );
  const began = performance.now();
  await Promise.all(names.map((name) => phone(name).replicate.to(remote(port, name))));
  return (performance.now() - began) / 1000;
}
