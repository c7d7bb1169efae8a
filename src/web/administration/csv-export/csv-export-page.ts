import { z } from 'zod';
import { csvModes } from '../../../oneroster/csv/csv-files.ts';
import type { CsvChannel } from '../../../store/passback/csv-rows.ts';
import { isPrematureClose } from '../../runs/download-page.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { buildCsvExport } from './csv-export-model.ts';

/** A browser or proxy that hears nothing for long gives up; so long an error still gets a page of its own. */
const announceAfterMs = 1_000;

const downloadForm = z.object({ mode: z.enum(csvModes) });

/** GET /administration/csv-export: what a SIS that takes files is to be given. */
export function showCsvExport({ csvExports, render }: AdminDeps): AdministrationHandler {
  return async (context, _req, res) => {
    const { institution } = context;
    const read = (channel: CsvChannel) => csvExports.read(institution.id, channel);
    const shown = csvExports.isOffered(institution)
      ? { download: await read('download'), folder: await read('folder') }
      : null;
    await render(res, 'administration/csv-export/csv-export', buildCsvExport(context, shown));
  };
}

/** POST /administration/csv-export/download: the zip, streamed. A download that breaks off changes nothing. */
export function downloadCsvExport({ csvExports, onDownload }: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { institution, launch, links } = context;
    const { mode } = parseInput(downloadForm, req.body);
    if (!csvExports.isOffered(institution)) return res.redirect(303, links.csvExport);
    onDownload(launch, { what: 'csv', only: mode });
    try {
      await csvExports.export(institution, { channel: 'download', mode }, async (zip) => {
        res.attachment(zip.fileName);
        res.type('application/zip');
        const timer = setTimeout(() => res.flushHeaders(), announceAfterMs);
        try {
          await zip.writeTo(res);
        } catch (error) {
          // The error is a page, not a download.
          if (!res.headersSent) res.removeHeader('content-disposition');
          throw error;
        } finally {
          clearTimeout(timer);
        }
      });
    } catch (error) {
      // A person who stopped the download has not met an error.
      if (!isPrematureClose(error)) throw error;
    }
  };
}
