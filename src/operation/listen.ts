import { createServer } from 'node:http';
import type { Express } from 'express';

/** A server that takes requests. */
export interface Listening {
  readonly port: number;
  /** Takes no new requests, lets those under way end, and breaks off what is still there after `graceMs`. */
  close(): Promise<void>;
}

/** Less than the 25 seconds in which a process must be gone; a download or a slow Canvas may use it up. */
const graceMs = 15_000;

/** Serves `app` on `port`; 0 takes any free one. */
export async function listen(app: Express, port: number): Promise<Listening> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
