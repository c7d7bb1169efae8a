import { isDeepStrictEqual } from 'node:util';
import type { MemberRecord } from '../../store/passback/members.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';

/**
 * The people whose cells may differ between two rosters: those whose entry changed, and anyone who shares a
 * SIS id with them. `all` if the former roster is gone.
 */
export async function findRosterChanges(
  stores: Pick<PassbackStores, 'members'>,
  former: string | null,
  present: string | null,
): Promise<ReadonlySet<string> | 'all'> {
  if (former === present) return new Set();
  if (former === null || present === null) return 'all';
  const [before, after] = await Promise.all([
    stores.members.findAll(former),
    stores.members.findAll(present),
  ]);
  if (before.length === 0) return 'all';
  const known = new Map(before.map((member) => [keyOf(member), member]));
  const changed: MemberRecord[] = [];
  for (const member of after) {
    const same = known.get(keyOf(member));
    known.delete(keyOf(member));
    if (same === undefined || !isSameMember(same, member)) changed.push(member, ...(same ? [same] : []));
  }
  changed.push(...known.values());
  const sisIds = new Set(changed.flatMap(({ sisId }) => sisId ?? []));
  const sharing = after.filter(({ sisId }) => sisId !== null && sisIds.has(sisId));
  return new Set([...changed, ...sharing].flatMap(({ personIds }) => personIds));
}

/** A member keeps the same ids from roster to roster. */
function keyOf({ personIds }: MemberRecord): string {
  return personIds.at(-1) ?? '';
}

function isSameMember(one: MemberRecord, other: MemberRecord): boolean {
  const facts = ({ _id, v: _v, rosterId: _r, readAt: _t, ...member }: MemberRecord) => member;
  return isDeepStrictEqual(facts(one), facts(other));
}
