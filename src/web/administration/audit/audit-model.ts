import { type AuditAction, type AuditRecord, auditActions } from '../../../store/audit.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';

/** Lines per page. */
export const auditPageSize = 100;

/** What `views/administration/audit/audit.ejs` prints. */
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
  context: AdministrationContext,
  shown: {
    readonly lines: readonly AuditRecord[];
    readonly next: string | null;
    readonly action: AuditAction | '';
    readonly isFirst: boolean;
  },
): AuditModel {
  const { messages, t, links } = context;
  const texts = messages.administration.audit;
  const kept: Record<string, string> = shown.action === '' ? {} : { action: shown.action };
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: 'audit' }),
    title: t(texts.title),
    lead: t(texts.lead, { count: context.institution.settings.auditDays }),
    filter: {
      action: links.audit(),
      label: t(texts.show),
      value: shown.action,
      options: [
        { value: '', label: t(texts.all) },
        ...auditActions.map((action) => ({ value: action, label: t(texts.actions[action]) })),
      ],
      submit: t(texts.submit),
    },
    download: { label: t(texts.download), href: links.auditCsv(kept) },
    tableLabel: t(texts.table),
    heads: [texts.when, texts.who, texts.what, texts.details].map((head) => t(head)),
    rows: shown.lines.map((line) => buildRow(context, line)),
    empty: shown.lines.length > 0 ? null : t(texts.none),
    newest: shown.isFirst ? null : { label: t(texts.newest), href: links.audit(kept) },
    older:
      shown.next === null
        ? null
        : { label: t(texts.older), href: links.audit({ ...kept, page: shown.next }) },
  };
}

function buildRow({ messages, t, formats, links }: AdministrationContext, line: AuditRecord): AuditRow {
  const texts = messages.administration.audit;
  const { at, actor, action, outcome, code, runId, courseId, facts } = line;
  return {
    when: formats.dateTime(at),
    whenIso: at.toISOString(),
    who:
      t(texts.actors[actor.kind]) + (actor.role === null ? '' : ` (${nameKnown(texts.roles, actor.role)})`),
    whoNote: actor.id,
    what: t(texts.actions[action]),
    refused: outcome === 'refused' ? t(texts.refused, { code: code ?? '' }) : null,
    run: runId === null ? null : { label: t(texts.run), href: links.run(runId) },
    facts: [
      ...(courseId === null ? [] : [{ name: t(texts.course), value: courseId }]),
      ...Object.entries(facts).flatMap(([name, value]) =>
        value === null ? [] : [{ name: nameKnown(texts.facts, name), value: String(value) }],
      ),
    ],
  };
}

/** A newer release beside this one may write what this one does not know. */
function nameKnown(names: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(names, code) ? (names[code] ?? code) : code;
}
