import type { Page } from 'playwright-core';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import type { LaunchContext } from '../../src/domain/launch-context.ts';
import { describeAdministrator } from '../support/administrator.ts';
import { useBrowser } from '../support/browser.ts';
import { useMongo } from '../support/mongodb.ts';
import { buildInstitution } from '../support/passback-fixtures.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { authorize, connectTeacher } from '../support/teacher.ts';
import { visitTool } from '../support/visit-tool.ts';
import { locales, shoot, shootOnce, writeIndex } from './shots.ts';

const home = '/administration';
const press = (selector: string) => async (page: Page) => {
  await page.locator(selector).first().click();
  await page.waitForLoadState('networkidle');
};
const followFirst = (selector: string) => async (page: Page) => {
  await page.goto(
    new URL((await page.locator(selector).first().getAttribute('href')) ?? '', page.url()).href,
  );
};

const check = async (page: Page): Promise<void> => {
  await page.locator('details.checklist').evaluate((list) => list.setAttribute('open', ''));
  await press('form[action$="/check"] button')(page);
};

interface Scene {
  readonly name: string;
  readonly path: string;
  /** Of an institution where nothing is set up yet. */
  readonly isNew?: true;
  readonly act?: (page: Page) => Promise<void>;
}

const scenes: readonly Scene[] = [
  { name: 'overview', path: home },
  { name: 'overview-checked', path: home, act: check },
  { name: 'overview-new', path: home, isNew: true },
  { name: 'trends', path: `${home}/trends` },
  { name: 'trends-new', path: `${home}/trends`, isNew: true },
  { name: 'runs', path: `${home}/runs` },
  { name: 'runs-none-found', path: `${home}/runs?course=nothing` },
  { name: 'run', path: `${home}/runs?state=problems`, act: followFirst('main td a, main th a') },
  { name: 'schedules', path: `${home}/schedules` },
  { name: 'schedules-new', path: `${home}/schedules`, isNew: true },
  { name: 'schedule-form', path: `${home}/schedules/new` },
  {
    name: 'schedule-faults',
    path: `${home}/schedules/new`,
    async act(page) {
      await page.locator('[name="name"]').fill('Never');
      for (const day of await page.locator('[name="days"]').all()) await day.uncheck();
      await press('main form button[type="submit"]')(page);
    },
  },
  { name: 'compare', path: `${home}/compare` },
  { name: 'sis-connection', path: `${home}/sis-connection` },
  { name: 'sis-connection-new', path: `${home}/sis-connection`, isNew: true },
  { name: 'sis-test', path: `${home}/sis-connection`, act: press('[data-test]') },
  { name: 'canvas-api', path: `${home}/canvas-api` },
  { name: 'canvas-api-new', path: `${home}/canvas-api`, isNew: true },
  { name: 'settings', path: `${home}/settings` },
  {
    name: 'settings-faults',
    path: `${home}/settings`,
    async act(page) {
      await page.locator('[name="runDays"]').fill('7');
      await page.locator('main form button[type="submit"]').last().click();
      await page.waitForLoadState('networkidle');
    },
  },
  { name: 'webhook', path: `${home}/webhook` },
  { name: 'webhook-secret', path: `${home}/webhook`, act: press('form[action$="/secret"] button') },
  { name: 'webhook-new', path: `${home}/webhook`, isNew: true },
  { name: 'csv-export', path: `${home}/csv-export` },
  { name: 'audit', path: `${home}/audit` },
  { name: 'sign-out', path: '/sign-out' },
];

describe('screenshots of Administration', function () {
  this.timeout(600_000);
  const mongo = useMongo();
  const browser = useBrowser();
  let sandbox: TestSandbox;
  let administrator: LaunchContext;
  let newcomer: LaunchContext;

  before('a school with grade syncs, a schedule and a webhook; and one where nothing is set up', async () => {
    sandbox = await startTestSandbox({
      mongoUri: mongo.uri(),
      sample: inventedSchool(),
      institutionSettings: { nightlySyncOffered: true },
    });
    const { stores } = sandbox.product.services;
    for (const name of ['Algebra I', 'Biology 9']) await (await connectTeacher(sandbox, name)).post();
    administrator = await describeAdministrator(sandbox);
    const { id: _id, ...other } = buildInstitution({
      name: 'A new school',
      sis: null,
      canvas: { baseUrl: 'https://canvas.example', apiKey: null },
    });
    newcomer = { ...administrator, institutionId: (await stores.institutions.create(other)).id };
    const visitor = await visitTool(sandbox, administrator);
    const { html } = await visitor.get(`${home}/schedules`);
    const link = /href="([^"]+)"[^>]*data-connect/.exec(html)?.[1] ?? '';
    await authorize(sandbox, Number(administrator.person.canvasUserId), link.replaceAll('&amp;', '&'));
    await visitor.post(`${home}/schedules/new`, [
      ['name', 'Every night'],
      ['hour', '1'],
      ['everyHours', ''],
      ['timeZone', 'America/Chicago'],
      ['spreadMinutes', '60'],
      ['days', '1'],
      ['days', '3'],
    ]);
    await visitor.post(`${home}/webhook`, [['url', 'https://hooks.school.example/grades']]);
  });
  after('stop the school', async () => {
    await sandbox?.stop();
    await writeIndex();
  });

  async function open(launch: LaunchContext, { path, act }: Scene): Promise<Page> {
    const { base, cookie } = await visitTool(sandbox, launch);
    const context = await browser().newContext();
    await context.addCookies([cookie]);
    const page = await context.newPage();
    await page.goto(sandbox.toolUrl + base + path);
    await act?.(page);
    return page;
  }

  for (const locale of locales) {
    for (const scene of scenes) {
      it(`${scene.name} in ${locale}`, async () => {
        const launch = { ...(scene.isNew ? newcomer : administrator), locale };
        const page = await open(launch, scene);
        await shoot(page, `administration-${scene.name}.${locale}`);
        await page.context().close();
        if (locale !== 'en-US') return;
        const contrast = await open({ ...launch, highContrast: true }, scene);
        await shootOnce(contrast, `administration-${scene.name}.${locale}.high-contrast`);
        await contrast.context().close();
      });
    }
  }

  it('the end of Canvas’s consent, and an address of the tool without a session', async () => {
    const page = await browser().newPage();
    for (const [name, path] of [
      ['connected', '/canvas/connected?locale=en'],
      ['home', '/'],
      ['no-session', '/s/gone/post-grades'],
    ] as const) {
      await page.goto(sandbox.toolUrl + path);
      await shoot(page, `${name}.en-US`);
    }
    await page.context().close();
  });
});
