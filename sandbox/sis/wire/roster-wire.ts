import type { WireObject } from '../query/filter.ts';
import type { ClassRow, CourseRow, EnrollmentRow, OrgRow, Roster, SessionRow, UserRow } from '../roster.ts';
import { buildRefs, dropEmpty, type Links, type Refs } from './links.ts';

/** Renders roster rows as OneRoster objects of one version. */
export interface RosterWire {
  readonly org: (row: OrgRow) => WireObject;
  readonly session: (row: SessionRow) => WireObject;
  readonly course: (row: CourseRow) => WireObject;
  readonly class: (row: ClassRow) => WireObject;
  readonly user: (row: UserRow) => WireObject;
  readonly enrollment: (row: EnrollmentRow) => WireObject;
}

interface Context {
  readonly roster: Roster;
  readonly refs: Refs;
  readonly version: Links['version'];
}

function childrenOf(rows: Iterable<{ id: string; parentId: string | null }>, id: string): string[] {
  return [...rows].filter((row) => row.parentId === id).map((row) => row.id);
}

/** 1.2 has no plain administrator role. */
function roleOnOrg(role: UserRow['role'], org: OrgRow | undefined): string {
  if (role !== 'administrator') return role;
  return org?.type === 'district' ? 'districtAdministrator' : 'siteAdministrator';
}

function renderUser(row: UserRow, { roster, refs, version }: Context): WireObject {
  const firstOrg = roster.orgs.values().next().value?.id ?? 'unknown';
  const orgIds = row.orgIds.length > 0 ? row.orgIds : [firstOrg];
  const common = {
    username: row.username,
    enabledUser: 'true',
    givenName: row.givenName,
    familyName: row.familyName,
    identifier: row.identifier || null,
    email: row.email || null,
  };
  if (version === 'v1p1') return { ...common, userIds: [], role: row.role, orgs: orgIds.map(refs.org) };
  const roles = orgIds.map((orgId, index) => ({
    roleType: index === 0 ? 'primary' : 'secondary',
    role: roleOnOrg(row.role, roster.orgs.get(orgId)),
    org: refs.org(orgId),
  }));
  return { ...common, roles, primaryOrg: roles[0]?.org };
}

function renderClass(row: ClassRow, { refs }: Context): WireObject {
  return {
    title: row.title,
    classCode: row.code || null,
    classType: 'scheduled',
    course: refs.course(row.courseId),
    school: refs.org(row.schoolId),
    terms: row.termIds.map(refs.session),
    periods: row.periods === '' ? [] : row.periods.split(',').map((period) => period.trim()),
  };
}

function renderEnrollment(row: EnrollmentRow, { refs }: Context): WireObject {
  return {
    user: refs.user(row.userId),
    class: refs.class(row.classId),
    school: refs.org(row.schoolId),
    role: row.role,
    primary: row.role === 'teacher' ? 'true' : 'false',
  };
}

/** A renderer for the current roster. */
export function createRosterWire(roster: Roster, links: Links): RosterWire {
  const context: Context = { roster, refs: buildRefs(links), version: links.version };
  const { refs } = context;
  const render = (id: string, fields: WireObject): WireObject =>
    dropEmpty({
      sourcedId: id,
      status: 'active',
      dateLastModified: roster.seededAt.toISOString(),
      ...fields,
    });
  return {
    org: (row) =>
      render(row.id, {
        name: row.name,
        type: row.type,
        identifier: row.id,
        parent: row.parentId === null ? null : refs.org(row.parentId),
        children: childrenOf(roster.orgs.values(), row.id).map(refs.org),
      }),
    session: (row) =>
      render(row.id, {
        title: row.title,
        startDate: row.startDate,
        endDate: row.endDate,
        type: row.type,
        parent: row.parentId === null ? null : refs.session(row.parentId),
        children: childrenOf(roster.sessions.values(), row.id).map(refs.session),
        schoolYear: row.schoolYear,
      }),
    course: (row) => render(row.id, { title: row.title, courseCode: row.code, org: refs.org(row.orgId) }),
    class: (row) => render(row.id, renderClass(row, context)),
    user: (row) => render(row.id, renderUser(row, context)),
    enrollment: (row) => render(row.id, renderEnrollment(row, context)),
  };
}
