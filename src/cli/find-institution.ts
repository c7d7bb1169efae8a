import type { Institution } from '../domain/institution.ts';
import { ProductError } from '../errors.ts';
import type { Stores } from '../store/stores.ts';

/**
 * The institution of an id, or of a name that no other has.
 * @throws ProductError `institution_invalid`
 */
export async function findInstitution(
  { institutions }: Pick<Stores, 'institutions'>,
  reference: string,
): Promise<Institution> {
  const byId = await institutions.find(reference);
  if (byId !== null) return byId;
  const [found, another] = (await institutions.list()).filter(({ name }) => name === reference);
  if (found === undefined) throw notFound(`there is no institution ${reference}; see institution list`);
  if (another !== undefined) throw notFound(`several institutions are named ${reference}; give an id`);
  return found;
}

const notFound = (detail: string): ProductError =>
  new ProductError('institution_invalid', { detail, next: 'fix' });
