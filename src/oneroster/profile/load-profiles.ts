import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { describeIssues, explainIssue, ProductError } from '../../errors.ts';
import { type SisProfile, sisProfileFileSchema, sisProfileSchema } from './sis-profile.ts';

/**
 * The profiles of `dir` by name, each completed by the plain profile it extends.
 * @throws ProductError `settings_invalid` naming the file and what is wrong with it
 */
export function loadProfiles(dir: string): Map<string, SisProfile> {
  const files = readdirSync(dir).filter((file) => file.endsWith('.json'));
  const load = (file: string): SisProfile => {
    try {
      const profile = parseProfile(readJson(dir, file), (name) => readJson(dir, `${name}.json`));
      if (`${profile.name}.json` !== file) throw new Error(`its name is ${profile.name}`);
      return profile;
    } catch (cause) {
      const reason =
        cause instanceof z.ZodError ? describeIssues(cause.issues, 'message', 'file') : String(cause);
      throw new ProductError('settings_invalid', {
        detail: `SIS profile ${file}: ${reason}`,
        next: 'fix',
        cause,
      });
    }
  };
  return new Map(files.sort().map((file) => [basename(file, '.json'), load(file)]));
}

function readJson(dir: string, file: string): unknown {
  return JSON.parse(readFileSync(join(dir, file), 'utf8'));
}

/**
 * One profile, complete and without its sources. `readPlain` returns the file of the plain profile that it
 * extends; a plain profile extends none.
 * @throws ZodError for an unknown field, a value without a source, and what the OneRoster version cannot
 * express
 */
export function parseProfile(file: unknown, readPlain: (name: string) => unknown): SisProfile {
  const { name, title, extends: base, values } = readStatedValues(file);
  const plain = base === null ? {} : readStatedValues(readPlain(base)).values;
  return sisProfileSchema.parse({ ...plain, ...values, name, title }, { error: explainIssue });
}

const statedValues = z.record(z.string(), z.object({ value: z.unknown() }));

function readStatedValues(file: unknown) {
  const {
    $schema,
    notes,
    name,
    title,
    extends: base,
    ...stated
  } = sisProfileFileSchema.parse(file, {
    error: explainIssue,
  });
  const values = Object.entries(statedValues.parse(stated)).map(
    ([habit, { value }]) => [habit, value] as const,
  );
  return { name, title, extends: base?.value ?? null, values: Object.fromEntries(values) };
}
