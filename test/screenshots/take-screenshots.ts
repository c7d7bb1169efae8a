import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProductError } from '../../src/errors.ts';
import { useBrowser } from '../support/browser.ts';
import { createCategoriesFixture } from '../support/categories-fixture.ts';
import { buildInstitution, buildLaunch } from '../support/passback-fixtures.ts';
import { base, createWebApp, type WebAppFixture } from '../support/web-app.ts';
import { createRichPassback } from '../support/web-scenes.ts';
import { listen } from '../support/web-server.ts';

/**
 * Every course page in its states, at the widths and in the languages in which people see it, as pictures with an index
 * page: `npm run screenshots`. They are for people to look through; nothing is compared.
 */
const folder = join(import.meta.dirname, '../../screenshots');
const languages = ['en-US', 'es-MX'] as const;
const looks = [
  { name: '1280', width: 1280, height: 900, forcedColors: 'none' },
  { name: '800', width: 800, height: 600, forcedColors: 'none' },
  { name: '375', width: 375, height: 700, forcedColors: 'none' },
  { name: '320', width: 320, height: 600, forcedColors: 'none' },
  { name: '640-at-200-percent', width: 640, height: 400, forcedColors: 'none' },
  { name: 'forced-colours', width: 1280, height: 900, forcedColors: 'active' },
] as const;

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

describe('screenshots', function () {
  this.timeout(600_000);
  const browser = useBrowser();
  const files: string[] = [];

  for (const locale of languages) {
    for (const { name, path, placement, change } of scenes) {
      it(`${name} in ${locale}`, async () => {
        await mkdir(folder, { recursive: true });
        const { settings, ...institution } = buildInstitution();
        const fixture = createWebApp({
          passback: createRichPassback(),
          categories: createCategoriesFixture(),
          institution: { ...institution, settings: { ...settings, nightlySyncOffered: true } },
          launch: buildLaunch({ locale, ...(placement ? { placement } : {}) }),
        });
        change?.(fixture);
        const server = await listen(fixture.app);
        try {
          for (const { name: look, width, height, forcedColors } of looks) {
            const page = await browser().newPage({ viewport: { width, height }, forcedColors });
            await page.goto(server.url + base + path);
            const file = `${name}.${locale}.${look}.png`;
            await page.screenshot({ path: join(folder, file), fullPage: true });
            files.push(file);
            await page.context().close();
          }
        } finally {
          await server.close();
        }
      });
    }
  }

  after(async () => {
    const figures = files.map(
      (file) => `<figure><figcaption>${file}</figcaption><img src="${file}" alt="${file}"></figure>`,
    );
    const style =
      'figure{display:inline-block;margin:1rem;vertical-align:top}img{max-width:40rem;border:1px solid}';
    const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title><style>${style}</style>`;
    await writeFile(join(folder, 'index.html'), `${page}${figures.join('\n')}</html>\n`);
  });
});
