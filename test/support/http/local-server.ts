import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A test server on a free port. */
export interface LocalServer {
  readonly origin: string;
  readonly port: number;
  /** How many sockets were ever opened to it. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Listens on loopback; closing it closes every socket. */
export function listenLocally(server: Server, scheme = 'http'): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  let opened = 0;
  server.on('connection', (socket: Socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => sockets.delete(socket));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = (): Promise<void> =>
        new Promise((closed) => {
          server.close(() => closed());
          for (const socket of sockets) socket.destroy();
        });
      resolve({ origin: `${scheme}://127.0.0.1:${port}`, port, connections: () => opened, close });
    });
  });
}

/** An HTTP server that answers with `listener`. */
export function serveLocally(listener: RequestListener): Promise<LocalServer> {
  return listenLocally(createServer(listener));
}
