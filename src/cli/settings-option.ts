import { z } from 'zod';
import {
  defaultInstitutionSettings,
  type InstitutionSettings,
  type SettingField,
  settingFields,
} from '../domain/institution-settings.ts';
import { en } from '../i18n/en/en.ts';
import { repeatedOption, UsageError } from './command.ts';
import { parseSettings } from './institution-file.ts';

/** The option that sets an institution's settings. */
export const settingsOption = {
  set: repeatedOption(
    z.string(),
    'SETTING=VALUE',
    'a setting, such as sisLabel="Lakeside SIS" or resend=everything; lists and numbers as JSON',
  ),
};

/** Every setting with its meaning and default, for the help of commands that take settings. */
export function describeSettings(): string {
  const { fields } = en.administration.settings;
  const rows = settingFields.map(([name, field]) => {
    const unless = JSON.stringify(defaultInstitutionSettings[name]);
    return `  ${name.padEnd(22)} ${fields[name].label}${tellValues(field)}; ${unless} unless set`;
  });
  return ['Settings:', ...rows].join('\n');
}

/** Allowed values, if the label does not say. */
function tellValues(field: SettingField): string {
  switch (field.kind) {
    case 'radio':
    case 'checkboxes':
      return `: ${field.options.join(', ')}`;
    case 'number':
      return `: ${field.min} to ${field.max}${field.optional ? ', or null' : ''}`;
    case 'text':
      return `: at most ${field.max} characters`;
    default:
      return '';
  }
}

/**
 * The settings `before`, changed by `name=value` texts. A value is read as JSON if it is JSON, else as text.
 * @throws UsageError, or ProductError `institution_invalid` for an unknown setting or an invalid value
 */
export function assignSettings(
  before: InstitutionSettings,
  assignments: readonly string[],
): InstitutionSettings {
  const entries = assignments.map((assignment): [string, unknown] => {
    const at = assignment.indexOf('=');
    if (at < 1) throw new UsageError('--set: must be SETTING=VALUE');
    return [assignment.slice(0, at), readValue(assignment.slice(at + 1))];
  });
  return parseSettings(before, Object.fromEntries(entries));
}

function readValue(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
