import type { LaunchContext } from '../../src/domain/launch-context.ts';
import { buildLaunch } from './passback-fixtures.ts';
import type { TestSandbox } from './sandbox.ts';

/** The context that a launch of the sandbox school's administrator would give. */
export async function describeAdministrator(sandbox: TestSandbox): Promise<LaunchContext> {
  const admin = await sandbox.canvas.store.models.users
    .findOne({ accountAdmin: true })
    .lean<{ id: number; ltiId: string; name: string }>();
  if (admin === null) throw new Error('the sample has no administrator');
  return buildLaunch({
    institutionId: sandbox.institutionId,
    placement: 'account_navigation',
    course: null,
    person: {
      ltiUserId: admin.ltiId,
      canvasUserId: String(admin.id),
      name: admin.name,
      role: 'administrator',
    },
  });
}
