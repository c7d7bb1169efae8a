import { expect } from 'chai';
import { ProductError } from '../../../src/errors.ts';
import { expectAccessible, expectToFit } from '../../support/accessibility.ts';
import {
  buildAssignment,
  buildCounts,
  buildLaunch,
  buildOpenRun,
  buildRun,
} from '../../support/passback-fixtures.ts';
import { createWebApp, type WebAppFixture } from '../../support/web-app.ts';
import { useWebPages } from '../../support/web-pages.ts';
import { createRichPassback } from '../../support/web-scenes.ts';

describe('Pages in a real browser', function () {
  this.timeout(60_000);
  const { open, openFramed, readSubjects } = useWebPages();

  const rich = (over: Parameters<typeof createWebApp>[0] = {}): WebAppFixture =>
    createWebApp({ passback: createRichPassback(), ...over });
  const dialog = (over: Parameters<typeof buildLaunch>[0] = {}): WebAppFixture =>
    rich({ launch: buildLaunch({ placement: 'post_grades', ...over }) });

  describe('accessibility', () => {
    // Spanish is longer. With High Contrast UI, because colours do not depend on the language.
    const spanish = { locale: 'es', highContrast: true } as const;
    const plain = (over: Parameters<typeof buildLaunch>[0] = {}): WebAppFixture =>
      rich({ launch: buildLaunch(over) });
    const withoutConsent: typeof plain = (over) => {
      const fixture = plain(over);
      fixture.passback.failure = new ProductError('canvas_consent_needed');
      return fixture;
    };
    const empty: typeof plain = (over) => {
      const fixture = plain(over);
      fixture.passback.runs = [];
      fixture.passback.overview = { ...fixture.passback.overview, assignments: [] };
      return fixture;
    };
    const cases: readonly (readonly [string, typeof plain, string])[] = [
      ['Post Grades in a dialog', dialog, '/post-grades'],
      ['Post Grades in Grade Sync', plain, '/post-grades'],
      ['Preview', plain, '/post-grades/preview?show=all'],
      ['Scheduled', dialog, '/post-grades/scheduled?run=run-open&how=same'],
      ['History', plain, '/grade-sync'],
      ['an open run', plain, '/grade-sync/runs/run-open'],
      ['a run with problems', plain, '/grade-sync/runs/run-problems'],
      ['a failed run', plain, '/grade-sync/runs/run-failed'],
      ['students', plain, '/grade-sync/runs/run-problems/students'],
      ['at a glance', plain, '/grade-sync/runs/run-problems/grid'],
      ['Undo', plain, '/grade-sync/runs/run-problems/undo'],
      ['the history of a grade', plain, '/grade-sync/grade?cell=9001:ALG1-P1:604822'],
      ['a summary', plain, '/grade-sync/summary'],
      ['Compare', plain, '/grade-sync/compare'],
      ['Settings', plain, '/grade-sync/settings'],
      ['Settings without connection', withoutConsent, '/grade-sync/settings'],
      ['Remaster', plain, '/grade-sync/settings/remaster?assignment=9001'],
      ['an error', plain, '/grade-sync/runs/unknown'],
      ['consent', withoutConsent, '/post-grades'],
      ['empty History', empty, '/grade-sync'],
      ['empty Post Grades', empty, '/post-grades'],
      ['Sign out', plain, '/sign-out'],
    ];
    it('finds no problem while the students of a row are still being fetched', async () => {
      const page = await open(rich(), '/grade-sync/runs/run-problems');
      await page.route(/\/students/, (route) => route.abort());
      await expectAccessible(page, 'a run whose students do not come', [1280, 320]);
      await page.context().close();
    });

    for (const [name, fixture, path] of cases) {
      it(`axe finds no problem, and 320 pixels are enough: ${name}`, async () => {
        const page = await open(fixture(), path);
        await expectAccessible(page, name, [1280]);
        await page.context().close();
        const other = await open(fixture(spanish), path);
        expect(await other.locator('html').getAttribute('lang')).to.equal('es');
        await expectToFit(other, `${name} in Spanish`, 800);
        await expectAccessible(other, `${name} in Spanish`, [320]);
        await other.context().close();
      });
    }
  });

  describe('Post Grades', () => {
    it('works by keyboard alone, from the first box to the progress link', async () => {
      const fixture = dialog();
      fixture.passback.receipt = { runId: 'run-open', how: 'created' };
      const page = await open(fixture, '/post-grades');
      const focused = (): Promise<unknown> =>
        page.evaluate(
          'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
        );
      const tabTo = async (name: string): Promise<void> => {
        for (let presses = 0; presses < 60; presses += 1) {
          if (String(await focused()).startsWith(name)) return;
          await page.keyboard.press('Tab');
        }
        throw new Error(`cannot reach ${name}`);
      };
      await tabTo('Select all');
      await page.keyboard.press('Space');
      expect(await page.locator('[data-selected]').textContent()).to.equal('0 of 4 assignments selected');
      expect(await page.locator('[data-submit]').isDisabled()).to.equal(true);
      await tabTo('Select Quiz 1');
      await page.keyboard.press('Space');
      expect(await page.locator('[data-selected]').textContent()).to.equal('1 of 4 assignments selected');
      await tabTo('Post Grades');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/scheduled**');
      expect(await page.locator('.scheduled-words').textContent()).to.equal(
        'Scheduled. Click to see progress.',
      );
      await tabTo('Click to see progress.');
      expect(fixture.passback.asked).to.deep.equal([
        { what: 'post', selection: { kind: 'assignments', ids: ['9001'] } },
      ]);
      await page.context().close();
    });

    /** Two assignments that another tool has sent to the SIS before. */
    const existing = (): WebAppFixture => {
      const fixture = rich();
      const problems = [
        { check: 'line_item_exists', sectionName: 'Period 1', values: { title: 'Quiz' } },
      ] as const;
      const stopped = ['9001', '9002'].map((id, index) =>
        buildAssignment({ id, name: `Quiz ${index + 1}`, problems, selectable: false, adoptable: true }),
      );
      fixture.passback.overview = { ...fixture.passback.overview, assignments: stopped };
      return fixture;
    };

    it('uses by keyboard what is in the SIS already, and says what that was', async () => {
      const fixture = existing();
      const page = await open(fixture, '/post-grades');
      await expectAccessible(page, 'assignments that are in the SIS already', [1280, 320]);
      await page.setViewportSize({ width: 1280, height: 900 });
      const button = page.getByRole('button', { name: /^Use it\s*: Quiz 2$/ });
      await button.focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/used=1/);
      await page
        .getByText('Grade syncs now use 1 assignment that was already in', { exact: false })
        .waitFor();
      await page.getByText('2 of them differ from Canvas.', { exact: false }).waitFor();
      expect(fixture.passback.asked).to.deep.equal([{ what: 'adopt', ids: ['9002'] }]);
      await page.context().close();
    });

    it('uses all of it at once, without scripts', async () => {
      const fixture = existing();
      const page = await open(fixture, '/post-grades', { javaScriptEnabled: false });
      await page.getByRole('button', { name: 'Use them all' }).click();
      await page.waitForURL(/used=2/);
      await page.getByRole('link', { name: 'Preview every grade' }).first().waitFor();
      expect(fixture.passback.asked).to.deep.equal([{ what: 'adopt', ids: ['9001', '9002'] }]);
      await page.context().close();
    });

    it('its header box shows all, some or none', async () => {
      const page = await open(rich(), '/post-grades');
      const state = (): Promise<unknown> =>
        page.evaluate(
          '[document.getElementById("select-all").checked, document.getElementById("select-all").indeterminate]',
        );
      expect(await state()).to.deep.equal([true, false]);
      await page.getByLabel('Select Unit 3 Test').uncheck();
      expect(await state()).to.deep.equal([false, true]);
      await page.getByLabel('Select all').check();
      expect(await state()).to.deep.equal([true, false]);
      expect(await page.getByLabel('Select Unit 3 Test').isChecked()).to.equal(true);
      await page.context().close();
    });

    it('sorting keeps the choice and announces its direction', async () => {
      const page = await open(rich(), '/post-grades');
      await page.getByLabel('Select Unit 3 Test').uncheck();
      const heading = page.locator('th', { has: page.locator('[data-sort="new"]') });
      await page.locator('[data-sort="new"]').click();
      expect(await heading.getAttribute('aria-sort')).to.equal('ascending');
      await page.locator('[data-sort="new"]').click();
      expect(await heading.getAttribute('aria-sort')).to.equal('descending');
      const names = await page.locator('tbody th.name > a').allInnerTexts();
      expect(names[0]).to.match(/^Homework 12/);
      expect(await page.getByLabel('Select Unit 3 Test').isChecked()).to.equal(false);
      expect(page.url()).not.to.contain('sort=');
      await page.getByText('Show problems first').click();
      expect(await page.locator('tbody th.name > a').first().textContent()).to.match(/^Extra practice/);
      await page.context().close();
    });

    it('the section filter hides other assignments, which are then not posted', async () => {
      const fixture = rich();
      const page = await open(fixture, '/post-grades');
      await page.getByLabel('Section').selectOption('62');
      // The page comes anew.
      await page.locator('[data-section-hint]', { hasText: 'Period 2 Honors' }).waitFor();
      expect(await page.locator('[data-selected]').textContent()).to.equal('2 of 2 assignments selected');
      await page.locator('[data-submit]').click();
      await page.waitForURL('**/scheduled**');
      expect(fixture.passback.asked).to.deep.equal([
        { what: 'post', selection: { kind: 'assignments', ids: ['9001', '9005'] } },
      ]);
      await page.context().close();
    });

    it('keeps its button and column heads in reach, and filters in place', async () => {
      const fixture = dialog();
      const [first] = fixture.passback.overview.assignments;
      if (!first) throw new Error('no assignment');
      const assignments = Array.from({ length: 60 }, (_, index) => ({
        ...first,
        id: `${index}`,
        name: `Quiz ${index}`,
      }));
      fixture.passback.overview = { ...fixture.passback.overview, assignments };
      const page = await open(fixture, '/post-grades');
      await page.setViewportSize({ width: 800, height: 600 });
      await page.getByRole('checkbox', { name: 'Select Quiz 59', exact: true }).focus();
      const top = async (selector: string) => (await page.locator(selector).boundingBox())?.y ?? -1;
      expect(await top('[data-submit]')).to.be.within(0, 80);
      expect(await top('[data-sort="name"]')).to.be.within(40, 200);
      await page.getByLabel('Search assignments').fill('quiz 59');
      expect(await page.locator('[data-selected]').textContent()).to.equal('1 of 1 assignment selected');
      await page.getByLabel('Search assignments').fill('nothing');
      await page.getByText('No assignment matches.').waitFor();
      await page.context().close();
    });

    it('Z9 pressing twice sends one form', async () => {
      const fixture = rich();
      const page = await open(fixture, '/post-grades');
      await page.locator('[data-submit]').dblclick();
      await page.waitForURL('**/scheduled**');
      expect(fixture.passback.asked).to.have.length(1);
      await page.context().close();
    });

    it('works without scripts', async () => {
      const fixture = dialog();
      const page = await open(fixture, '/post-grades', { javaScriptEnabled: false });
      expect(await page.locator('#select-all').isVisible()).to.equal(false);
      await page.getByRole('link', { name: 'Select none' }).click();
      await page.locator('[data-sort="name"]').click();
      await page.getByLabel('Select Unit 3 Test').check();
      await page.getByRole('button', { name: 'Post Grades' }).click();
      expect(await page.locator('.scheduled-words').textContent()).to.equal(
        'Scheduled. Click to see progress.',
      );
      expect(fixture.passback.asked).to.deep.equal([
        { what: 'post', selection: { kind: 'assignments', ids: ['9003'] } },
      ]);
      await page.context().close();
    });
  });

  describe('in the frame of Canvas', () => {
    it('Cancel sends lti.close and then follows the way back', async () => {
      const page = await openFramed(dialog(), '/post-grades');
      const back = page.waitForRequest(
        'https://canvas.example/courses/205/external_content/success/external_tool_redirect',
      );
      await page.frameLocator('iframe').getByRole('link', { name: 'Cancel' }).click();
      await back;
      expect(await readSubjects(page)).to.deep.equal(['lti.close']);
      await page.context().close();
    });

    it('asks Canvas for the page’s height in course navigation, and tells it of the run’s end', async () => {
      const fixture = rich();
      const page = await openFramed(fixture, '/grade-sync/runs/run-open');
      const told = async (subject: string, rest = 'true') =>
        page.waitForFunction(`told.find((one) => one.subject === '${subject}' && ${rest})`);
      await told('lti.frameResize', 'one.height > 700');
      await told('lti.capabilities');
      await page.evaluate(
        `frames[0].postMessage({ subject: 'lti.capabilities.response', supported_messages: [{ subject: 'lti.showAlert' }] }, '*')`,
      );
      fixture.passback.runs = [buildRun({ id: 'run-open' })];
      await told('lti.showAlert', `one.alertType === 'success' && one.body.endsWith(': Completed')`);
      const announcer = page.frameLocator('iframe').locator('[data-live-announcer]');
      expect(await announcer.textContent(), 'said once').to.equal('');
      await page.context().close();
    });

    it('the progress link leaves the dialog', async () => {
      const page = await openFramed(dialog(), '/post-grades/scheduled?run=run-open&how=created');
      await page.frameLocator('iframe').getByText('Click to see progress.').click();
      await page.waitForURL('https://canvas.example/courses/205/external_tools/retrieve**');
      await page.context().close();
    });
  });

  describe('live', () => {
    it('History follows a run to its end without reloading, announces the end and stops polling', async () => {
      const fixture = rich();
      fixture.passback.runs = [buildOpenRun()];
      const page = await open(fixture, '/grade-sync');
      await page.evaluate('window.sameDocument = true');
      await page.locator('#run-run-1').focus();
      fixture.passback.runs = [
        buildRun({ id: 'run-2', state: 'completed', createdAt: new Date('2026-11-20T16:00:00Z') }),
        buildRun({ counts: buildCounts({ eligible: 901, confirmed: 901 }) }),
      ];
      await page.getByText('901').waitFor();
      expect(await page.locator('.pill').allInnerTexts()).to.deep.equal(['Completed', 'Completed']);
      expect(await page.locator('tbody tr').first().getAttribute('data-live-part')).to.equal('run-2');
      expect(await page.locator('[data-live-announcer]').textContent()).to.match(
        /^Grade sync of .*: Completed$/,
      );
      expect(await page.evaluate('document.activeElement.id')).to.equal('run-run-1');
      expect(await page.evaluate('window.sameDocument')).to.equal(true);
      expect(await page.locator('#live').getAttribute('data-live')).to.equal('false');
      await page.context().close();
    });

    it('a run keeps its opened students while the rest updates', async () => {
      const fixture = rich();
      const page = await open(fixture, '/grade-sync/runs/run-open');
      await page.locator('tbody', { hasText: 'Quiz 1' }).first().locator('summary').click();
      await page.getByText('Ana Flores').waitFor();
      const [first, ...others] = fixture.passback.lineItems;
      if (!first) throw new Error('no line item');
      fixture.passback.lineItems = [
        { ...first, outcome: 'created', counts: buildCounts({ eligible: 28, confirmed: 28 }) },
        ...others,
        { ...first, assignmentId: '9100', assignmentName: 'Unit test' },
      ];
      fixture.passback.runs = fixture.passback.runs.map((run) =>
        run.id === 'run-open' ? buildRun({ id: 'run-open' }) : run,
      );
      await page.locator('.pill', { hasText: 'Created' }).waitFor();
      expect(await page.getByText('Ana Flores').isVisible()).to.equal(true);
      expect(await page.locator('table.line-items > tbody th.name').allInnerTexts()).to.have.length(6);
      expect(await page.locator('table.line-items > tbody').last().textContent()).to.contain('Unit test');
      expect(await page.getByRole('button', { name: 'Cancel grade sync' }).count()).to.equal(0);
      await page.context().close();
    });

    it('works without scripts: Refresh reloads, and a link opens the students', async () => {
      const fixture = rich();
      const page = await open(fixture, '/grade-sync/runs/run-open', { javaScriptEnabled: false });
      fixture.passback.runs = [buildRun({ id: 'run-open' })];
      await page.getByRole('link', { name: 'Refresh' }).click();
      await page.locator('.outcome .pill', { hasText: /^Completed$/ }).waitFor();
      await page.locator('tbody', { hasText: 'Quiz 1' }).first().locator('summary').click();
      await page
        .locator('tbody', { hasText: 'Quiz 1' })
        .first()
        .getByRole('link', { name: 'Open the list of students' })
        .click();
      await page.locator('h1', { hasText: 'Quiz 1' }).waitFor();
      expect(await page.locator('main').textContent()).to.contain('Ana Flores');
      await page.context().close();
    });
  });

  it('Remaster works without scripts, and asks before it acts', async () => {
    const fixture = rich();
    fixture.passback.receipt = { runId: 'run-open', how: 'created' };
    const page = await open(fixture, '/grade-sync/settings', { javaScriptEnabled: false });
    await page.getByLabel('Select Unit 3 Test').uncheck();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('h1', { hasText: /^Remaster Grade Passback\?$/ }).waitFor();
    expect(fixture.passback.asked).to.deep.equal([]);
    await page.getByRole('button', { name: 'Remaster' }).click();
    await page.waitForURL('**/grade-sync/runs/run-open');
    expect(fixture.passback.asked).to.deep.equal([
      { what: 'remaster', selection: { kind: 'assignments', ids: ['9001', '9002', '9005'] } },
    ]);
    await page.context().close();
  });

  it('ends the connection to Canvas without scripts', async () => {
    const page = await open(rich(), '/grade-sync/settings', { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'End connection' }).click();
    await page.getByText('You ended the connection.').waitFor();
    expect(await page.getByRole('link', { name: 'Connect to Canvas' }).getAttribute('href')).to.match(
      /^https:\/\/canvas\.example\/login\/oauth2\/auth/,
    );
    await page.context().close();
  });

  it('continues when the person comes back from Canvas’s consent page', async () => {
    const fixture = rich();
    fixture.passback.failure = new ProductError('canvas_consent_needed');
    const page = await open(fixture, '/post-grades');
    await page.context().route('https://canvas.example/**', (route) => route.fulfill({ body: 'authorize?' }));
    const [consent] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Connect to Canvas' }).click(),
    ]);
    expect(consent.url()).to.match(/^https:\/\/canvas\.example\/login\/oauth2\/auth/);
    fixture.passback.failure = undefined;
    await consent.close();
    await page.bringToFront();
    await page.evaluate('window.dispatchEvent(new Event("focus"))');
    await page.getByRole('button', { name: 'Post Grades' }).waitFor();
    await page.context().close();
  });
});
