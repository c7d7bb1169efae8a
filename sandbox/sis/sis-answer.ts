/** The values of `imsx_codeMinorFieldValue` in answers. */
export type CodeMinor =
  | 'invalid_filter_field'
  | 'invalid_selection_field'
  | 'invaliddata'
  | 'unauthorisedrequest'
  | 'forbidden'
  | 'server_busy'
  | 'unknownobject'
  | 'deletefailure'
  | 'internal_server_error';

export interface SisAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Already serialised; null: no body. */
  readonly body: string | null;
  /** Whether a write changed the gradebook. */
  readonly applied: boolean;
}

/** Thrown to refuse a request; becomes an error body in the SIS's style. */
export class SisRefusal extends Error {
  override readonly name = 'SisRefusal';
  readonly status: number;
  readonly codeMinor: CodeMinor;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    codeMinor: CodeMinor,
    description: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(description);
    this.status = status;
    this.codeMinor = codeMinor;
    this.headers = headers;
  }
}

/** 422 with `invaliddata`. The description must name the field. */
export function refuseData(description: string): SisRefusal {
  return new SisRefusal(422, 'invaliddata', description);
}

/** 404 with `unknownobject`. */
export function refuseUnknown(description: string): SisRefusal {
  return new SisRefusal(404, 'unknownobject', description);
}

export function answerJson(
  status: number,
  value: unknown,
  more: Partial<Pick<SisAnswer, 'headers' | 'applied'>> = {},
): SisAnswer {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...more.headers };
  return { status, headers, body: JSON.stringify(value), applied: more.applied ?? false };
}

export function answerEmpty(status: number, applied = false): SisAnswer {
  return { status, headers: {}, body: null, applied };
}
