import type { Version } from './records.ts';
import { answerEmpty, answerJson, type SisAnswer, type SisRefusal } from './sis-answer.ts';
import type { SisStyle } from './sis-style.ts';

/** `imsx_StatusInfo` of both versions; 1.1 also names the message (StrongMind's 1.1 file). */
function buildStatusInfo(refusal: SisRefusal, version: Version): Record<string, unknown> {
  return {
    imsx_codeMajor: 'failure',
    imsx_severity: 'error',
    ...(version === 'v1p1' ? { imsx_messageRefIdentifier: `ref-${refusal.status}` } : {}),
    imsx_description: refusal.message,
    imsx_CodeMinor: {
      imsx_codeMinorField: [
        { imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: refusal.codeMinor },
      ],
    },
  };
}

function answerHtml(refusal: SisRefusal): SisAnswer {
  const body = `<!DOCTYPE html><html><head><title>${refusal.status}</title></head><body><h1>Error ${refusal.status}</h1></body></html>`;
  return {
    status: refusal.status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body,
    applied: false,
  };
}

/** The flat form of Veracross and nahisaho: a plain phrase such as `invalid data` instead of a code minor. */
const plainWords: Partial<Record<SisRefusal['codeMinor'], string>> = {
  invaliddata: 'invalid data',
  unknownobject: 'unknown object',
};

function buildErrorValue(refusal: SisRefusal, version: Version, shape: SisStyle['errorShape']): unknown {
  const info = buildStatusInfo(refusal, version);
  const { imsx_CodeMinor: _nested, ...flat } = info;
  switch (shape) {
    case 'imsx_StatusInfo':
      return { imsx_StatusInfo: info };
    case 'statusInfoSet':
      return { statusInfoSet: [info] };
    case 'statusInfo':
      return {
        statusInfo: { ...flat, imsx_codeMinor: plainWords[refusal.codeMinor] ?? refusal.codeMinor },
        error_id: 'e-1',
      };
    case 'flat':
      return { ...flat, imsx_codeMinor: refusal.codeMinor };
    case 'error':
      return { error: refusal.message };
    default:
      return info;
  }
}

/** Builds the error body of a refusal in this SIS's shape. */
export function answerRefusal(
  refusal: SisRefusal,
  version: Version,
  style: SisStyle,
  isWrite: boolean,
): SisAnswer {
  const status = style.refusesWith200 && isWrite && refusal.status === 422 ? 200 : refusal.status;
  const answer =
    style.errorShape === 'html'
      ? answerHtml(refusal)
      : style.errorShape === 'empty'
        ? answerEmpty(status)
        : answerJson(status, buildErrorValue(refusal, version, style.errorShape));
  return { ...answer, headers: { ...answer.headers, ...refusal.headers } };
}
