import type { Institution } from '../domain/institution.ts';
import type { Services } from '../services.ts';
import type { AuditActor } from '../store/audit.ts';

/** How the audit record names the person at the command line. */
export const operator: AuditActor = { kind: 'operator', id: null, role: null };

/** Saves a changed institution and records the changes in its audit record. */
export async function saveInstitution(
  { stores, audit }: Pick<Services, 'stores' | 'audit'>,
  before: Institution,
  after: Institution,
): Promise<void> {
  await stores.updateInstitution(before, after);
  await audit.recordChange(operator, before, after);
}

/** Records something the operator did that changes no setting. */
export function recordCommand(
  { audit }: Services,
  institutionId: string,
  command: string,
  facts: Readonly<Record<string, string>> = {},
): Promise<void> {
  return audit.record({ institutionId, action: 'operator', actor: operator, facts: { command, ...facts } });
}
