import { ProductError } from '../../src/errors.ts';
import { useBrowser } from '../support/browser.ts';
import { createCategoriesFixture } from '../support/categories-fixture.ts';
import { buildInstitution, buildLaunch } from '../support/passback-fixtures.ts';
import { base, createWebApp, type WebAppFixture } from '../support/web-app.ts';
import { createRichPassback } from '../support/web-scenes.ts';
import { listen } from '../support/web-server.ts';
import { locales, shoot, shootOnce, writeIndex } from './shots.ts';

/**
 * Every page in its states, at the sizes, in the languages and contrasts in which people see it, as pictures with an
 * index page: `npm run screenshots`. They are for people to look through; nothing is compared. Administration's are in
 * `administration.ts`.
 */
type Change = (fixture: WebAppFixture) => void;
const withoutAssignments: Change = ({ passback }) => {
  passback.runs = [];
  passback.overview = { ...passback.overview, assignments: [] };
};
const withoutConsent: Change = ({ passback }) => {
  passback.failure = new ProductError('canvas_consent_needed');
};
const whileSisIsDown: Change = ({ passback }) => {
  passback.failure = new ProductError('sis_unreachable');
};

const scenes: readonly {
  readonly name: string;
  readonly path: string;
  readonly placement?: 'post_grades' | 'course_assignments_menu';
  readonly change?: Change;
}[] = [
  { name: 'post-grades', path: '/post-grades' },
  { name: 'post-grades-dialog', path: '/post-grades', placement: 'post_grades' },
  { name: 'post-grades-one-section', path: '/post-grades?section=62' },
  { name: 'post-grades-empty', path: '/post-grades', change: withoutAssignments },
  { name: 'consent-dialog', path: '/post-grades', placement: 'post_grades', change: withoutConsent },
  { name: 'error-dialog', path: '/post-grades', placement: 'post_grades', change: whileSisIsDown },
  { name: 'preview', path: '/post-grades/preview?show=all' },
  { name: 'scheduled', path: '/post-grades/scheduled?run=run-open&how=same', placement: 'post_grades' },
  { name: 'history', path: '/grade-sync' },
  { name: 'history-empty', path: '/grade-sync', change: withoutAssignments },
  { name: 'run-open', path: '/grade-sync/runs/run-open' },
  { name: 'run-with-problems', path: '/grade-sync/runs/run-problems' },
  { name: 'run-failed', path: '/grade-sync/runs/run-failed' },
  { name: 'run-waiting', path: '/grade-sync/runs/run-waiting' },
  { name: 'students', path: '/grade-sync/runs/run-problems/students' },
  { name: 'at-a-glance', path: '/grade-sync/runs/run-problems/grid' },
  { name: 'summary', path: '/grade-sync/summary' },
  { name: 'undo', path: '/grade-sync/runs/run-problems/undo' },
  { name: 'grade-history', path: '/grade-sync/grade?cell=9001:ALG1-P1:604822' },
  { name: 'compare', path: '/grade-sync/compare' },
  { name: 'categories-dialog', path: '/categories', placement: 'course_assignments_menu' },
  { name: 'settings', path: '/grade-sync/settings' },
  { name: 'remaster', path: '/grade-sync/settings/remaster?assignment=9001' },
  { name: 'not-found', path: '/grade-sync/runs/unknown' },
];

/** A Canvas theme of an institution. */
const brand = { primary: '#7b2d5b', link: '#7b2d5b', button: '#7b2d5b', buttonText: '#ffffff' } as const;
const looks = [
  { look: 'high-contrast', launch: { highContrast: true } },
  { look: 'theme', launch: { brand } },
] as const;

describe('screenshots of a course’s pages', function () {
  this.timeout(600_000);
  const browser = useBrowser();
  after(writeIndex);

  for (const locale of locales) {
    for (const { name, path, placement, change } of scenes) {
      it(`${name} in ${locale}`, async () => {
        const { settings, ...institution } = buildInstitution();
        const serve = (over: Parameters<typeof buildLaunch>[0] = {}) => {
          const fixture = createWebApp({
            passback: createRichPassback(),
            categories: createCategoriesFixture(),
            institution: { ...institution, settings: { ...settings, nightlySyncOffered: true } },
            launch: buildLaunch({ locale, ...(placement ? { placement } : {}), ...over }),
          });
          change?.(fixture);
          return listen(fixture.app);
        };
        const server = await serve();
        const page = await browser().newPage();
        await page.goto(server.url + base + path);
        await shoot(page, `${name}.${locale}`);
        await server.close();
        for (const { look, launch } of locale === 'en-US' ? looks : []) {
          const other = await serve(launch);
          await page.goto(other.url + base + path);
          await shootOnce(page, `${name}.${locale}.${look}`);
          await other.close();
        }
        await page.context().close();
      });
    }
  }
});
