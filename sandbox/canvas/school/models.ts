import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import type { Account } from './records/account.ts';
import type { Assignment } from './records/assignment.ts';
import type { AssignmentGroup } from './records/assignment-group.ts';
import type { Course, Section } from './records/course.ts';
import type { Enrollment } from './records/enrollment.ts';
import type { AccessLogEntry, LoginSession, PendingLaunch } from './records/launch.ts';
import type { LineItem } from './records/line-item.ts';
import type { OauthCode, OauthToken } from './records/oauth.ts';
import type { Submission } from './records/submission.ts';
import type { ApiDeveloperKey, ExternalTool, LtiDeveloperKey, ResourceLink } from './records/tool.ts';
import type { User } from './records/user.ts';

type Index = readonly [fields: Readonly<Record<string, 1>>, options: { readonly unique?: boolean }];

/**
 * A collection of plain records. Only the sandbox's own code writes them, so the record types give the shape,
 * and the schema declares nothing but indexes.
 */
function defineModel<T>(
  connection: Connection,
  name: string,
  indexes: readonly Index[],
  options: { readonly journaled: boolean } = { journaled: true },
): Model<T> {
  const definition: SchemaDefinition = {};
  const schema = new Schema(definition, {
    strict: false,
    strictQuery: false,
    versionKey: false,
    id: false,
    minimize: false,
    // Otherwise the write concern of the connection, which suits its server.
    ...(options.journaled ? {} : { writeConcern: { w: 1, j: false } }),
  });
  for (const [fields, indexOptions] of indexes) schema.index(fields, indexOptions);
  return connection.model<T>(`Sandbox${name}`, schema, name);
}

const byId: Index = [{ id: 1 }, { unique: true }];
const inCourse: Index = [{ courseId: 1 }, {}];

/** Every collection of the sandbox Canvas, in the connection's database. */
export function createModels(connection: Connection) {
  return {
    counters: defineModel<{ name: string; next: number }>(connection, 'counters', [
      [{ name: 1 }, { unique: true }],
    ]),
    accounts: defineModel<Account>(connection, 'accounts', [byId]),
    users: defineModel<User>(connection, 'users', [byId, [{ loginId: 1 }, { unique: true }]]),
    courses: defineModel<Course>(connection, 'courses', [byId]),
    sections: defineModel<Section>(connection, 'sections', [byId, inCourse]),
    enrollments: defineModel<Enrollment>(connection, 'enrollments', [
      byId,
      [{ courseId: 1, userId: 1 }, {}],
      [{ userId: 1 }, {}],
    ]),
    groups: defineModel<AssignmentGroup>(connection, 'assignment_groups', [byId, inCourse]),
    assignments: defineModel<Assignment>(connection, 'assignments', [byId, inCourse]),
    submissions: defineModel<Submission>(connection, 'submissions', [
      byId,
      [{ assignmentId: 1, userId: 1 }, { unique: true }],
      [{ courseId: 1, id: 1 }, {}],
      [{ courseId: 1, gradedAt: 1 }, {}],
    ]),
    ltiKeys: defineModel<LtiDeveloperKey>(connection, 'lti_developer_keys', [byId]),
    apiKeys: defineModel<ApiDeveloperKey>(connection, 'api_developer_keys', [byId]),
    tools: defineModel<ExternalTool>(connection, 'external_tools', [byId]),
    resourceLinks: defineModel<ResourceLink>(connection, 'resource_links', [
      byId,
      [{ lookupUuid: 1 }, { unique: true }],
    ]),
    lineItems: defineModel<LineItem>(connection, 'line_items', [byId, inCourse]),
    oauthCodes: defineModel<OauthCode>(connection, 'oauth_codes', [[{ codeHash: 1 }, { unique: true }]]),
    oauthTokens: defineModel<OauthToken>(connection, 'oauth_tokens', [
      byId,
      [{ accessHash: 1 }, { unique: true }],
      [{ refreshHash: 1 }, { unique: true }],
    ]),
    loginSessions: defineModel<LoginSession>(connection, 'login_sessions', [
      [{ tokenHash: 1 }, { unique: true }],
    ]),
    pendingLaunches: defineModel<PendingLaunch>(connection, 'pending_launches', [
      [{ verifier: 1 }, { unique: true }],
    ]),
    platformKeys: defineModel<{ name: string; jwk: Record<string, unknown> }>(connection, 'platform_keys', [
      [{ name: 1 }, { unique: true }],
    ]),
    accessLog: defineModel<AccessLogEntry>(connection, 'access_log', [], { journaled: false }),
  };
}

export type Models = ReturnType<typeof createModels>;

/** Projects MongoDB's own id out of the records. */
export const plain = { _id: 0 } as const;
