import { DateTime } from 'luxon';
import type { DayOfRuns } from '../../../store/passback/institution-health.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext, AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { buildAdminFrame } from '../administration-frame.ts';
import { buildChart, type Chart } from './chart.ts';

const shownDays = 30;

/** What `views/administration/trends/trends.ejs` prints. */
interface TrendsModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly back: { readonly label: string; readonly text: string; readonly href: string };
  readonly charts: readonly Chart[];
  /** In the place of all that follows. */
  readonly empty: string | null;
  readonly tableTitle: string;
  readonly tableNote: string;
  readonly heads: readonly string[];
  /** Newest first, without days on which nothing ended. */
  readonly rows: readonly { readonly day: string; readonly numbers: readonly string[] }[];
}

/** GET /administration/trends: how the last 30 days went, by the institution's clocks, as charts and as a table. */
export function showTrends({ runs, clock, render }: AdminDeps): AdministrationHandler {
  return async (context, _req, res) => {
    const { id, settings } = context.institution;
    const { timeZone } = settings.nightlyWindow;
    const first = DateTime.fromJSDate(clock(), { zone: timeZone })
      .startOf('day')
      .minus({ days: shownDays - 1 });
    const counted = await runs.countDays(id, { since: first.toJSDate(), timeZone });
    const byDay = new Map(counted.map((one) => [one.day, one]));
    const days = Array.from({ length: shownDays }, (_, at) => {
      const day = first.plus({ days: at }).toISODate() ?? '';
      return byDay.get(day) ?? { day, well: 0, withProblems: 0, failed: 0, sent: 0, notSent: 0 };
    });
    await render(res, 'administration/trends/trends', buildTrends(context, days));
  };
}

function buildTrends(context: AdministrationContext, days: readonly DayOfRuns[]): TrendsModel {
  const { messages, t, formats, links } = context;
  const texts = messages.administration.trends;
  const series = {
    well: { label: t(texts.well), tone: 'success', pattern: 'plain' },
    withProblems: { label: t(texts.withProblems), tone: 'warning', pattern: 'stripes' },
    failed: { label: t(texts.failed), tone: 'error', pattern: 'crossed' },
    sent: { label: t(texts.sent), tone: 'success', pattern: 'plain' },
    notSent: { label: t(texts.notSent), tone: 'error', pattern: 'crossed' },
  } as const;
  const counted = days.filter(({ well, withProblems, failed }) => well + withProblems + failed > 0);
  const names = ['well', 'withProblems', 'failed', 'sent', 'notSent'] as const;
  const chart = (title: string, shown: readonly (keyof typeof series)[]): Chart =>
    buildChart({
      title,
      label: t(texts.chart, { title }),
      days: days.map(({ day }) => formats.localDate(day)),
      number: formats.number,
      series: shown.map((name) => ({ ...series[name], values: days.map((day) => day[name]) })),
    });
  const title = t(texts.title);
  return {
    frame: buildAdminFrame(context, { title, tab: 'overview' }),
    title,
    lead: t(texts.lead),
    back: {
      label: t(messages.cellHistory.crumbs),
      text: t(messages.administration.overview.title),
      href: links.overview(),
    },
    charts: [
      chart(t(texts.syncs), ['well', 'withProblems', 'failed']),
      chart(t(texts.grades), ['sent', 'notSent']),
    ],
    empty: counted.length > 0 ? null : t(texts.empty),
    tableTitle: t(texts.table),
    tableNote: t(texts.tableNote),
    heads: [t(texts.day), ...names.map((name) => series[name].label)],
    rows: counted.toReversed().map((day) => ({
      day: formats.localDate(day.day),
      numbers: names.map((name) => formats.number(day[name])),
    })),
  };
}
