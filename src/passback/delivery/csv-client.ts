import type { Clock } from '../../clock.ts';
import type { SisClass, SisResult } from '../../domain/sis.ts';
import { clientFailure } from '../../oneroster/client/reply.ts';
import { decideScore } from '../../oneroster/payload/write-parts.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { PutReceipt, SendPermit, SisClient, SisReply } from '../../oneroster/sis-client.ts';
import type { CsvRowContent, CsvRowStore } from '../../store/passback/csv-rows.ts';

export interface CsvClientDeps {
  readonly rows: CsvRowStore;
  readonly clock: Clock;
}

/** What the client stands on. */
interface CsvConnection {
  readonly institutionId: string;
  readonly profile: SisProfile;
  /** Reads classes and students; null if the SIS shows nothing at all. */
  readonly roster: SisClient | null;
  /** Whether the SIS shows its categories. */
  readonly readsCategories: boolean;
  readonly permit?: SendPermit;
}

const taken = (sourcedId: string): SisReply<PutReceipt> => ({ ok: true, value: { sourcedId } });

/**
 * A SIS that takes OneRoster CSV files (OF16). What a run sends is kept row by row until the next export writes it into a
 * file, so runs, receipts, undo and the brake work as they do over REST; nothing can be read back. A row that is sent
 * twice is the same row.
 */
export function createCsvClient(deps: CsvClientDeps, connection: CsvConnection): SisClient {
  const { rows, clock } = deps;
  const { institutionId, profile, roster, readsCategories, permit } = connection;
  const save = async (contents: readonly CsvRowContent[]): Promise<void> => {
    permit?.check();
    await rows.save(institutionId, contents, clock());
  };
  const remove = async (kind: 'lineItems' | 'results', sourcedId: string): Promise<SisReply<PutReceipt>> => {
    permit?.check();
    await rows.remove(institutionId, kind, sourcedId, clock());
    return taken(sourcedId);
  };
  /** The result as the version can say it. */
  const express = (result: SisResult): SisReply<SisResult> => {
    const score = decideScore(result, profile.exempt, profile.version === '1.1');
    return score.ok ? { ok: true, value: { ...result, score: score.value } } : score;
  };
  return {
    profile,
    under: (given) =>
      createCsvClient(deps, { ...connection, roster: roster?.under(given) ?? null, permit: given }),
    // A file has days, which need no zone.
    inZone: () => createCsvClient(deps, connection),
    readClass: async (sisId, signal) =>
      roster === null
        ? { ok: true, value: { found: 'one', value: describeClass(sisId) } }
        : roster.readClass(sisId, signal),
    readCategories: async (classId, signal) =>
      roster === null || !readsCategories ? { ok: true, value: [] } : roster.readCategories(classId, signal),
    readGradingPeriods: async (sisClass, signal) =>
      roster === null ? { ok: true, value: [] } : roster.readGradingPeriods(sisClass, signal),
    readStudents: async (classId, signal) =>
      roster === null ? { ok: true, value: [] } : roster.readStudents(classId, signal),
    readLineItems: async () => ({ ok: true, value: null }),
    readResults: async () => ({ ok: true, value: null }),
    readClassResults: async () => ({ ok: true, value: null }),
    putCategory: async () => clientFailure('institution', 'unsupported'),
    async putLineItem(lineItem) {
      const { categorySourcedId, categoryTitle: title } = lineItem;
      const isNew = async (): Promise<boolean> => {
        if (categorySourcedId === null || title === undefined) return false;
        const known = await rows.find(institutionId, 'categories', categorySourcedId);
        return known?.kind !== 'categories' || known.row.title !== title;
      };
      const category: readonly CsvRowContent[] =
        (await isNew()) && categorySourcedId !== null && title !== undefined
          ? [{ kind: 'categories', row: { sourcedId: categorySourcedId, title } }]
          : [];
      await save([...category, { kind: 'lineItems', row: lineItem }]);
      return taken(lineItem.sourcedId);
    },
    async putResult(result) {
      const row = express(result);
      if (!row.ok) return row;
      await save([{ kind: 'results', row: row.value }]);
      return taken(result.sourcedId);
    },
    createLineItem: async () => clientFailure('institution', 'unsupported'),
    // Ids are never the SIS's here, so nothing is gained by creating a column at once.
    createResults: async () => clientFailure('institution', 'unsupported'),
    withdrawResult: ({ sourcedId }) => remove('results', sourcedId),
    clearResult: ({ sourcedId }) => remove('results', sourcedId),
    deleteResult: (sourcedId) => remove('results', sourcedId),
    deleteLineItem: (sourcedId) => remove('lineItems', sourcedId),
  };
}

/** The class that a section's SIS id names, where the SIS shows none. */
function describeClass(sisId: string): SisClass {
  return { sourcedId: sisId, title: '', schoolSourcedId: '', classCode: null, termSourcedIds: [] };
}
