import type { Institution } from '../domain/institution.ts';
import type { Services } from '../services.ts';
import type { AuditActor } from '../store/audit.ts';

/** Who uses the command line, as the audit record names them. */
export const operator: AuditActor = { kind: 'operator', id: null, role: null };

/**
 * Saves a changed institution, and in its audit record what changed. With another Canvas API key, or none, what teachers
 * consented to goes: tokens of the old key are worthless, and asking Canvas with them would only fail.
 */
export async function saveInstitution(
  { stores, audit }: Pick<Services, 'stores' | 'audit'>,
  before: Institution,
  after: Institution,
): Promise<void> {
  await stores.institutions.update(after);
  const key = before.canvas.apiKey?.clientId;
  if (key !== undefined && key !== after.canvas.apiKey?.clientId) {
    await stores.canvasGrants.removeInstitution(after.id);
  }
  await audit.recordChange(operator, before, after);
}

/** Notes in an institution's audit record that the operator did something which changes no setting. */
export function recordCommand(
  { audit }: Services,
  institutionId: string,
  command: string,
  facts: Readonly<Record<string, string>> = {},
): Promise<void> {
  return audit.record({ institutionId, action: 'operator', actor: operator, facts: { command, ...facts } });
}
