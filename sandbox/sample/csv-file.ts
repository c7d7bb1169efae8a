import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { ProductError } from '../../src/errors.ts';

/** A data row and its line, for error messages. */
export interface CsvRow<T> {
  readonly file: string;
  /** The row's last line in the file, counted from 1. */
  readonly line: number;
  readonly value: T;
}

const parsedRows = z.array(
  z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) }),
);

/** Why a sample file cannot be used, with file and line. */
export function badFile(file: string, line: number | null, problem: string, cause?: unknown): ProductError {
  const where = line === null ? file : `${file}, line ${line}`;
  return new ProductError('settings_invalid', { detail: `${where}: ${problem}`, next: 'fix', cause });
}

async function readText(path: string): Promise<string | null> {
  const file = basename(path);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if (z.object({ code: z.literal('ENOENT') }).safeParse(cause).success) return null;
    throw badFile(file, null, `cannot be read (${path})`, cause);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw badFile(file, null, 'is not UTF-8 text', cause);
  }
}

function parseText(file: string, text: string): z.infer<typeof parsedRows> {
  try {
    const rows: unknown = parse(text, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim()),
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
    return parsedRows.parse(rows);
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw badFile(file, typeof cause['lines'] === 'number' ? cause['lines'] : null, cause.message, cause);
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const column = issue.path.join('.') || 'row';
  if (issue.input === undefined) return `column ${column} is missing`;
  return `${column}: ${issue.message}`;
}

/**
 * The rows of `dir/file`, each checked against `schema`. Reads UTF-8 with or without a byte order mark, and
 * ignores columns that the schema does not know. Null: the file is missing.
 * @throws ProductError `settings_invalid` naming file, line and column.
 */
export async function readCsv<T>(
  dir: string,
  file: string,
  schema: z.ZodType<T>,
): Promise<CsvRow<T>[] | null> {
  const text = await readText(join(dir, file));
  if (text === null) return null;
  return parseText(file, text).map(({ record, info }) => {
    const result = schema.safeParse(record, { reportInput: true });
    if (result.success) return { file, line: info.lines, value: result.data };
    throw badFile(file, info.lines, result.error.issues.map(describeIssue).join('; '), result.error);
  });
}

/** Like `readCsv`, for a required file. */
export async function readRequiredCsv<T>(
  dir: string,
  file: string,
  schema: z.ZodType<T>,
): Promise<CsvRow<T>[]> {
  const rows = await readCsv(dir, file, schema);
  if (rows === null) throw badFile(file, null, `is missing in ${dir}`);
  return rows;
}

/** Refuses duplicate and empty values of `key`. */
export function requireUnique<T>(rows: readonly CsvRow<T>[], key: (value: T) => string): void {
  const lines = new Map<string, number>();
  for (const row of rows) {
    const id = key(row.value);
    const earlier = lines.get(id);
    if (earlier !== undefined) throw badFile(row.file, row.line, `${id} is already on line ${earlier}`);
    lines.set(id, row.line);
  }
}

/** Refuses a row that refers to something outside `known`. */
export function requireKnown(
  row: CsvRow<unknown>,
  column: string,
  id: string,
  known: ReadonlySet<string>,
): void {
  if (!known.has(id)) throw badFile(row.file, row.line, `${column} ${id} is in no row of its own file`);
}
