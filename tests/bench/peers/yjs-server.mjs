/** y-websocket's own server, in memory. Prints its port; `GET /W4` tells how many events it holds
 * in rooms whose names begin so. */

import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import utils from "y-websocket/bin/utils";

const server = createServer((request, response) => {
  let events = 0;
  for (const [room, doc] of utils.docs) {
    if (room.startsWith(request.url.slice(1))) events += doc.getArray("events").length;
  }
  response.end(String(events));
});
const sockets = new WebSocketServer({ server });
sockets.on("connection", (socket, request) => utils.setupWSConnection(socket, request));
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
