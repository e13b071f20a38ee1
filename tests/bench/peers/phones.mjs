/**
 * Runs a peer's phones: `node phones.mjs PEER`. One JSON command a line on standard input, one
 * answer a line, `{"seconds": …}` of the work itself. PEER.mjs says how that peer does it.
 */

import { createInterface } from "node:readline";

const peer = await import(`./${process.argv[2]}-phones.mjs`);

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...command } = JSON.parse(line);
  const began = performance.now();
  const seconds = (await peer[op](command)) ?? (performance.now() - began) / 1000;
  process.stdout.write(`${JSON.stringify({ seconds })}\n`);
}
process.exit(0);
