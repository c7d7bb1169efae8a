import { type AuditAction, type AuditRecord, auditActions } from '../../../store/audit.ts';
import type { PageModel } from '../../ui/render.ts';
import { buildAdminFrame } from '../admin-frame.ts';
import type { AdminVisit } from '../admin-visit.ts';

/** Lines on one page. */
export const auditPageSize = 100;

/** What `views/admin/audit.ejs` prints. */
export interface AuditModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly filter: {
    readonly action: string;
    readonly label: string;
    readonly value: string;
    readonly options: readonly { readonly value: string; readonly label: string }[];
    readonly submit: string;
  };
  readonly download: { readonly label: string; readonly href: string };
  readonly tableLabel: string;
  readonly heads: readonly string[];
  readonly rows: readonly AuditRow[];
  readonly empty: string | null;
  readonly newest: { readonly label: string; readonly href: string } | null;
  readonly older: { readonly label: string; readonly href: string } | null;
}

interface AuditRow {
  readonly when: string;
  readonly whenIso: string;
  readonly who: string;
  readonly whoNote: string | null;
  readonly what: string;
  readonly refused: string | null;
  readonly run: { readonly label: string; readonly href: string } | null;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export function buildAudit(
  visit: AdminVisit,
  shown: {
    readonly lines: readonly AuditRecord[];
    readonly next: string | null;
    readonly action: AuditAction | '';
    readonly isFirst: boolean;
  },
): AuditModel {
  const { texts, say, links } = visit;
  const words = texts.catalogue.admin.audit;
  const kept: Record<string, string> = shown.action === '' ? {} : { action: shown.action };
  return {
    frame: buildAdminFrame(visit, { title: say(words.title), tab: 'audit' }),
    title: say(words.title),
    lead: say(words.lead, { count: visit.institution.settings.auditDays }),
    filter: {
      action: links.audit(),
      label: say(words.show),
      value: shown.action,
      options: [
        { value: '', label: say(words.all) },
        ...auditActions.map((action) => ({ value: action, label: say(words.actions[action]) })),
      ],
      submit: say(words.submit),
    },
    download: { label: say(words.download), href: links.auditCsv(kept) },
    tableLabel: say(words.table),
    heads: [words.when, words.who, words.what, words.details].map((head) => say(head)),
    rows: shown.lines.map((line) => buildRow(visit, line)),
    empty: shown.lines.length > 0 ? null : say(words.none),
    newest: shown.isFirst ? null : { label: say(words.newest), href: links.audit(kept) },
    older:
      shown.next === null
        ? null
        : { label: say(words.older), href: links.audit({ ...kept, page: shown.next }) },
  };
}

function buildRow({ texts, say, formats, links }: AdminVisit, line: AuditRecord): AuditRow {
  const words = texts.catalogue.admin.audit;
  const { at, actor, action, outcome, code, runId, courseId, facts } = line;
  return {
    when: formats.dateTime(at),
    whenIso: at.toISOString(),
    who: say(words.actors[actor.kind]) + (actor.role === null ? '' : ` (${actor.role})`),
    whoNote: actor.id,
    what: say(words.actions[action]),
    refused: outcome === 'refused' ? say(words.refused, { code: code ?? '' }) : null,
    run: runId === null ? null : { label: say(words.run), href: links.run(runId) },
    facts: [
      ...(courseId === null ? [] : [{ name: say(words.course), value: courseId }]),
      ...Object.entries(facts).flatMap(([name, value]) =>
        value === null ? [] : [{ name, value: String(value) }],
      ),
    ],
  };
}
