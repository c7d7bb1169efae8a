import { expect } from 'chai';
import { z } from 'zod';
import {
  buildLargeCourse,
  createCategoriesFixture,
  homework,
  labs,
  quizzes,
} from '../../../support/categories-fixture.ts';
import { en, say } from '../../../support/english.ts';
import { buildInstitution, buildLaunch } from '../../../support/passback-fixtures.ts';
import { get, post, readText } from '../../../support/read-page.ts';
import { createWebApp, type WebAppFixture } from '../../../support/web-app.ts';

const readSelects = (html: string): { name: string; options: string[]; selected: string | undefined }[] =>
  [...html.matchAll(/<select name="([^"]+)"[^>]*>(.*?)<\/select>/gs)].map(([, name = '', body = '']) => ({
    name,
    options: [...body.matchAll(/<option[^>]*>([^<]*)</g)].map(([, label = '']) => label),
    selected: /<option value="[^"]*" selected>([^<]*)</.exec(body)?.[1],
  }));

const groupText = (html: string, groupId: string): string =>
  readText(html.split(`id="group-${groupId}"`)[1]?.split('</li>')[0] ?? '');

describe('Sync SIS Categories', () => {
  const open = async (fixture: WebAppFixture, query = ''): Promise<string> => {
    const answer = await get(fixture, `/categories${query}`);
    expect(answer.status).to.equal(200);
    return answer.text;
  };

  it('lists every assignment group in Canvas’s order, with the number of unassociated sections', async () => {
    const categories = createCategoriesFixture();
    categories.saveAsOther('Dana', '303', '61', quizzes);
    const html = await open(createWebApp({ categories }));
    expect([...html.matchAll(/class="group-name">([^<]+)</g)].map(([, name]) => name)).to.deep.equal([
      'Homework',
      'Discussions',
      'Exams',
    ]);
    expect(groupText(html, '302')).to.match(/^.*Discussions Changed Unassociated 2 unassociated sections/);
    expect(groupText(html, '303')).to.contain('Unassociated Synchronized 1 unassociated section ');
    expect(readText(html)).to.contain('Last synced by Dana, Nov 20, 2026');
  });

  it('shows SIS Section, SIS ID and SIS Category, with every category valid for that class and Unassociated', async () => {
    const html = await open(createWebApp());
    expect(groupText(html, '302')).to.contain('SIS Section SIS ID SIS Category Math 9 M9-1');
    const selects = readSelects(html);
    expect(selects.find(({ name }) => name === 'category:302:61')?.options).to.deep.equal([
      ...['Unassociated', 'Homework', 'Quizzes', 'Labs'],
    ]);
    expect(selects.find(({ name }) => name === 'category:302:62')?.options).to.deep.equal([
      ...['Unassociated', 'Quizzes', 'Labs'],
    ]);
    expect(selects.map(({ name }) => name)).to.have.length(6);
  });

  it('P20 offers a category that would be created, and says that it is new', async () => {
    const creatable = [{ sourcedId: 'new-1', title: 'Exams' }];
    const sisClass = { kind: 'read', categories: [labs], creatable } as const;
    const categories = createCategoriesFixture({ classes: new Map([['M9-1', sisClass]]) });
    const fixture = createWebApp({ categories });
    const options = readSelects(await open(fixture)).find(({ name }) => name === 'category:303:61')?.options;
    expect(options).to.deep.equal(['Unassociated', 'Labs', 'New in Focus: Exams']);
    await post(fixture, '/categories', { version: '0', 'category:303:61': 'new-1' });
    const saved = categories.input.stored.rows.map(({ sourcedId, title }) => [sourcedId, title]);
    expect(saved).to.deep.include(['new-1', 'Exams']);
  });

  it('lists sections without a SIS id as not synced', async () => {
    const text = readText(await open(createWebApp()));
    expect(text).to.contain('This section isn’t synced because it has no SIS ID: Study hall.');
  });

  it('shows a category of the same name as in use by name until it is synced', async () => {
    const fixture = createWebApp();
    const html = await open(fixture);
    expect(readSelects(html).map(({ selected }) => selected)).to.deep.equal([
      ...['Homework', 'Unassociated', 'Unassociated', 'Unassociated', 'Unassociated', 'Unassociated'],
    ]);
    expect(groupText(html, '301')).to.contain('Matched by name');
    expect(readText(html)).to.contain(say(en.categories.suggestions, { count: 1 }));
    await post(fixture, '/categories', { version: '0', 'category:301:61': 'cat-home' });
    const after = groupText(await open(fixture), '301');
    expect(after).to.contain('Synchronized').and.not.contain('Matched by name');
  });

  it('saves all choices at once and says so; the same group may differ by section', async () => {
    const fixture = createWebApp();
    const answer = await post(fixture, '/categories', {
      version: '0',
      'category:302:61': 'cat-quiz',
      'category:302:62': 'cat-labs',
      'category:303:61': '',
    });
    expect(answer.status).to.equal(303);
    expect(answer.headers['location']).to.equal('/s/test/categories?synced=marked');
    const html = await open(fixture, '?synced=marked');
    expect(readText(html)).to.contain('Categories synced.');
    const selects = readSelects(html);
    expect(selects.find(({ name }) => name === 'category:302:61')?.selected).to.equal('Quizzes');
    expect(selects.find(({ name }) => name === 'category:302:62')?.selected).to.equal('Labs');
    expect(groupText(html, '302')).to.contain('Synchronized 0 unassociated sections');
  });

  for (const [marks, sentence] of [
    ['refused', say(en.categories.marksRefused)],
    ['failed', say(en.categories.marksFailed)],
  ] as const) {
    it(`says that the mark could not be set (${marks}) but the mapping is saved`, async () => {
      const fixture = createWebApp();
      fixture.categories.marks = marks;
      const answer = await post(fixture, '/categories', { version: '0', 'category:302:61': 'cat-quiz' });
      const text = readText(await open(fixture, `?${String(answer.headers['location']).split('?')[1]}`));
      expect(text).to.contain('Categories synced.').and.contain(sentence);
      expect(fixture.categories.input.stored.rows).to.have.length(1);
    });
  }

  it('shows the second of two people what the first one did, and saves nothing silently', async () => {
    const fixture = createWebApp();
    fixture.categories.saveAsOther('Dana Whitfield', '302', '61', labs);
    const answer = await post(fixture, '/categories', {
      version: '0',
      'category:302:61': 'cat-quiz',
      'category:303:62': 'cat-labs',
    });
    expect(answer.status).to.equal(409);
    const text = readText(answer.text);
    expect(text).to.contain('Nothing was saved. Dana Whitfield synced categories on Nov 20, 2026');
    expect(text).to.contain('Someone else changed this. Your page had “Quizzes”.');
    const selects = readSelects(answer.text);
    expect(selects.find(({ name }) => name === 'category:302:61')?.selected).to.equal('Labs');
    expect(selects.find(({ name }) => name === 'category:303:62')?.selected).to.equal('Labs');
    expect(answer.text).to.contain('name="version" value="1"');
    expect(groupText(answer.text, '302')).to.contain('Conflict');
    expect(fixture.categories.input.stored.rows).to.have.length(1);
    const again = await post(fixture, '/categories', { version: '1', 'category:303:62': 'cat-labs' });
    expect(again.status).to.equal(303);
    expect(fixture.categories.input.stored.rows).to.have.length(2);
  });

  it('keeps a renamed category by its id, and shows a deleted one as gone', async () => {
    const categories = createCategoriesFixture();
    categories.saveAsOther('Dana', '302', '61', quizzes);
    categories.saveAsOther('Dana', '303', '61', labs);
    categories.input = {
      ...categories.input,
      classes: new Map([
        ['M9-1', { kind: 'read', categories: [homework, { ...quizzes, title: 'Quizzes & Tests' }] }],
        ['M9-2', { kind: 'read', categories: [] }],
      ]),
    };
    const html = await open(createWebApp({ categories }));
    const selects = readSelects(html);
    expect(selects.find(({ name }) => name === 'category:302:61')?.selected).to.equal('Quizzes &amp; Tests');
    expect(groupText(html, '302')).to.contain('Renamed in Focus. It was “Quizzes”.');
    expect(selects.find(({ name }) => name === 'category:303:61')?.selected).to.equal(
      'Labs (no longer in Focus)',
    );
    expect(groupText(html, '303')).to.contain('Category gone').and.not.contain('Synchronized');
    expect(html).to.match(/id="group-303">\s*<details open/);
    expect(readText(html)).to.contain('This class has no categories in Focus yet.');
  });

  it('refuses a category that is not valid for the class, whatever the form says', async () => {
    const fixture = createWebApp();
    // Homework exists in the other class only.
    const answer = await post(fixture, '/categories', { version: '0', 'category:302:62': 'cat-home' });
    expect(answer.status).to.equal(409);
    expect(readText(answer.text)).to.contain('The category you chose is no longer in Focus.');
    expect(fixture.categories.input.stored.rows).to.deep.equal([]);
  });

  it('S20 refuses fields that no page has', async () => {
    const fixture = createWebApp();
    const refused: Record<string, string | string[]>[] = [
      { 'category:302:61': 'cat-quiz' },
      { version: 'x', 'category:302:61': 'cat-quiz' },
      { version: '0', 'category:302:61': ['cat-quiz', 'cat-labs'] },
      { version: '0', 'category:302': 'cat-quiz' },
      { version: '0', 'category:1:2:3': 'cat-quiz' },
      { version: '0', 'category:302:61': 'x'.repeat(301) },
      { version: '0', 'category:302:61': 'a\u0000b' },
    ];
    for (const fields of refused) {
      expect((await post(fixture, '/categories', fields)).status, JSON.stringify(fields)).to.equal(400);
    }
    expect(fixture.categories.forms).to.deep.equal([]);
    for (const query of ['?synced=x', '?show=x', '?group=a&group=b']) {
      expect((await get(fixture, `/categories${query}`)).status, query).to.equal(400);
    }
  });

  it('says that the SIS has no categories yet, and that they must be set up first', async () => {
    const none = { kind: 'read', categories: [] } as const;
    const categories = createCategoriesFixture({
      classes: new Map([
        ['M9-1', none],
        ['M9-2', none],
      ]),
    });
    const text = readText(await open(createWebApp({ categories })));
    expect(text).to.contain(`${say(en.categories.noCategoriesTitle)} ${say(en.categories.noCategories)}`);
  });

  it('says so if no section has a SIS id', async () => {
    const categories = createCategoriesFixture({ sections: [{ id: '1', name: 'Alone', sisId: null }] });
    expect(readText(await open(createWebApp({ categories })))).to.contain('No section is synced with Focus');
  });

  it('shows what was read before if the SIS does not answer, and never calls it gone', async () => {
    const categories = createCategoriesFixture({ sisProblem: 'sis_unreachable' });
    categories.saveAsOther('Dana', '302', '61', quizzes);
    categories.input = {
      ...categories.input,
      classes: new Map([
        ['M9-1', { kind: 'unread' }],
        ['M9-2', { kind: 'unreadable', sisMessage: 'Class is archived' }],
      ]),
    };
    const html = await open(createWebApp({ categories }));
    const text = readText(html);
    expect(text).to.contain('Focus didn’t answer. You see the categories we last read.');
    expect(text).to.contain('Focus refused to show this class. It said: Class is archived');
    expect(readSelects(html).find(({ name }) => name === 'category:302:61')).to.include({
      selected: 'Quizzes',
    });
    expect(text).to.not.contain('gone');
  });

  it('S19 shows names of groups, sections, categories and people as plain text', async () => {
    const evil = `"><img src=x onerror=alert(1)></select>'`;
    const cruel = { sourcedId: evil, title: evil };
    const categories = createCategoriesFixture({
      groups: [{ id: '301', name: evil, position: 1 }],
      sections: [
        { id: '61', name: evil, sisId: evil },
        { id: '62', name: evil, sisId: null },
      ],
      classes: new Map([[evil, { kind: 'read', categories: [cruel, { ...cruel, title: `${evil}2` }] }]]),
    });
    const fixture = createWebApp({ categories });
    await post(fixture, '/categories', { version: '0', 'category:301:61': evil });
    for (const change of [
      {},
      { classes: new Map([[evil, { kind: 'unreadable', sisMessage: evil } as const]]) },
    ]) {
      categories.input = { ...categories.input, ...change };
      categories.saveAsOther(evil, '301', '61', { sourcedId: 'gone', title: evil });
      const html = await open(fixture);
      expect(html).to.not.contain('<img');
      expect(readText(html)).to.contain(evil);
      const refused = await post(fixture, '/categories', { version: '0', 'category:301:61': evil });
      expect(refused.status).to.equal(409);
      expect(refused.text).to.not.contain('<img');
    }
  });

  it('S12 S15 is for people who may post, and accepts only its own forms', async () => {
    for (const [role, status] of [
      ['teacher', 200],
      ['ta', 200],
      ['designer', 403],
      ['student', 403],
      ['observer', 403],
    ] as const) {
      const launch = buildLaunch({ person: { ...buildLaunch().person, role } });
      const fixture = createWebApp({ launch });
      expect((await get(fixture, '/categories')).status, role).to.equal(status);
      const form = { version: '0', 'category:302:61': 'cat-quiz' };
      expect((await post(fixture, '/categories', form)).status, role).to.equal(status === 200 ? 303 : 403);
      expect((await post(fixture, '/categories', { ...form, csrf: 'forged' })).status, role).to.equal(403);
      expect(fixture.categories.forms).to.have.length(status === 200 ? 1 : 0);
    }
  });

  it('says so if the page is not offered, explains matching by name, and saves nothing', async () => {
    const { settings, ...rest } = buildInstitution();
    const institution = { ...rest, settings: { ...settings, categoryPage: false } };
    const fixture = createWebApp({ institution });
    const text = readText(await open(fixture));
    expect(text).to.contain('Not enabled for your institution');
    expect(text).to.contain(say(en.categories.disabled[1]));
    const answer = await post(fixture, '/categories', { version: '0', 'category:302:61': 'cat-quiz' });
    expect(answer.status).to.equal(303);
    expect(fixture.categories.forms).to.deep.equal([]);
  });

  it('has a Close button in the Assignments page’s modal, and a tab in Grade Sync', async () => {
    const modal = createWebApp({ launch: buildLaunch({ placement: 'course_assignments_menu' }) });
    expect(await open(modal)).to.match(
      /<a class="button" href="https:\/\/canvas\.example[^"]+" data-close>Close/,
    );
    const page = await open(createWebApp());
    expect(page).to.contain('<a href="/s/test/categories" aria-current="page">Sync SIS Categories</a>');
    expect(page).to.not.contain('data-close>');
  });

  it('stays small with 60 groups in 20 sections: options once per section, the rest on demand', async () => {
    const fixture = createWebApp({ categories: createCategoriesFixture(buildLargeCourse()) });
    await open(fixture);
    const startedAt = performance.now();
    const html = await open(fixture);
    const ms = performance.now() - startedAt;
    expect(readSelects(html)).to.have.length(1200);
    expect(html.match(/<template data-options/g)).to.have.length(20);
    expect(Buffer.byteLength(html)).to.be.lessThan(600_000);
    expect(ms).to.be.lessThan(8_000);
    const everything = await open(fixture, '?show=everything');
    expect(readSelects(everything).every(({ options }) => options.length === 9)).to.equal(true);
    const form = { version: z.string().parse(/name="version" value="(\d+)"/.exec(html)?.[1]) };
    const choices = Object.fromEntries(readSelects(html).map(({ name }) => [name, '']));
    expect((await post(fixture, '/categories', { ...form, ...choices })).status).to.equal(303);
    expect(fixture.categories.input.stored.rows.every(({ sourcedId }) => sourcedId === null)).to.equal(true);
  });
});
