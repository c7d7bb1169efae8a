import pino from 'pino';
import { z } from 'zod';
import { parseJson } from './http/parse-json.ts';

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

/** The process log: one JSON object per line on standard output, or a readable line if that is a terminal. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const options = { level, base: { service: 'grade-passback' }, redact: redactedPaths };
  if (destination) return pino(options, destination);
  if (!process.stdout.isTTY) return pino(options);
  return pino(options, { write: (line) => void process.stdout.write(toReadableLine(line)) });
}

const logLine = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().default('') });
/** Already said by the message, or by the terminal itself. */
const unshown = new Set(['level', 'time', 'msg', 'service', 'event', 'err']);

/** A log line for a terminal: time of day, level, message, and the details that are not empty. */
export function toReadableLine(json: string): string {
  const parsed = logLine.safeParse(parseJson(json));
  if (!parsed.success) return json;
  const { level, time, msg, err } = parsed.data;
  const facts = Object.entries(parsed.data).flatMap(([name, value]) =>
    unshown.has(name) || value === null || value === undefined || value === ''
      ? []
      : [`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
  const stack = z.object({ stack: z.string() }).safeParse(err);
  const label = (pino.levels.labels[level] ?? '').padEnd(5);
  const clock = new Date(time).toTimeString().slice(0, 8);
  const first = [clock, label, msg, ...facts].join(' ').trimEnd();
  return stack.success && level >= 50 ? `${first}\n${stack.data.stack}\n` : `${first}\n`;
}
