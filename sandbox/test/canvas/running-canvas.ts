import type { Router } from 'express';
import { createLog } from '../../../src/log.ts';
import { useMongo } from '../../../test/support/mongodb.ts';
import type { CanvasContext } from '../../canvas/canvas-context.ts';
import { installApiKey, installTool } from '../../canvas/install-tool.ts';
import { ltiScopes } from '../../canvas/lti/scopes.ts';
import type { User } from '../../canvas/school/records/user.ts';
import { seedSchool } from '../../canvas/school/seed/seed-school.ts';
import { type SandboxCanvas, startSandboxCanvas } from '../../canvas/start-sandbox-canvas.ts';
import { smallSchool } from './small-school.ts';

/** The time at which tests begin: a school morning. */
const startTime = Date.parse('2026-10-10T15:00:00.500Z');

/** A running sandbox Canvas with the small school, and a clock that the test moves. */
export interface CanvasUnderTest {
  readonly canvas: SandboxCanvas;
  advance(ms: number): void;
  now(): Date;
  person(login: string): Promise<User>;
  /** The `Cookie` header of a logged-in person. */
  cookie(login: string): Promise<string>;
  /** `Authorization` headers with a fresh access token of a person. */
  bearer(login: string): Promise<{ authorization: string }>;
}

/** Starts a sandbox Canvas before the suite and stops it afterwards. */
export function useCanvas(makePages?: (context: CanvasContext) => Router): () => CanvasUnderTest {
  const mongo = useMongo();
  let running: CanvasUnderTest | undefined;
  before('start the sandbox Canvas', async () => {
    let time = startTime;
    const clock = (): Date => new Date(time);
    const canvas = await startSandboxCanvas({
      connection: mongo.connection(),
      port: 0,
      clock,
      log: createLog('silent'),
      ...(makePages === undefined ? {} : { makePages }),
    });
    await seedSchool(canvas.store, smallSchool, clock());
    const person = async (login: string): Promise<User> => {
      const user = await canvas.store.people.findByLogin(login);
      if (user === null) throw new Error(`No person ${login}`);
      return user;
    };
    running = {
      canvas,
      person,
      now: clock,
      advance: (ms) => {
        time += ms;
      },
      cookie: async (login) => `canvas_session=${await canvas.store.sessions.open((await person(login)).id)}`,
      bearer: async (login) => {
        const key = await installApiKey(canvas.store, { name: 'Test key', redirectUris: [] });
        const grant = { clientId: key.id, userId: (await person(login)).id, scopes: [] };
        const { access } = await canvas.store.oauth.issue(grant, false);
        return { authorization: `Bearer ${access}` };
      },
    };
  });
  after('stop the sandbox Canvas', () => running?.canvas.close());
  return () => {
    if (running === undefined) throw new Error('useCanvas: only usable inside tests');
    return running;
  };
}

export const redirectUri = 'https://tool.test/launch';

/** Installs a tool called `title` with the test's key and the product's placements. */
export function installTestTool(
  { canvas }: CanvasUnderTest,
  title: string,
  keys: { publicJwk: Record<string, unknown> } | { publicJwkUrl: string },
  scopes: readonly string[] = Object.values(ltiScopes),
) {
  return installTool(canvas.store, {
    redirectUris: [redirectUri],
    toolConfig: {
      title,
      description: 'For tests',
      target_link_uri: redirectUri,
      oidc_initiation_url: 'https://tool.test/login',
      ...('publicJwk' in keys ? { public_jwk: keys.publicJwk } : { public_jwk_url: keys.publicJwkUrl }),
      scopes: [...scopes],
      custom_fields: {
        canvas_course_id: '$Canvas.course.id',
        User_SIS: '$Canvas.user.sisSourceId',
        section_ids: '$Canvas.course.sectionIds',
        section_sis_ids: '$Canvas.course.sectionSisSourceIds',
        rights: '$Canvas.membership.permissions<manage_grades,become_user>',
        unknown: '$Canvas.no.suchThing',
        sentence: 'course $Canvas.course.id of $Canvas.account.name',
      },
      extensions: [
        {
          platform: 'canvas.instructure.com',
          privacy_level: 'public',
          settings: {
            placements: [
              {
                placement: 'course_navigation',
                text: 'Grade Sync',
                visibility: 'admins',
                custom_fields: { only_here: 'yes' },
              },
              { placement: 'post_grades', text: 'Sync to SIS', selection_width: 800, selection_height: 600 },
              { placement: 'account_navigation', text: 'Grade Passback' },
            ],
          },
        },
      ],
    },
  });
}
