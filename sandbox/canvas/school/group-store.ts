import { nextId } from './ids.ts';
import { type Models, plain } from './models.ts';
import type { AssignmentGroup } from './records/assignment-group.ts';

/** The fields of a PUT; absent: unchanged. */
export interface GroupChange {
  readonly name?: string;
  readonly position?: number;
  readonly groupWeight?: number;
  readonly sisSourceId?: string | null;
  readonly integrationData?: Readonly<Record<string, unknown>>;
}

export interface GroupStore {
  /** By position. */
  list(courseId: number): Promise<readonly AssignmentGroup[]>;
  find(groupId: number): Promise<AssignmentGroup | null>;
  create(courseId: number, name: string): Promise<AssignmentGroup>;
  /** Deletes the group and its assignments. */
  remove(groupId: number): Promise<void>;
  /** Merges the top level of `integrationData` into what is stored (lib/api/v1/assignment_group.rb). */
  update(groupId: number, change: GroupChange): Promise<AssignmentGroup | null>;
}

export function createGroupStore(models: Models): GroupStore {
  const { groups } = models;
  const find = (groupId: number): Promise<AssignmentGroup | null> =>
    groups.findOne({ id: groupId }, plain).lean<AssignmentGroup>().exec();
  return {
    find,
    list: (courseId) =>
      groups.find({ courseId }, plain).sort({ position: 1, id: 1 }).lean<AssignmentGroup[]>().exec(),
    create: async (courseId, name) => {
      const group: AssignmentGroup = {
        id: await nextId(models, 'assignment_groups'),
        courseId,
        name,
        position: (await groups.countDocuments({ courseId })) + 1,
        groupWeight: 0,
        sisSourceId: null,
        integrationData: {},
      };
      await groups.create({ ...group });
      return group;
    },
    remove: async (groupId) => {
      await models.assignments.updateMany({ groupId }, { $set: { deleted: true } });
      await groups.deleteOne({ id: groupId });
    },
    update: async (groupId, change) => {
      const group = await find(groupId);
      if (group === null) return null;
      const { integrationData, ...fields } = change;
      const merged = { ...group.integrationData, ...integrationData };
      await groups.updateOne({ id: groupId }, { $set: { ...fields, integrationData: merged } });
      return find(groupId);
    },
  };
}
