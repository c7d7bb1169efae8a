import type { SisReply } from '../sis-client.ts';

/** Signs requests of one connection. */
export interface Credentials {
  /** The `Authorization` header for this one request; made anew for each attempt. */
  authorize(method: string, url: string, signal: AbortSignal): Promise<SisReply<string>>;
  /** The SIS answered 401 to this header: it must not be used again. */
  reject(header: string): void;
  /** True only where the SIS itself said which scopes it granted and `scope` is not among them. */
  lacksScope(scope: string): boolean;
}
