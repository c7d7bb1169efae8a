import type { SisReply } from '../sis-client.ts';

/** Authorizes the requests of one connection. */
export interface Credentials {
  /** The `Authorization` header of one attempt. */
  authorize(method: string, url: string, signal: AbortSignal): Promise<SisReply<string>>;
  /** The SIS refused this header: never send it again. */
  reject(header: string): void;
  /** The SIS took this header. */
  noteAccepted(header: string): void;
  /**
   * Whether a new token may help where the SIS refuses by anything but 401. Only if it took this one before, and not
   * soon after a new token did not help: some refusals concern the object, whoever asks.
   */
  mayRenew(header: string): boolean;
  /** A new token was refused like the one before. */
  noteRenewedInVain(): void;
  /** What must never be stored or shown, although the SIS may echo it (S45). */
  secrets(): readonly string[];
  /** True only if the SIS said which scopes it granted and `scope` is not among them. */
  lacksScope(scope: string): boolean;
}
