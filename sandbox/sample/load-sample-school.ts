import { buildCanvasFromGradebook } from './canvas-from-gradebook.ts';
import { buildCanvasFromSis } from './canvas-from-sis.ts';
import { loadGradebookCsv } from './gradebook-csv.ts';
import { loadOneRosterCsv } from './oneroster-csv.ts';
import type { SampleSchool } from './types.ts';

/** Folders of unpacked CSV files. */
export interface SampleFolders {
  /** A district's own OneRoster 1.1 CSV export. */
  readonly onerosterDir: string;
  /** A Canvas gradebook in the Ed-Fi LMS Toolkit's form; without it, Canvas is built from the roster. */
  readonly gradebookDir?: string;
  /** The IANA zone of local times; default: `America/Chicago`. */
  readonly timeZone?: string;
}

/**
 * Loads a school from CSV files.
 * @throws ProductError `settings_invalid`; its detail names file and line.
 */
export async function loadSampleSchool(folders: SampleFolders): Promise<SampleSchool> {
  const sis = await loadOneRosterCsv(folders.onerosterDir);
  const school = sis.orgs.find((org) => org.type === 'school') ?? sis.orgs[0];
  const canvas =
    folders.gradebookDir === undefined
      ? buildCanvasFromSis(sis)
      : buildCanvasFromGradebook(sis, await loadGradebookCsv(folders.gradebookDir));
  return {
    name: school?.name ?? 'School',
    sisLabel: 'SIS',
    timeZone: folders.timeZone ?? 'America/Chicago',
    sis,
    canvas,
  };
}
