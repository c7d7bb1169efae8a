import type { ClassCategories } from '../domain/categories/category-page.ts';
import type { SisCategory } from '../domain/sis.ts';
import type { ErrorCode } from '../errors.ts';
import type { SisFailure, SisReply } from '../oneroster/sis-client.ts';
import type { SisAccess } from '../passback/passback-deps.ts';
import { codeOfFailure } from '../passback/runs/stage-result.ts';
import type { ClassSnapshot } from '../store/passback/class-snapshots.ts';

/** The result of reading one class. */
export interface ClassCategoriesReading {
  readonly sisClass: ClassCategories;
  /** The categories that the SIS has just returned, to keep the class's snapshot up to date; null: none. */
  readonly fresh: readonly SisCategory[] | null;
  /** Why the SIS could not be asked; null: it answered. */
  readonly problem: ErrorCode | null;
}

/**
 * The categories valid for a section's class. The class's own id is known from an earlier reading or is the
 * section's SIS id itself, so the class and its categories are read at the same time.
 * @param known the class's snapshot, which stands in if the SIS does not answer
 */
export async function readClassCategories(
  sis: SisAccess,
  sectionSisId: string,
  known: ClassSnapshot | null,
  signal: AbortSignal,
): Promise<ClassCategoriesReading> {
  const { client } = sis;
  const readCategories = (id: string) => client.readCategories(id, signal);
  if (known?.match === 'one') return settle(await readCategories(known.sisClass.sourcedId), known);

  const readClass = () => client.readClass(sectionSisId, signal);
  const isOwnId = client.profile.matchClassBy === 'sourcedId';
  const [match, early] = await Promise.all([readClass(), isOwnId ? readCategories(sectionSisId) : null]);
  if (!match.ok) return settle(match, known);
  if (match.value.found !== 'one') return { sisClass: { kind: 'not_found' }, fresh: null, problem: null };
  return settle(early ?? (await readCategories(match.value.value.sourcedId)), known);
}

/** A class that the SIS could not be asked about. */
export function standIn(known: ClassSnapshot | null, problem: ErrorCode): ClassCategoriesReading {
  if (known?.match === 'one') {
    return { sisClass: { kind: 'read', categories: known.categories }, fresh: null, problem };
  }
  return { sisClass: { kind: 'unread' }, fresh: null, problem };
}

function settle(
  reply: SisReply<readonly SisCategory[]> | Extract<SisReply<unknown>, { ok: false }>,
  known: ClassSnapshot | null,
): ClassCategoriesReading {
  if (reply.ok) {
    return { sisClass: { kind: 'read', categories: reply.value }, fresh: reply.value, problem: null };
  }
  return settleFailure(reply.failure, known);
}

/** A refusal that concerns only this class is shown at the class; any other concerns the SIS as a whole. */
function settleFailure(failure: SisFailure, known: ClassSnapshot | null): ClassCategoriesReading {
  if (failure.kind === 'item') {
    return { sisClass: { kind: 'unreadable', sisMessage: failure.sisMessage }, fresh: null, problem: null };
  }
  return standIn(known, codeOfFailure(failure));
}
