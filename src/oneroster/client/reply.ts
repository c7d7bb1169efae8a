import type { SisErrorKind, SisFailure, SisReply } from '../sis-client.ts';

export function succeed<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function fail(failure: SisFailure): { readonly ok: false; readonly failure: SisFailure } {
  return { ok: false, failure };
}

/** A failure that the client found, not the SIS. `detail` goes to the log. */
export function clientFailure(kind: SisErrorKind, detail: string, status: number | null = null) {
  return fail({ kind, status, codeMinor: null, sisMessage: '', retryAfterMs: null, detail });
}

export function mapReply<A, B>(reply: SisReply<A>, change: (value: A) => B): SisReply<B> {
  return reply.ok ? { ...reply, value: change(reply.value) } : reply;
}

/** The provider does not offer this operation (OF9: a certified push provider may lack reads). */
export function isUnsupported(failure: SisFailure): boolean {
  return failure.status === 405 || failure.status === 501 || failure.codeMinor === 'unsupportedoperation';
}

/** The provider does not know the object or the path: a 404 can mean either. */
export function isUnknown(failure: SisFailure): boolean {
  return failure.status === 404 || failure.codeMinor === 'unknownobject';
}
