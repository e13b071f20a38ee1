/** CouchDB's protocol over leveldb: `node pouchdb-server.mjs DIRECTORY`. Prints its port. */

import { join } from "node:path";
import express from "express";
import expressPouchDB from "express-pouchdb";
import PouchDB from "pouchdb";

const [directory] = process.argv.slice(2);
const stored = PouchDB.defaults({ prefix: `${directory}/` });
const app = express();
app.use(
  "/",
  expressPouchDB(stored, {
    mode: "minimumForPouchDB",
    inMemoryConfig: true,
    logPath: join(directory, "log.txt"),
  }),
);
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
