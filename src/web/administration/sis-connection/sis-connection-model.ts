import { type SisProfile, takesFiles } from '../../../oneroster/profile/sis-profile.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';
import { type FaultSummary, summarizeFaults } from '../form/field.ts';
import { buildSisFields, type FieldGroup, type SisFormState } from './sis-fields.ts';
import type { TestModel } from './test-model.ts';

/** What `views/administration/sis-connection/sis-connection.ejs` prints. */
export interface SisModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly alert: Alert | null;
  readonly faults: FaultSummary | null;
  readonly test: TestModel | null;
  readonly action: string;
  readonly testAction: string;
  readonly formToken: FormToken;
  readonly groups: readonly FieldGroup[];
  /** To the files, where the SIS takes files. */
  readonly files: { readonly label: string; readonly href: string } | null;
  readonly save: string;
  readonly testButton: string;
  readonly testWritesButton: string;
  readonly testing: string;
}

export interface SisShown extends SisFormState {
  readonly alert: Alert | null;
  readonly test: TestModel | null;
  /** Secrets were typed but not stored: they are not sent back, so they must be typed again. */
  readonly lostSecrets: boolean;
}

export function buildSis(
  context: AdministrationContext,
  profiles: ReadonlyMap<string, SisProfile>,
  shown: SisShown,
): SisModel {
  const { messages, t, links } = context;
  const texts = messages.administration.sis;
  const stored = profiles.get(context.institution.sis?.profile ?? '');
  const groups = buildSisFields(context, profiles, shown);
  return {
    frame: buildAdminFrame(context, {
      title: t(texts.title),
      tab: 'sis',
      scripts: ['administration/connection-test.js'],
    }),
    title: t(texts.title),
    lead: t(texts.lead),
    alert: shown.alert ?? (shown.lostSecrets ? buildAlert('info', null, [t(texts.lostSecrets)]) : null),
    faults: summarizeFaults(
      context,
      groups.flatMap(({ fields }) => fields),
    ),
    test: shown.test,
    action: links.sis(),
    testAction: links.sisTest,
    formToken: context.formToken,
    groups,
    files:
      stored !== undefined && takesFiles(stored)
        ? { label: t(messages.administration.csvExport.link), href: links.csvExport }
        : null,
    save: t(texts.save),
    testButton: t(texts.test),
    testWritesButton: t(texts.testWrites),
    testing: t(texts.testing),
  };
}
