import type { Writable } from 'node:stream';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import { readMetadata } from '../../domain/line-item-metadata.ts';
import { ProductError } from '../../errors.ts';
import { type CsvMode, createCsvWriter, csvKinds, writeManifest } from '../../oneroster/csv/csv-files.ts';
import { type SisProfile, takesFiles } from '../../oneroster/profile/sis-profile.ts';
import type { CsvExportSummary } from '../../store/passback/csv-exports.ts';
import type { CsvChannel, CsvRow } from '../../store/passback/csv-rows.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import { writeZip, type ZippedFile } from './write-zip.ts';

export interface CsvExportsDeps {
  readonly stores: Pick<PassbackStores, 'csvRows' | 'csvExports'>;
  /** By name. */
  readonly profiles: ReadonlyMap<string, SisProfile>;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** What there is to export on a channel. */
export interface CsvExportState {
  /** Rows that changed since the last export of the channel. */
  readonly due: number;
  readonly last: CsvExportSummary | null;
  /** When an export failed, unless a later one succeeded. */
  readonly failedAt: Date | null;
}

export interface CsvExportRequest {
  readonly channel: CsvChannel;
  readonly mode: CsvMode;
}

/** A zip on its way. */
export interface CsvZip {
  readonly fileName: string;
  /**
   * Collects what is due, writes the zip and ends `output`. To be called once.
   * Rejects if it could not be written as a whole.
   */
  writeTo(output: Writable): Promise<void>;
}

/** The OneRoster CSV files of institutions whose SIS takes files (OF16). */
export interface CsvExports {
  isOffered(institution: Institution): boolean;
  read(institutionId: string, channel: CsvChannel): Promise<CsvExportState>;
  /**
   * Makes one zip and gives it to `deliver`. Only once `deliver` has resolved is what it held no longer due: one that fails
   * loses nothing, and the next delta holds it again.
   * @throws ProductError `sis_not_connected` if the institution's SIS takes no files, and what `deliver` throws
   */
  export(
    institution: Institution,
    request: CsvExportRequest,
    deliver: (zip: CsvZip) => Promise<void>,
  ): Promise<CsvExportSummary>;
}

export function createCsvExports(deps: CsvExportsDeps): CsvExports {
  const { csvRows: rows, csvExports } = deps.stores;
  const profileOf = ({ sis }: Institution): SisProfile | null => {
    const profile = deps.profiles.get(sis?.profile ?? '');
    return profile !== undefined && takesFiles(profile) ? profile : null;
  };
  return {
    isOffered: (institution) => profileOf(institution) !== null,
    async read(institutionId, channel) {
      const [due, found] = await Promise.all([
        rows.countDue(institutionId, channel),
        csvExports.find(institutionId, channel),
      ]);
      return { due, ...found };
    },
    async export(institution, { channel, mode }, deliver) {
      const profile = profileOf(institution);
      if (profile === null) throw new ProductError('sis_not_connected', { next: 'fix' });
      const institutionId = institution.id;
      const at = deps.clock();
      const key = { institutionId, channel, exportId: deps.randomBytes(12).toString('hex') };
      const fileName = nameFile(profile.version, mode, at);
      const written: CsvExportSummary[] = [];
      // Only now, because marking what is due takes a while: whoever delivers it can say first that it comes.
      const writeTo = async (output: Writable): Promise<void> => {
        await rows.beginExport(key);
        const found = await Promise.all(
          csvKinds.map((kind) =>
            mode === 'bulk' ? rows.countAll(institutionId, kind) : rows.countTaken(key, kind),
          ),
        );
        const [categories = 0, lineItems = 0, results = 0] = found;
        // A delta in which nothing changed is a manifest alone.
        const present = csvKinds.filter((_, index) => mode === 'bulk' || (found[index] ?? 0) > 0);
        // A row that was sent before the institution named it has no value there.
        const named = readMetadata(institution.settings.lineItemMetadata) ?? new Map<string, string>();
        const own = Object.fromEntries([...named.keys()].map((name) => [name, '']));
        const lineItemMetadata = { ...own, ...profile.lineItemMetadata };
        const writer = createCsvWriter(mode, { ...profile, lineItemMetadata });
        const files: readonly ZippedFile[] = [
          { name: 'manifest.csv', lines: () => [writeManifest(profile.version, mode, new Set(present))] },
          ...present.map((kind) => ({
            name: `${kind}.csv`,
            async *lines(): AsyncGenerator<string> {
              yield writer.head(kind);
              const found: AsyncIterable<CsvRow> =
                mode === 'bulk' ? rows.streamAll(institutionId, kind) : rows.streamTaken(key, kind);
              for await (const row of found) yield writer.write(row);
            },
          })),
        ];
        await writeZip(files, at, output);
        written.push({ mode, at, fileName, categories, lineItems, results });
      };
      await deliver({ fileName, writeTo });
      const [summary] = written;
      if (summary === undefined) throw new Error('an export that nobody wrote');
      await rows.finishExport(key);
      await csvExports.saveLast(institutionId, channel, summary);
      return summary;
    },
  };
}

/** Names sort by time, to the millisecond so that no file takes another's; no character needs care on any system. */
function nameFile(version: string, mode: CsvMode, at: Date): string {
  const stamp = at.toISOString().replaceAll(/[-:.]/g, '');
  return `oneroster-${version}-${mode}-${stamp}.zip`;
}
