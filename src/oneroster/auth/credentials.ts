import type { SisReply } from '../sis-client.ts';

/** Authorizes the requests of one connection. */
export interface Credentials {
  /** The `Authorization` header of one attempt. */
  authorize(method: string, url: string, signal: AbortSignal): Promise<SisReply<string>>;
  /** The SIS answered 401 to this header: never send it again. */
  reject(header: string): void;
  /** What must never be stored or shown, although the SIS may echo it (S45). */
  secrets(): readonly string[];
  /** True only if the SIS said which scopes it granted and `scope` is not among them. */
  lacksScope(scope: string): boolean;
}
