import type { CanvasQuirks, Fault } from '../../front/faults.ts';

type Fields = Readonly<Record<string, string>>;

/** The panel's own addresses: a fault on them could never be removed. */
const panelPaths = ['/faults', '/faults/1/remove', '/faults/clear'];
const methods = ['GET', 'POST', 'PUT', 'DELETE'];

/** The fault that a form describes. Null: it is invalid. */
export function readFault(fields: Fields): Fault | null {
  const where = readWhere(fields);
  if (where === null) return null;
  switch (fields['kind']) {
    case 'slow': {
      const ms = readNumber(fields['ms'], 0, 600_000);
      return ms === null ? null : { ...where, kind: 'slow', ms };
    }
    case 'status': {
      const status = readNumber(fields['status'], 400, 599);
      return status === null ? null : { ...where, kind: 'status', status };
    }
    case 'throttle':
      return { ...where, kind: 'throttle' };
    case 'drop':
      return { ...where, kind: 'drop' };
    default:
      return null;
  }
}

function readWhere(fields: Fields): Pick<Fault, 'pathPattern' | 'method' | 'times'> | null {
  const pathPattern = (fields['path'] ?? '').trim();
  if (pathPattern !== '' && !isUsablePattern(pathPattern)) return null;
  const typedTimes = (fields['times'] ?? '').trim();
  const times = typedTimes === '' ? null : readNumber(typedTimes, 1, 1_000_000);
  if (typedTimes !== '' && times === null) return null;
  const method = methods.find((name) => name === fields['method']);
  return {
    times,
    ...(pathPattern === '' ? {} : { pathPattern }),
    ...(method === undefined ? {} : { method }),
  };
}

function isUsablePattern(source: string): boolean {
  try {
    const pattern = new RegExp(source, 'u');
    return source.length <= 300 && !panelPaths.some((path) => pattern.test(path));
  } catch {
    return false;
  }
}

/** A whole number within two bounds, or null. */
function readNumber(text: string | undefined, minimum: number, maximum: number): number | null {
  const value = /^\d{1,9}$/u.test(text?.trim() ?? '') ? Number(text) : Number.NaN;
  return value >= minimum && value <= maximum ? value : null;
}

/** The quirks that a form describes. Null: it is invalid. */
export function readQuirks(fields: Fields): CanvasQuirks | null {
  const extraCost = readNumber(fields['extraCost'], 0, 10_000);
  if (extraCost === null) return null;
  return {
    throttleStatus: fields['throttleStatus'] === '429' ? 429 : 403,
    deniedStatus: fields['deniedStatus'] === '403' ? 403 : 401,
    concludedStatus: fields['concludedStatus'] === '422' ? 422 : 404,
    shortPages: fields['shortPages'] !== undefined,
    extraCost,
  };
}

/** One line about an active fault. */
export function describeFault(fault: Fault): string {
  const what = {
    slow: () => (fault.kind === 'slow' ? `Answers ${fault.ms} ms late` : ''),
    status: () => (fault.kind === 'status' ? `Answers ${fault.status}` : ''),
    throttle: () => 'Says that the rate limit is exceeded',
    drop: () => 'Drops the connection',
  }[fault.kind]();
  const where = fault.pathPattern ?? 'every API and token address';
  return `${what} on ${fault.method === undefined ? '' : `${fault.method} `}${where}`;
}
