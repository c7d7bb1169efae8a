import supertest from 'supertest';
import { createLog } from '../../../src/log.ts';
import { useMongo } from '../../../test/support/mongodb.ts';
import { installTool } from '../../canvas/install-tool.ts';
import { createPagesRouter } from '../../canvas/pages/pages-router.ts';
import type { Course } from '../../canvas/school/records/course.ts';
import type { ExternalTool } from '../../canvas/school/records/tool.ts';
import { seedSchool } from '../../canvas/school/seed/seed-school.ts';
import { type SandboxCanvas, startSandboxCanvas } from '../../canvas/start-sandbox-canvas.ts';
import { inventedSchool } from '../../sample/invented-school.ts';

export type Agent = ReturnType<typeof supertest.agent>;

/** A sandbox Canvas with its pages and the invented school. */
export interface PagesUnderTest {
  readonly canvas: SandboxCanvas;
  readonly biology: Course;
  readonly tool: ExternalTool;
  /** A browser without scripts, logged in as `login` if given. */
  browse(login?: string): Promise<Agent>;
}

export const sisUrl = 'http://sis.test';

/** Starts it before the suite and stops it afterwards. `toolUrl`: where the installed tool lives. */
export function usePages(toolUrl: () => string = () => 'http://tool.test'): () => PagesUnderTest {
  const mongo = useMongo();
  let running: PagesUnderTest | undefined;
  before('start the sandbox Canvas with its pages', async () => {
    let time = Date.parse('2026-11-20T15:00:00Z');
    // Every look at the clock is a second later, so that grading a cell again is visible.
    const clock = (): Date => {
      time += 1000;
      return new Date(time);
    };
    const canvas = await startSandboxCanvas({
      connection: mongo.connection(),
      port: 0,
      host: 'localhost',
      clock,
      log: createLog('silent'),
      makePages: (context) => createPagesRouter(context, { sisUrl }),
      loginPath: '/',
    });
    await seedSchool(canvas.store, inventedSchool(), clock());
    const { tool } = await installTool(canvas.store, {
      toolConfig: describeTool(toolUrl()),
      redirectUris: [`${toolUrl()}/launch`],
    });
    const biology = (await canvas.store.models.courses.findOne({ code: 'BIO9' }).lean<Course>()) ?? null;
    if (biology === null) throw new Error('The invented school has no Biology');
    running = {
      canvas,
      biology,
      tool,
      browse: async (login) => {
        const agent = supertest.agent(canvas.url);
        if (login === undefined) return agent;
        const user = await canvas.store.people.findByLogin(login);
        if (user === null) throw new Error(`No person ${login}`);
        await agent.post('/login').type('form').send({ user: user.id }).expect(303);
        return agent;
      },
    };
  });
  after('stop the sandbox Canvas', () => running?.canvas.close());
  return () => {
    if (running === undefined) throw new Error('usePages: only usable inside tests');
    return running;
  };
}

/** The product's placements, and one in the Assignments menu. */
function describeTool(toolUrl: string) {
  return {
    title: 'Juniper SIS',
    description: 'For tests',
    target_link_uri: `${toolUrl}/launch`,
    oidc_initiation_url: `${toolUrl}/login`,
    public_jwk_url: `${toolUrl}/jwks`,
    scopes: [],
    extensions: [
      {
        platform: 'canvas.instructure.com',
        domain: new URL(toolUrl).host,
        privacy_level: 'public',
        settings: {
          required_permissions: 'view_all_grades',
          placements: [
            { placement: 'course_navigation', text: 'Grade Sync', visibility: 'admins' },
            { placement: 'post_grades', text: 'Juniper SIS', selection_width: 800, selection_height: 600 },
            { placement: 'course_assignments_menu', text: 'Sync SIS Categories', visibility: 'admins' },
            { placement: 'account_navigation', text: 'Grade Passback' },
          ],
        },
      },
    ],
  };
}
