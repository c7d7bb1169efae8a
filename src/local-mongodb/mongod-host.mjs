// Ends mongod together with the process that started it: on its own, mongod would outlive a killed parent.
//
// Arguments: the mongod program, the data folder, the folder of the socket.
// Over the IPC channel it sends { uri, pid } or { failed } once, and obeys 'close'.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

const [program, dataFolder, socketFolder] = process.argv.slice(2);
const socketPath = join(socketFolder, 'mongod.sock');

// As in embedded-host.mjs, the parent decides when to end. That is also why mongod gets its own session.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', end);
process.on('message', (message) => {
  if (message === 'close') end();
});

// An address with a slash is a Unix socket (mongod manual, net.bindIp); with no other address, mongod opens
// no port. It adds its usual socket as well, which --unixSocketPrefix keeps in the private folder.
const mongod = spawn(
  program,
  ['--dbpath', dataFolder, '--bind_ip', socketPath, '--unixSocketPrefix', socketFolder],
  { stdio: ['ignore', 'inherit', 'inherit'], detached: true },
);

mongod.on('error', (error) => fail(error.message));
mongod.on('exit', (code, signal) => fail(`mongod ended with ${signal ?? `exit code ${code}`}`));

let ending = false;

function end() {
  if (ending) return;
  ending = true;
  mongod.kill('SIGTERM');
  setTimeout(() => mongod.kill('SIGKILL'), 20_000);
}

function fail(reason) {
  rmSync(socketFolder, { recursive: true, force: true });
  const leave = () => process.exit(ending ? 0 : 1);
  if (process.connected && !ending) process.send({ failed: reason }, leave);
  else leave();
}

/** Tries the socket until mongod accepts a connection. */
function awaitSocket() {
  const socket = connect(socketPath);
  socket.on('connect', () => {
    socket.destroy();
    const uri = `mongodb://${encodeURIComponent(socketPath)}/?directConnection=true`;
    process.send?.({ uri, pid: mongod.pid }, () => {});
  });
  socket.on('error', () => {
    if (!ending) setTimeout(awaitSocket, 50);
  });
}

awaitSocket();
