import type { CsvMode } from '../../../oneroster/csv/csv-files.ts';
import type { CsvExportState } from '../../../passback/csv-export/csv-exports.ts';
import type { CsvExportSummary } from '../../../store/passback/csv-exports.ts';
import type { CsvChannel } from '../../../store/passback/csv-rows.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';

/** What `views/administration/csv-export/csv-export.ejs` prints. */
export interface CsvExportModel extends PageModel {
  readonly title: string;
  readonly back: { readonly label: string; readonly text: string; readonly href: string };
  readonly lead: readonly string[];
  /** The SIS takes no files. */
  readonly alert: Alert | null;
  readonly formToken: FormToken;
  readonly action: string;
  /** Null: the SIS takes no files. */
  readonly downloads: {
    readonly title: string;
    readonly last: string;
    readonly choices: readonly {
      readonly mode: CsvMode;
      readonly explain: string;
      readonly label: string;
      readonly isMain: boolean;
    }[];
  } | null;
  readonly folder: {
    readonly title: string;
    readonly alert: Alert | null;
    readonly sentences: readonly string[];
    readonly settings: { readonly label: string; readonly href: string };
  } | null;
}

/** What there is to export, by channel. */
export type CsvExportShown = Readonly<Record<CsvChannel, CsvExportState>>;

/** @param shown null: the SIS takes no files */
export function buildCsvExport(context: AdministrationContext, shown: CsvExportShown | null): CsvExportModel {
  const { messages, t, links } = context;
  const texts = messages.administration.csvExport;
  const state = shown?.download ?? null;
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: 'sis' }),
    title: t(texts.title),
    back: {
      label: t(messages.cellHistory.crumbs),
      text: t(messages.administration.sis.title),
      href: links.sis(),
    },
    lead: state === null ? [] : [t(texts.lead), t(texts.unread)],
    alert: state === null ? buildAlert('info', null, [t(texts.notChosen)]) : null,
    formToken: context.formToken,
    action: links.downloadCsvExport,
    downloads:
      state === null
        ? null
        : {
            title: t(texts.downloadTitle),
            last: describeLast(context, state.last),
            choices: [
              {
                mode: 'delta',
                explain: t(state.last === null ? texts.deltaFirst : texts.deltaExplain, { count: state.due }),
                label: t(texts.delta),
                isMain: true,
              },
              { mode: 'bulk', explain: t(texts.fullExplain), label: t(texts.full), isMain: false },
            ],
          },
    folder: shown === null ? null : describeFolder(context, shown.folder),
  };
}

function describeFolder(
  context: AdministrationContext,
  { last, failedAt, due }: CsvExportState,
): NonNullable<CsvExportModel['folder']> {
  const { messages, t, formats, links, institution } = context;
  const { csvExport: texts, settings } = messages.administration;
  const { csvFolder } = institution.settings;
  const failed = failedAt && t(texts.folderFailed, { when: formats.dateTime(failedAt) });
  return {
    title: t(settings.fields.csvFolder.label),
    alert: failed === null ? null : buildAlert('error', null, [failed]),
    sentences: [
      t(csvFolder === 'off' ? texts.folderOff : texts.folderOn),
      ...(last === null ? [] : [describeLast(context, last, 'folderLast')]),
      ...(csvFolder === 'delta' ? [t(texts.folderDue, { count: due })] : []),
    ],
    settings: { label: t(settings.title), href: links.settings() },
  };
}

function describeLast(
  { messages, t, formats }: AdministrationContext,
  last: CsvExportSummary | null,
  how: 'last' | 'folderLast' = 'last',
): string {
  const texts = messages.administration.csvExport;
  if (last === null) return t(texts.never);
  const { mode, at, fileName: file, lineItems, results } = last;
  return t(texts[how], {
    when: formats.dateTime(at),
    file,
    what: t(texts.modes[mode]),
    lineItems: formats.number(lineItems),
    results: formats.number(results),
  });
}
