import { z } from 'zod';

/** A OneRoster status object. Codes are lower-case, without spaces. */
export interface StatusInfo {
  readonly codeMajor: string | null;
  readonly codeMinor: string | null;
  readonly severity: string | null;
  readonly description: string;
}

const codeMinorField = z.looseObject({ imsx_codeMinorFieldValue: z.string().nullish().catch(null) });

const statusObject = z.looseObject({
  imsx_codeMajor: z.string().nullish().catch(null),
  imsx_severity: z.string().nullish().catch(null),
  imsx_description: z.string().nullish().catch(null),
  imsx_CodeMinor: z
    .looseObject({
      imsx_codeMinorField: z.union([z.array(codeMinorField), codeMinorField.transform((only) => [only])]),
    })
    .nullish()
    .catch(null),
  imsx_codeMinor: z.string().nullish().catch(null),
});

const oneOrMany = z.union([z.array(z.unknown()), z.unknown().transform((only) => [only])]);
const wrapper = z.looseObject({
  imsx_StatusInfo: oneOrMany.optional(),
  statusInfoSet: oneOrMany.optional(),
  statusInfo: oneOrMany.optional(),
});
const wrapperKeys = ['imsx_StatusInfo', 'statusInfoSet', 'statusInfo'] as const;

/**
 * The status objects in a body, in all shapes that providers use: bare (1.2 specification), `imsx_StatusInfo`
 * (LongsightGroup), `statusInfoSet` as object or array (Questar, Blackbaud), `statusInfo` (Veracross), flat
 * `imsx_codeMinor` (nahisaho).
 */
export function readStatusInfos(body: unknown): StatusInfo[] {
  const parsed = wrapper.safeParse(body);
  if (!parsed.success) return [];
  const wrapped = wrapperKeys.flatMap((key) => parsed.data[key] ?? []);
  return [body, ...wrapped].flatMap(readStatusObject);
}

function readStatusObject(candidate: unknown): StatusInfo[] {
  const parsed = statusObject.safeParse(candidate);
  if (!parsed.success) return [];
  const { imsx_codeMajor, imsx_severity, imsx_description, imsx_CodeMinor, imsx_codeMinor } = parsed.data;
  const minors = (imsx_CodeMinor?.imsx_codeMinorField ?? []).map((field) => field.imsx_codeMinorFieldValue);
  const codeMinor = [...minors, imsx_codeMinor].map(normalizeCode).find(isTelling) ?? null;
  const codeMajor = normalizeCode(imsx_codeMajor);
  if (codeMajor === null && codeMinor === null && !imsx_description) return [];
  return [
    { codeMajor, codeMinor, severity: normalizeCode(imsx_severity), description: imsx_description ?? '' },
  ];
}

/**
 * Veracross writes `invalid data` for `invaliddata`. A text that is not a code does not count: codes are
 * logged and stored.
 */
function normalizeCode(code: string | null | undefined): string | null {
  const normal = code?.replace(/\s+/g, '').toLowerCase() ?? '';
  return /^[\w.-]{1,64}$/.test(normal) ? normal : null;
}

function isTelling(code: string | null): code is string {
  return code !== null && code !== 'fullsuccess';
}

/** `processing` is a success (H10). Without a major code the severity decides. */
export function isFailureStatus(info: StatusInfo): boolean {
  if (info.codeMajor === null) return info.severity === 'error';
  return info.codeMajor === 'failure' || info.codeMajor === 'unsupported';
}
