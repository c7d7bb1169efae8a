import type { Account, SisSettings } from '../../school/records/account.ts';

/** The fields of the account's SIS settings. */
export interface SettingsForm {
  readonly sisName: string;
  readonly nameLengthLimit: string;
  readonly switches: readonly { readonly name: Switch; readonly label: string; readonly on: boolean }[];
}

const switchLabels = {
  syncing: 'Enable SIS syncing: the two rules below bite',
  requireDueDate: 'Require a due date for assignments that sync',
  limitNameLength: 'Limit the name length of assignments that sync',
  defaultGradeExport: 'New assignments sync by default',
  gradeExportEnabled: 'SIS grade export is enabled (the SIS assignments API answers)',
  teachersReadSis: 'Teachers see SIS ids (read SIS data on the account)',
} as const;
type Switch = keyof typeof switchLabels;
const switchNames = [
  'syncing',
  'requireDueDate',
  'limitNameLength',
  'defaultGradeExport',
  'gradeExportEnabled',
  'teachersReadSis',
] as const satisfies readonly Switch[];

const buildForm = (
  sisName: string,
  nameLengthLimit: string,
  isOn: (name: Switch) => boolean,
): SettingsForm => ({
  sisName,
  nameLengthLimit,
  switches: switchNames.map((name) => ({ name, label: switchLabels[name], on: isOn(name) })),
});

/** Fills the form from the stored settings. */
export const fillSettings = ({ sisName, sisSettings, teachersReadSis }: Account): SettingsForm =>
  buildForm(sisName ?? '', String(sisSettings.nameLengthLimit), (name) =>
    name === 'teachersReadSis' ? teachersReadSis : sisSettings[name],
  );

type ReadSettings =
  | {
      readonly ok: true;
      readonly sisName: string | null;
      readonly settings: SisSettings;
      readonly teachersReadSis: boolean;
    }
  | { readonly ok: false; readonly form: SettingsForm; readonly problem: string };

/** Reads the submitted form. Canvas limits a name to 255 characters anyway. */
export function readSettings(fields: Readonly<Record<string, string>>): ReadSettings {
  const isOn = (name: Switch): boolean => fields[name] !== undefined;
  const sisName = (fields['sisName'] ?? '').trim();
  const typed = (fields['nameLengthLimit'] ?? '').trim();
  const limit = Number(typed);
  if (!/^\d{1,3}$/u.test(typed) || limit < 1 || limit > 255) {
    return { ok: false, form: buildForm(sisName, typed, isOn), problem: 'Enter a number from 1 to 255' };
  }
  return {
    ok: true,
    sisName: sisName === '' ? null : sisName,
    teachersReadSis: isOn('teachersReadSis'),
    settings: {
      syncing: isOn('syncing'),
      requireDueDate: isOn('requireDueDate'),
      limitNameLength: isOn('limitNameLength'),
      nameLengthLimit: limit,
      defaultGradeExport: isOn('defaultGradeExport'),
      gradeExportEnabled: isOn('gradeExportEnabled'),
    },
  };
}
