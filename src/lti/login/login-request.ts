import { z } from 'zod';
import { describeIssues } from '../../errors.ts';
import { LaunchRefusal } from '../launch/refusal.ts';

/** Canvas's hints are a uuid and a JWT of about 1 kB; anything near these limits is no login. */
const hint = z.string().min(1).max(4_096);
const address = z.string().min(1).max(2_048);

/** Parameters of a third-party initiated login (Security Framework 1.0 § 5.1.1.1, LTI 1.3 § 4.1). Others are ignored. */
const loginParameters = z.object({
  iss: address,
  login_hint: hint,
  target_link_uri: address,
  client_id: z.string().min(1).max(255).optional(),
  lti_message_hint: hint.optional(),
  canvas_environment: z.string().max(255).optional(),
  lti_deployment_id: z.string().min(1).max(255).optional(),
  /** Platform Storage 0.1 § 2: the name of the frame to talk to. It is only used as a frame's name. */
  lti_storage_target: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .optional(),
});

export type LoginRequest = z.infer<typeof loginParameters>;

/** @throws LaunchRefusal `launch_invalid` for a missing, repeated, overlong or structured parameter (S9, S20) */
export function readLoginRequest(parameters: unknown): LoginRequest {
  const parsed = loginParameters.safeParse(parameters);
  if (parsed.success) return parsed.data;
  throw new LaunchRefusal('login_parameters', 'launch_invalid', {
    detail: describeIssues(parsed.error.issues, 'code'),
  });
}
