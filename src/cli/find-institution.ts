import { z } from 'zod';
import type { Institution } from '../domain/institution.ts';
import { ProductError } from '../errors.ts';
import type { Stores } from '../store/stores.ts';
import { argument } from './command.ts';

/** The first argument of most commands. */
export const institutionArgument = argument(z.string(), 'id, or name in any case');

/**
 * The institution with an id or a unique name. Case and surrounding blanks of names are ignored.
 * @throws ProductError `institution_invalid`
 */
export async function findInstitution(
  { institutions }: Pick<Stores, 'institutions'>,
  reference: string,
): Promise<Institution> {
  const byId = await institutions.find(reference);
  if (byId !== null) return byId;
  const named = (await institutions.list()).filter(({ name }) => isSameName(name, reference));
  const [found] = named;
  if (found === undefined) throw notFound(`there is no institution ${reference}; see institution list`);
  if (named.length > 1) {
    throw notFound(
      `several institutions are named ${reference}; give an id: ${named.map(({ id }) => id).join(', ')}`,
    );
  }
  return found;
}

/** Whether a reader would take two names for the same. */
export function isSameName(one: string, other: string): boolean {
  const fold = (name: string): string => name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return fold(one) === fold(other);
}

const notFound = (detail: string): ProductError =>
  new ProductError('institution_invalid', { detail, next: 'fix' });
