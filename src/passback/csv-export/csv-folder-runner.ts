import { join } from 'node:path';
import type { Clock, Sleep } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import { toProductError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { CsvExportStore, CsvExportSummary } from '../../store/passback/csv-exports.ts';
import { findLastWindowEnd } from '../schedule/next-nightly.ts';
import type { CsvExports } from './csv-exports.ts';
import { writeToFolder } from './write-to-folder.ts';

export interface CsvFolderRunnerDeps {
  /** The operator's folder, with a folder for each institution in it; null: there is none. */
  readonly folder: string | null;
  readonly exports: CsvExports;
  readonly store: Pick<CsvExportStore, 'claimFolder' | 'finishFolder' | 'noteFailure'>;
  readonly listInstitutions: () => Promise<readonly Institution[]>;
  readonly onWritten: (institutionId: string, written: CsvExportSummary) => void;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly log: Log;
}

/** Writes OneRoster CSV files into the operator's folder, once after each night. Any number may run, in any number of processes. */
export interface CsvFolderRunner {
  /** Writes what is due. Returns how many files. */
  runOnce(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

const pollMs = 60_000;
/** So long nobody else writes for the institution; after a failure it is tried again. */
const claimMs = 15 * 60_000;

export function createCsvFolderRunner(deps: CsvFolderRunnerDeps): CsvFolderRunner {
  const { sleep, log } = deps;
  const stopping = new AbortController();
  let loop = Promise.resolve();

  const runOnce = async (): Promise<number> => {
    let written = 0;
    if (deps.folder === null) return written;
    for (const institution of await deps.listInstitutions()) {
      if (stopping.signal.aborted) break;
      if (await writeDue(deps, institution, deps.folder)) written += 1;
    }
    return written;
  };
  const poll = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await runOnce();
      } catch (error) {
        log.error({ event: 'csv_folder_failed', err: error }, 'Could not look for due CSV files');
      }
      await sleep(pollMs, stopping.signal);
    }
  };
  return {
    runOnce,
    start() {
      if (deps.folder !== null) loop = poll();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

/** True if a file was written. One that cannot be written is tried again later; the other institutions go on. */
async function writeDue(
  { exports, store, onWritten, clock, log }: CsvFolderRunnerDeps,
  institution: Institution,
  folder: string,
): Promise<boolean> {
  const { id, enabled, settings } = institution;
  const { csvFolder: mode, nightlyWindow, paused } = settings;
  if (mode === 'off' || !enabled || paused || !exports.isOffered(institution)) return false;
  const now = clock();
  const dueAt = findLastWindowEnd(nightlyWindow, now);
  const token = await store.claimFolder(id, { dueAt, now, until: new Date(now.getTime() + claimMs) });
  if (token === null) return false;
  try {
    const written = await exports.export(institution, { channel: 'folder', mode }, (zip) =>
      // An institution's id is of our making: letters, digits, - and _.
      writeToFolder(join(folder, id), zip),
    );
    await store.finishFolder(id, token, dueAt);
    onWritten(id, written);
    const { fileName, lineItems, results } = written;
    log.info(
      { event: 'csv_written', institutionId: id, fileName, lineItems, results },
      'CSV files were written',
    );
    return true;
  } catch (error) {
    const { code, detail } = toProductError(error);
    await store.noteFailure(id, 'folder', now);
    log.error(
      { event: 'csv_not_written', institutionId: id, code, detail, err: error },
      'CSV files could not be written',
    );
    return false;
  }
}
