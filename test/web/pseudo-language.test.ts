import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { type ErrorCode, errorCodes, ProductError } from '../../src/errors.ts';
import { administratorOf, createAdminApp } from '../support/admin-app.ts';
import { createCategoriesFixture } from '../support/categories-fixture.ts';
import { useMongo } from '../support/mongodb.ts';
import { buildInstitution, buildLaunch, createPassbackFixture } from '../support/passback-fixtures.ts';
import {
  collectTexts,
  findTextOutsideMessages,
  pseudo,
  pseudoTag,
  readPage,
} from '../support/pseudo-language.ts';
import { base, createWebApp } from '../support/web-app.ts';
import {
  buildRichHistory,
  buildRichItems,
  buildRichLineItems,
  buildRichOverview,
  createRichPassback,
} from '../support/web-scenes.ts';

const languages = { [pseudoTag]: pseudo };
const locale = pseudoTag;
const root = join(import.meta.dirname, '../..');

const categories = createCategoriesFixture();
const data = [
  ...collectTexts(buildRichOverview(), buildRichHistory(), buildRichLineItems(), buildRichItems()),
  ...collectTexts(buildInstitution(), buildLaunch(), categories.input),
];

const findLeaks = (text: string, more: readonly string[] = []): string[] =>
  findTextOutsideMessages(text, [...data, ...more]);

describe('a translation', () => {
  it('covers every word of a course page, seen or heard', async () => {
    const app = () =>
      createWebApp({ passback: createRichPassback(), launch: buildLaunch({ locale }), languages });
    const [run] = buildRichHistory();
    const item = buildRichItems()[0];
    const students = `/grade-sync/runs/${run?.id}/students?assignment=${item?.assignmentId}`;
    for (const path of [
      '/post-grades',
      '/post-grades/preview?show=all',
      `/post-grades/scheduled?run=${run?.id}&how=created`,
      '/grade-sync',
      `/grade-sync/runs/${run?.id}`,
      `/grade-sync/runs/${run?.id}?show=problems`,
      `/grade-sync/runs/${run?.id}/undo`,
      '/grade-sync/grade?cell=9001:ALG1-P1:604822',
      students,
      `/grade-sync/runs/${run?.id}/grid`,
      '/categories',
      '/grade-sync/compare',
      '/grade-sync/summary',
      '/grade-sync/settings',
      '/grade-sync/settings/remaster',
      '/grade-sync/runs/none',
    ]) {
      const { text, status } = await request(app().app).get(base + path);
      expect(status, path).to.be.lessThan(500);
      expect(text, path).to.contain('⟦');
      expect(findLeaks(readPage(text)), path).to.deep.equal([]);
    }
  });

  it('covers dialogs and empty pages', async () => {
    for (const placement of ['post_grades', 'course_assignments_menu'] as const) {
      const launch = buildLaunch({ locale, placement });
      const { app } = createWebApp({ launch, languages, passback: createPassbackFixture() });
      for (const path of ['/post-grades', '/categories', '/grade-sync']) {
        const { text } = await request(app).get(base + path);
        expect(findLeaks(readPage(text)), path).to.deep.equal([]);
      }
    }
  });

  it('shows a Spanish launch in Spanish, with its dates and numbers; an unknown one in the browser’s language', async () => {
    const read = async (of: string, accepted: string): Promise<string> => {
      const { app } = createWebApp({ passback: createRichPassback(), launch: buildLaunch({ locale: of }) });
      return (await request(app).get(`${base}/grade-sync`).set('accept-language', accepted)).text;
    };
    for (const text of [await read('es', 'en'), await read('fi', 'nb,es;q=0.8')]) {
      expect(text)
        .to.contain('<html lang="es" dir="ltr"')
        .and.contain('Historial')
        .and.contain('20 nov 2026');
    }
    expect(await read('fi', 'nb')).to.contain('<html lang="en"');
  });

  it('covers every error, as a page and as JSON', async () => {
    const codes = Object.keys(errorCodes).filter((code): code is ErrorCode => code in errorCodes);
    for (const code of codes) {
      const passback = createPassbackFixture();
      passback.failure = new ProductError(code);
      const { app } = createWebApp({ passback, launch: buildLaunch({ locale }), languages });
      const page = await request(app).get(`${base}/post-grades`);
      expect(page.status, code).to.equal(new ProductError(code).status);
      const words = findLeaks(readPage(page.text));
      // An error that needs a value shows its placeholder, as this test gives none.
      expect(
        words.filter((word) => !page.text.includes(`{${word}}`)),
        code,
      ).to.deep.equal([]);
      passback.failure = new ProductError(code);
      const json = await request(app).get(`${base}/post-grades`).set('accept', 'application/json');
      for (const part of ['title', 'happened', 'grades', 'todo']) {
        expect(json.body[part], `${code} ${part}`).to.match(/^⟦/);
      }
    }
  });

  it('covers the head of a CSV file', async () => {
    const [run] = buildRichHistory();
    const passback = createRichPassback();
    const { app } = createWebApp({ passback, launch: buildLaunch({ locale }), languages });
    const { text } = await request(app).get(`${base}/grade-sync/runs/${run?.id}/grades.csv`);
    expect(findLeaks(text.split('\n')[0] ?? '')).to.deep.equal([]);
  });

  describe('in Administration', () => {
    const mongo = useMongo();
    it('covers every page', async () => {
      const tool = await createAdminApp(mongo.connection(), { languages });
      try {
        const institution = await tool.addInstitution();
        const visitor = await tool.visit(administratorOf(institution, { locale }));
        const profiles = collectTexts([...tool.services.profiles.values()]);
        for (const path of [
          '/sign-out',
          ...[
            '',
            '/runs',
            '/schedules',
            '/schedules/new',
            '/compare',
            '/sis-connection',
            '/canvas-api',
            '/settings',
            '/csv-export',
            '/webhook',
            '/trends',
            '/audit',
          ].map((own) => `/administration${own}`),
        ]) {
          const { text, status } = await visitor.get(path);
          expect(status, path).to.equal(200);
          // Zones and scopes have names of their own.
          const shown = readPage(text.replaceAll(/<option\b[\s\S]*?<\/option>|<code>[\s\S]*?<\/code>/g, ' '));
          expect(findLeaks(shown, [...profiles, 'Ada Admin']), path).to.deep.equal([]);
        }
      } finally {
        await tool.close();
      }
    });
  });

  it('is the only source of text: no view or browser script has a sentence of its own', () => {
    const read = (folder: string, ending: string) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith(ending))
        .map((file) => [file, readFileSync(join(root, folder, file), 'utf8')] as const);
    for (const [file, text] of read('views', '.ejs')) {
      const shown = text
        .replaceAll(/<%[\s\S]*?%>/g, '')
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/&\w+;/g, ' ');
      expect(shown.match(/\p{L}{2,}/gu) ?? [], `views/${file}`).to.deep.equal([]);
    }
    for (const [file, text] of read('public', '.js')) {
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const sentences = [...code.matchAll(/'([^'\n]*)'|`([^`]*)`/g)]
        .map(([, quoted, template]) => quoted ?? template ?? '')
        .filter((literal) => /[A-Z][a-z]+ [a-z]+ /.test(literal));
      expect(sentences, `public/${file}`).to.deep.equal([]);
    }
  });
});
