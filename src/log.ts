import pino from 'pino';

/** Structured log. Fields never hold secrets, names or scores; a person is an opaque id. */
export type Log = pino.Logger;

/** Paths that are blanked should one of them ever reach a log line. */
const redactedPaths = [
  'authorization',
  '*.authorization',
  'headers.cookie',
  '*.password',
  '*.secret',
  '*.token',
];

/** The process log: one JSON object a line on standard output. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const options = { level, base: { service: 'grade-passback' }, redact: redactedPaths };
  return destination ? pino(options, destination) : pino(options);
}
