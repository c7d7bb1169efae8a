import type { Message } from '../../../i18n/messages.ts';
import type { AdministrationContext } from '../administration-context.ts';
import type { FaultCode, Faults } from './faults.ts';

/** One form entry for `views/administration/form/field.ejs`. */
export interface Field {
  readonly kind: 'text' | 'url' | 'number' | 'time' | 'select' | 'checkbox' | 'radio' | 'secret' | 'lines';
  readonly name: string;
  readonly label: string;
  /** What it does, or what to enter. */
  readonly hint: string | null;
  /** What is wrong with what was typed. */
  readonly fault: string | null;
  /** What is in the field. Always empty for secrets: they are never sent to a browser. */
  readonly value: string;
  readonly checked: boolean;
  readonly options: readonly Option[];
  /** Which secret is stored: fingerprint and day; null: none. */
  readonly stored: string | null;
  readonly required: boolean;
  readonly min: number | null;
  readonly max: number | null;
}

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** The label and hint of a field. */
export interface FieldTexts {
  readonly label: Message;
  readonly hint?: Message;
}

/** A field, described by how it differs from a plain one. */
export function buildField(
  { messages, t }: AdministrationContext,
  faults: Faults,
  field: Pick<Field, 'kind' | 'name'> &
    Partial<Omit<Field, 'kind' | 'name' | 'label' | 'hint' | 'fault'>> & { readonly texts: FieldTexts },
): Field {
  const { texts, stored = null, ...own } = field;
  const fault: FaultCode | undefined = faults.get(field.name);
  return {
    value: '',
    checked: false,
    options: [],
    // Next to a fault, "leave empty to keep it" would say the opposite.
    stored: fault === undefined ? stored : null,
    required: false,
    min: null,
    max: null,
    ...own,
    label: t(texts.label),
    hint: texts.hint === undefined ? null : t(texts.hint),
    fault:
      fault === undefined
        ? null
        : t(messages.administration.form.faults[fault], { min: own.min ?? '', max: own.max ?? '' }),
  };
}

/** The message above a rejected form: how many entries are wrong, with links to them. */
export interface FaultSummary {
  readonly title: string;
  readonly entries: readonly { readonly label: string; readonly fault: string; readonly href: string }[];
}

export function summarizeFaults(
  { messages, t }: AdministrationContext,
  fields: readonly Field[],
): FaultSummary | null {
  const entries = fields.flatMap(({ name, label, fault }) =>
    fault === null ? [] : [{ label, fault, href: `#field-${name}` }],
  );
  return entries.length === 0
    ? null
    : { title: t(messages.administration.form.faultsTitle, { count: entries.length }), entries };
}
