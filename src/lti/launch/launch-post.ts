import { z } from 'zod';
import { describeIssues } from '../../errors.ts';
import { LaunchRefusal } from './refusal.ts';

/** What came with `POST /lti/launch`. */
export interface LaunchPost {
  readonly state: string;
  readonly idToken: string;
  /** The browser's secret from Platform Storage, sent by our own page; null if the platform posted. */
  readonly storageProof: string | null;
}

const failedLogin = z.object({ error: z.string().min(1).max(100) });
const launchForm = z.object({
  state: z.string().regex(/^[\w-]{1,255}$/),
  /** A JWS in compact form: nothing else is put into our page or parsed. */
  id_token: z
    .string()
    .max(100_000)
    .regex(/^[\w-]+\.[\w-]+\.[\w-]*$/),
  storage_proof: z.string().max(255).optional(),
});

/**
 * @throws LaunchRefusal `login_refused` if the platform reports an error (Security Framework 1.0 § 5.1.1.5),
 * `launch_invalid` for missing, repeated or structured fields (S20)
 */
export function readLaunchPost(body: unknown): LaunchPost {
  const failure = failedLogin.safeParse(body);
  if (failure.success) throw describeFailedLogin(failure.data.error);
  const parsed = launchForm.safeParse(body);
  if (!parsed.success) {
    throw new LaunchRefusal('launch_parameters', 'launch_invalid', {
      detail: describeIssues(parsed.error.issues, 'code'),
    });
  }
  const { state, id_token, storage_proof } = parsed.data;
  return { state, idToken: id_token, storageProof: storage_proof ?? null };
}

/**
 * The code selects a message on the error page; the rest of the answer is text that anybody may have posted.
 */
function describeFailedLogin(error: string): LaunchRefusal {
  const code = /^[a-z_]{1,60}$/.test(error) ? error : 'unknown';
  return new LaunchRefusal('authorization', 'login_refused', { detail: code, values: { reason: code } });
}
