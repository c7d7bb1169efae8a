import type { CsvMode } from '../../../oneroster/csv/csv-files.ts';
import type { CsvExportState } from '../../../passback/csv-export/csv-exports.ts';
import type { CsvExportSummary } from '../../../store/passback/csv-exports.ts';
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
}

/** @param state null: the SIS takes no files */
export function buildCsvExport(context: AdministrationContext, state: CsvExportState | null): CsvExportModel {
  const { messages, t, links } = context;
  const texts = messages.administration.csvExport;
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
  };
}

function describeLast(
  { messages, t, formats }: AdministrationContext,
  last: CsvExportSummary | null,
): string {
  const texts = messages.administration.csvExport;
  if (last === null) return t(texts.never);
  const { mode, at, lineItems, results } = last;
  return t(texts.last, {
    when: formats.dateTime(at),
    what: t(texts.modes[mode]),
    lineItems: formats.number(lineItems),
    results: formats.number(results),
  });
}
