import type { Institution, SisConnection } from '../../src/domain/institution.ts';
import type { LaunchContext } from '../../src/domain/launch-context.ts';
import { makeInstitution, makeLaunch } from '../support/passback/harness.ts';
import {
  createInMemoryCanvas,
  type InMemoryCanvas,
  makeAssignment,
  makeStudent,
} from '../support/passback/in-memory-canvas.ts';
import { createInMemorySis, type InMemorySis, plainProfile } from '../support/passback/in-memory-sis.ts';
import { type CanvasServer, serveCanvas } from './canvas-server.ts';
import { type OneRosterServer, serveOneRoster, workerHeader } from './one-roster-server.ts';
import type { Regrade, SoakSize } from './plan-round.ts';

/** Small courses: the rounds are many. */
export const soakSize: SoakSize = { schools: 2, assignments: 2, students: 8 };

/** One institution of a soak: a course in Canvas and a SIS, both served to the workers. */
export interface SoakSchool {
  readonly institution: Institution;
  readonly launch: LaunchContext;
  readonly canvas: InMemoryCanvas;
  readonly sis: InMemorySis;
  readonly canvasServer: CanvasServer;
  readonly sisServer: OneRosterServer;
  grade(change: Regrade): void;
  close(): Promise<void>;
}

/** What a worker process needs to know of a school. */
export interface SchoolAddress {
  readonly institution: Institution;
  readonly canvasUrl: string;
}

/** A course of two sections. No id, client or class is another school's (I6). */
export async function openSchool(key: string): Promise<SoakSchool> {
  const canvas = createInMemoryCanvas();
  canvas.sections = [1, 2].map((n) => ({
    id: `${key}-s${n}`,
    name: `Section ${n}`,
    sisId: `${key}-class-${n}`,
  }));
  const [first, second] = canvas.sections;
  if (!first || !second) throw new Error('a course has two sections');
  canvas.members = Array.from({ length: soakSize.students }, (_, n) =>
    makeStudent(`${key}-${n}`, [n % 2 === 0 ? first : second]),
  );
  canvas.assignments = Array.from({ length: soakSize.assignments }, (_, n) => makeAssignment(`${key}-a${n}`));
  const sis = createInMemorySis(
    canvas.sections.map(({ id, sisId }) => ({
      sourcedId: sisId ?? '',
      students: canvas.members.flatMap((member) =>
        member.sectionIds.includes(id) ? (member.sisId ?? []) : [],
      ),
    })),
  );
  sis.periods = [{ sourcedId: 'gp-1', title: 'Q1', startDate: '2026-08-01', endDate: '2026-12-31' }];
  const grade = ({ assignment, student, score }: Omit<Regrade, 'school'>): void => {
    const { id } = canvas.assignments[assignment] ?? {};
    const { canvasUserId } = canvas.members[student] ?? {};
    if (id === undefined || canvasUserId == null) throw new Error('no such score');
    canvas.grade(id, canvasUserId, { score });
  };
  for (let student = 0; student < soakSize.students; student += 1) {
    for (let assignment = 0; assignment < soakSize.assignments; assignment += 1) {
      grade({ assignment, student, score: student });
    }
  }
  const client = { clientId: `client-${key}`, clientSecret: `secret-${key}` };
  const [canvasServer, sisServer] = await Promise.all([
    serveCanvas(canvas.reader),
    serveOneRoster(sis, client, plainProfile.maxInFlight),
  ]);
  const connection: SisConnection = {
    profile: plainProfile.name,
    rosteringUrl: `${sisServer.url}/r`,
    gradebookUrl: `${sisServer.url}/g`,
    auth: { kind: 'oauth2', tokenUrl: `${sisServer.url}/token`, ...client, clientAuthentication: 'basic' },
    maxInFlight: null,
    headers: {},
  };
  const id = `soak-${key}`;
  return {
    institution: { ...makeInstitution(id), sis: connection },
    launch: makeLaunch(id, `context-${key}`),
    canvas,
    sis,
    canvasServer,
    sisServer,
    grade,
    close: async () => {
      await Promise.all([canvasServer.close(), sisServer.close()]);
    },
  };
}

/** The institution as one worker opens it: its requests name it. */
export function asWorker({ sis, ...institution }: Institution, worker: string): Institution {
  return { ...institution, sis: sis && { ...sis, headers: { [workerHeader]: worker } } };
}
