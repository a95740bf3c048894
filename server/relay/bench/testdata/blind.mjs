// A blind relay over ws: what one connection in a room sends goes to all others in it. The room is the path.
import { WebSocketServer } from "ws";

const rooms = new Map();
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.env.PORT), perMessageDeflate: false, maxPayload: 4096 });
server.on("connection", (socket, request) => {
  const name = request.url;
  let room = rooms.get(name);
  if (!room) rooms.set(name, (room = new Set()));
  room.add(socket);
  socket.on("message", (data, binary) => {
    for (const other of room) if (other !== socket && other.readyState === 1) other.send(data, { binary });
  });
  socket.on("close", () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(name);
  });
  socket.on("error", () => {});
});
