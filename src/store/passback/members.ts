import type mongoose from 'mongoose';
import type { CanvasMember } from '../../domain/course.ts';
import { forgiveDuplicates, openRecords } from './collection.ts';

/** One person of one reading of the roster. */
export interface MemberRecord {
  readonly _id: string;
  readonly institutionId: string;
  readonly courseKey: string;
  readonly rosterId: string;
  readonly readAt: Date;
  /** Under which names grades may speak of the person: the Canvas id, and `lti:` with the LTI id. */
  readonly personIds: readonly string[];
  readonly name: string;
  readonly sisId: string | null;
  readonly isStudent: boolean;
  readonly isTestStudent: boolean;
  readonly active: boolean;
  readonly sectionIds: readonly string[];
  readonly sectionSisIds: readonly string[];
}

export interface MemberStore {
  /** Adds a page to a roster that is being read; it counts only when the course switches to it. */
  addPage(roster: RosterRef, members: readonly CanvasMember[]): Promise<void>;
  /** Erases rosters read before `staleBefore` that are not `roster`: until then somebody may still be looking at one. */
  dropOld(roster: RosterRef, staleBefore: Date): Promise<void>;
  findByPersons(rosterId: string, personIds: readonly string[]): Promise<MemberRecord[]>;
  countStudentsWithoutSisId(rosterId: string): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/** A reading of a course's roster. */
export interface RosterRef {
  readonly institutionId: string;
  readonly courseKey: string;
  readonly rosterId: string;
  readonly readAt: Date;
}

/** Under which a person's AGS results stand, whose only name is the LTI id. */
export function agsPersonId(ltiUserId: string): string {
  return `lti:${ltiUserId}`;
}

/** Rosters: written page by page under an id of their own, in force only as a whole. */
export function createMemberStore(connection: mongoose.Connection): MemberStore {
  const members = openRecords<MemberRecord>(connection, 'members');
  return {
    async addPage(roster, page) {
      if (page.length === 0) return;
      const records = page.map((member) => toRecord(roster, member));
      // Rows shift between pages: the same member may come twice.
      await forgiveDuplicates(members.insertMany(records, { ordered: false }));
    },
    async dropOld({ courseKey, rosterId }, staleBefore) {
      await members.deleteMany({ courseKey, rosterId: { $ne: rosterId }, readAt: { $lt: staleBefore } });
    },
    findByPersons: (rosterId, personIds) =>
      members.find({ rosterId, personIds: { $in: [...personIds] } }).toArray(),
    countStudentsWithoutSisId: (rosterId) =>
      members.countDocuments({ rosterId, isStudent: true, isTestStudent: false, active: true, sisId: null }),
    async removeInstitution(institutionId) {
      await members.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await members.createIndex({ rosterId: 1, personIds: 1 });
      await members.createIndex({ courseKey: 1, rosterId: 1 });
      await members.createIndex({ institutionId: 1 });
    },
  };
}

function toRecord(roster: RosterRef, member: CanvasMember): MemberRecord {
  const lti = agsPersonId(member.ltiUserId);
  return {
    _id: `${roster.rosterId}:${member.ltiUserId}`,
    ...roster,
    personIds: member.canvasUserId === null ? [lti] : [member.canvasUserId, lti],
    name: member.name,
    sisId: member.sisId,
    isStudent: member.isStudent,
    isTestStudent: member.isTestStudent,
    active: member.active,
    sectionIds: member.sectionIds,
    sectionSisIds: member.sectionSisIds,
  };
}
