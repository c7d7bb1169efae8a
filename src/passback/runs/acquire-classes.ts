import type { RunContext } from './run-context.ts';

/** Takes the leases of all classes that this run still writes to; false, with none kept, when another run writes there. */
export async function acquireClasses(context: RunContext, leaseMs: number): Promise<boolean> {
  const { deps, run, lease, classFencingTokens } = context;
  const [byLineItem, byItem] = await Promise.all([
    deps.stores.lineItems.findPendingClasses(run._id),
    deps.stores.items.findOpenClasses(run._id),
  ]);
  const missing = [...new Set([...byLineItem, ...byItem])].filter((id) => !classFencingTokens.has(id));
  const taken = await Promise.all(
    missing.map(async (classSourcedId) => {
      const of = { institutionId: run.institutionId, classSourcedId };
      const fencingToken = await deps.stores.classLeases.acquire(of, lease.claimId, leaseMs);
      if (fencingToken !== null) classFencingTokens.set(classSourcedId, fencingToken);
      return fencingToken !== null;
    }),
  );
  if (taken.every(Boolean)) return true;
  classFencingTokens.clear();
  await deps.stores.classLeases.releaseAll(lease.claimId);
  return false;
}
