import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { SisProfile } from '../../domain/sis.ts';
import { ProductError } from '../../errors.ts';

/** One value of a profile, where it was read, and what speaks against it. */
function fact<V>(value: z.ZodType<V>) {
  return z
    .strictObject({ value, source: z.string().min(1), disputed: z.string().min(1).optional() })
    .transform((entry) => entry.value);
}

const optionalFact = <V>(value: z.ZodType<V>) => fact(value).optional();
const count = z.int().min(1);

/** A file of `config/sis/`: each value with its source. `notes` are facts that a person who connects this SIS needs. */
const profileFile = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().regex(/^[a-z0-9-]+$/),
    title: z.string().min(1),
    version: fact(z.enum(['1.1', '1.2'])),
    matchClassBy: fact(z.enum(['sourcedId', 'classCode'])),
    matchStudentBy: fact(z.enum(['sourcedId', 'identifier', 'username', 'email'])),
    titleLimit: fact(count.nullable()),
    uniqueTitles: fact(z.boolean()),
    wholePointsOnly: fact(z.boolean()),
    wholeScoresOnly: fact(z.boolean()),
    overMaximum: fact(z.enum(['send', 'cap', 'refuse'])),
    rounding: fact(z.enum(['exact', 'whole', 'refuse'])),
    category: fact(z.enum(['required', 'optional'])),
    gradingPeriod: fact(z.enum(['required', 'optional', 'omit'])),
    scoreDate: fact(z.enum(['date', 'date-time'])),
    readsLineItems: fact(z.boolean()),
    readsResults: fact(z.boolean()),
    pathId: fact(z.enum(['ours', 'theirs'])),
    exempt: fact(z.enum(['status', 'score-zero', 'refuse'])),
    lateAndMissing: fact(z.enum(['flags', 'omit'])),
    maxInFlight: fact(count.max(64)),
    pageSize: fact(count.max(10_000)),
    periodEnd: optionalFact(z.enum(['included', 'excluded'])),
    lineItemMetadata: optionalFact(z.record(z.string(), z.string())),
    notes: z.array(z.strictObject({ fact: z.string().min(1), source: z.string().min(1) })).default([]),
  })
  .refine(({ version, exempt }) => version !== '1.1' || exempt !== 'status', {
    path: ['exempt'],
    message: 'OneRoster 1.1 requires a score: exempt must be score-zero or refuse',
  })
  .refine(({ version, category }) => version !== '1.2' || category === 'required', {
    path: ['category'],
    message: 'OneRoster 1.2 requires a category',
  })
  .refine(({ version, lateAndMissing }) => version !== '1.1' || lateAndMissing === 'omit', {
    path: ['lateAndMissing'],
    message: 'OneRoster 1.1 has no late and missing',
  });

/** One parsed profile file, sources dropped. Throws a `ZodError`. */
export function parseProfile(file: unknown): SisProfile {
  const { $schema, notes, ...profile } = profileFile.parse(file);
  return profile;
}

/**
 * The profiles of `dir`, by name; a file's name is its profile's. Throws `settings_invalid` that names the file and
 * what is wrong with it.
 */
export function loadProfiles(dir: string): Map<string, SisProfile> {
  const files = readdirSync(dir).filter((file) => file.endsWith('.json'));
  return new Map(files.sort().map((file) => [basename(file, '.json'), loadProfile(dir, file)]));
}

function loadProfile(dir: string, file: string): SisProfile {
  try {
    const profile = parseProfile(JSON.parse(readFileSync(join(dir, file), 'utf8')));
    if (`${profile.name}.json` !== file) throw new Error(`its name is ${profile.name}`);
    return profile;
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new ProductError('settings_invalid', {
      detail: `SIS profile ${file}: ${reason}`,
      next: 'fix',
      cause,
    });
  }
}
