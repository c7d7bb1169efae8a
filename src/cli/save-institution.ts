import type { Institution } from '../domain/institution.ts';
import type { Services } from '../services.ts';
import type { AuditActor } from '../store/audit.ts';

/** Who uses the command line, as the audit record names them. */
export const operator: AuditActor = { kind: 'operator', id: null, role: null };

/** Saves a changed institution, and in its audit record what changed. */
export async function saveInstitution(
  { stores, audit }: Pick<Services, 'stores' | 'audit'>,
  before: Institution,
  after: Institution,
): Promise<void> {
  await stores.updateInstitution(before, after);
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
