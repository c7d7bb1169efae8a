import type mongoose from 'mongoose';
import { z } from 'zod';
import type { CanvasMember } from '../../domain/course.ts';
import type { Reach } from '../../domain/reach.ts';
import { list, openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';

const storedMember = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  courseKey: z.string(),
  rosterId: z.string(),
  readAt: z.date(),
  /** Ids by which grades may name the person: the Canvas id, and `lti:` with the LTI id. */
  personIds: list(z.string()),
  name: z.string().default(''),
  sisId: z.string().nullable().default(null),
  isStudent: z.boolean().default(false),
  hasOtherRole: z.boolean().default(false),
  isTestStudent: z.boolean().default(false),
  active: z.boolean().default(false),
  sectionIds: list(z.string()).default([]),
  sectionSisIds: list(z.string()).default([]),
});
/** One person in one reading of the roster. */
export type MemberRecord = Readonly<z.output<typeof storedMember>>;

export const memberFormat: RecordFormat<MemberRecord, z.input<typeof storedMember>> = {
  collection: 'members',
  version: 1,
  schema: storedMember,
};

export interface MemberStore {
  /** Adds a page to a roster that is being read; it counts only once the course switches to that roster. */
  addPage(roster: RosterRef, members: readonly CanvasMember[]): Promise<void>;
  /**
   * Adds to a roster being read those who were in an earlier one and are not in it, as inactive: a run still
   * mentions them, by name.
   */
  addDeparted(roster: RosterRef, earlierRosterId: string): Promise<void>;
  /** Erases a course's rosters that were read before `staleBefore`, except those in `kept`. */
  dropOld(courseKey: string, kept: readonly string[], staleBefore: Date): Promise<void>;
  findByPersons(rosterId: string, personIds: readonly string[]): Promise<MemberRecord[]>;
  findBySisIds(rosterId: string, sisIds: readonly string[]): Promise<MemberRecord[]>;
  findAll(rosterId: string): Promise<MemberRecord[]>;
  /** The ids by which grades may name the people in sections within reach; null: everybody's. */
  findPersonIds(rosterId: string, reach: Reach): Promise<readonly string[] | null>;
  countStudentsWithoutSisId(rosterId: string, reach: Reach): Promise<number>;
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

/** The person id of AGS results, which know people only by LTI id. */
export function agsPersonId(ltiUserId: string): string {
  return `lti:${ltiUserId}`;
}

/** Rosters, written page by page under an id of their own and used only as a whole. */
export function createMemberStore(connection: mongoose.Connection): MemberStore {
  const members = openRecords(connection, memberFormat);
  return {
    async addPage(roster, page) {
      const records = page.map((member) => toRecord(roster, member));
      // Rows shift between pages: the same member may come twice.
      await unlessDuplicate(members.insertMany(records));
    },
    async addDeparted(roster, earlierRosterId) {
      const idIn = (rosterId: string, { _id }: MemberRecord): string =>
        `${rosterId}:${_id.slice(earlierRosterId.length + 1)}`;
      let after = `${earlierRosterId}:`;
      for (;;) {
        // All ids of the roster and no others: `;` comes right after `:`.
        const next = { _id: { $gt: after, $lt: `${earlierRosterId};` } };
        const batch = await members.find(next, { sort: { _id: 1 }, limit: departedAtOnce });
        // By any id: whoever was known by the Canvas id alone may have come back with a LTI id.
        const ids = batch.flatMap(({ personIds }) => personIds);
        const options = { projection: { personIds: 1 } };
        const found = await members.findPart(
          personIdsPart,
          { rosterId: roster.rosterId, personIds: { $in: ids } },
          options,
        );
        const present = new Set(found.flatMap(({ personIds }) => personIds));
        const departed = batch.filter(({ personIds }) => !personIds.some((id) => present.has(id)));
        const records = departed.map((member) => ({
          ...member,
          ...roster,
          _id: idIn(roster.rosterId, member),
          active: false,
        }));
        await unlessDuplicate(members.insertMany(records));
        const last = batch.at(-1);
        if (!last || batch.length < departedAtOnce) return;
        after = last._id;
      }
    },
    async dropOld(courseKey, kept, staleBefore) {
      await members.deleteMany({ courseKey, rosterId: { $nin: [...kept] }, readAt: { $lt: staleBefore } });
    },
    findByPersons: (rosterId, personIds) => members.find({ rosterId, personIds: { $in: [...personIds] } }),
    findBySisIds: (rosterId, sisIds) => members.find({ rosterId, sisId: { $in: [...sisIds] } }),
    findAll: (rosterId) => members.find({ rosterId }),
    async findPersonIds(rosterId, reach) {
      if (reach.kind === 'course') return null;
      const options = { projection: { personIds: 1 } };
      const rows = await members.findPart(personIdsPart, { rosterId, ...ofSections(reach) }, options);
      return rows.flatMap(({ personIds }) => personIds);
    },
    countStudentsWithoutSisId: (rosterId, reach) =>
      members.count({
        rosterId,
        isStudent: true,
        isTestStudent: false,
        active: true,
        sisId: null,
        ...ofSections(reach),
      }),
    async removeInstitution(institutionId) {
      await members.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await members.createIndex({ rosterId: 1, personIds: 1 });
      await members.createIndex({ rosterId: 1, sisId: 1 });
      await members.createIndex({ courseKey: 1, rosterId: 1 });
      await members.createIndex({ institutionId: 1 });
    },
  };
}

const departedAtOnce = 500;

const personIdsPart = z.object({ personIds: list(z.string()) });

/** Part of a filter: people of the sections within reach. */
function ofSections(reach: Reach): mongoose.mongo.Filter<z.input<typeof storedMember>> {
  if (reach.kind === 'course') return {};
  return {
    $or: [{ sectionIds: { $in: [...reach.ids] } }, { sectionSisIds: { $in: [...reach.sisIds] } }],
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
    hasOtherRole: member.hasOtherRole,
    isTestStudent: member.isTestStudent,
    active: member.active,
    sectionIds: member.sectionIds,
    sectionSisIds: member.sectionSisIds,
  };
}
