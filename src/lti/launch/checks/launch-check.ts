import type { Institution } from '../../../domain/institution.ts';
import type { Login } from '../../../store/logins.ts';
import type { Claims } from '../claims.ts';
import { LaunchRefusal } from '../refusal.ts';

/** What a check reads: claims with a valid signature, and the login that they answer. */
export interface CheckedLaunch {
  readonly claims: Claims;
  readonly institution: Institution;
  readonly login: Login;
  readonly publicUrl: string;
}

/** One rule of a launch: returns, or throws a `LaunchRefusal`. */
export type LaunchCheck = (launch: CheckedLaunch) => void;

/** A refusal whose detail says what is wrong with one claim, never its value. */
export function refuseClaim(check: string, detail: string): LaunchRefusal {
  return new LaunchRefusal(check, 'launch_invalid', { detail });
}

/** Claim `name` if it is a text of 1 to `longest` characters, else null. */
export function readText(claims: Claims, name: string, longest: number): string | null {
  const value = claims[name];
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : null;
}
