import { expect } from 'chai';
import { useBrowser } from '../support/browser.ts';
import {
  buildAssignment,
  buildInstitution,
  buildItem,
  buildLaunch,
  buildLineItem,
  buildOverview,
  buildRun,
  createPassbackFixture,
} from '../support/passback-fixtures.ts';
import { base, createWebApp } from '../support/web-app.ts';
import { type Listening, listen } from '../support/web-server.ts';

const corpus = [
  '<script>window.pwned=1</script>',
  '"><img src=x onerror=window.pwned=1>',
  "'><svg/onload=window.pwned=1>",
  '" onfocus="window.pwned=1" autofocus="',
  '</title><script>window.pwned=1</script>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '<%= window.pwned=1 %>',
  '&lt;script&gt;window.pwned=1&lt;/script&gt;',
  '\u2028<iframe srcdoc="<script>parent.pwned=1</script>">',
];
const evil = corpus.join(' ');
const evilLink = 'javascript:window.pwned=1';

/** Fills every text and address that comes from Canvas, the SIS or a person with the corpus. */
function createEvilPassback() {
  const problem = { check: 'category_unassociated', sectionName: evil, values: { group: evil } } as const;
  const section = {
    sectionId: evil,
    sectionName: evil,
    dueAt: null,
    standInDay: null,
    categoryTitle: evil,
    categoryByName: true,
  };
  return createPassbackFixture({
    overview: buildOverview({
      courseTitle: evil,
      sections: [
        { id: evil, name: evil, sisId: evil },
        { id: '2', name: 'Plain', sisId: null },
      ],
      assignments: [
        buildAssignment({
          id: '9001',
          name: evil,
          sentTitle: evil,
          url: evilLink,
          sections: [section, { ...section, sectionId: '2', categoryTitle: 'Other' }],
          problems: [problem],
        }),
      ],
      warnings: {
        ungraded: 1,
        hiddenGrades: 1,
        customStatuses: 1,
        finalOverrides: 1,
        studentsWithoutSisId: 1,
        sectionsWithoutSisId: [evil],
      },
    }),
    runs: [buildRun({ requestedBy: { kind: 'person', ltiUserId: evil, canvasUserId: evil, name: evil } })],
    lineItems: [
      buildLineItem({
        assignmentName: evil,
        assignmentUrl: evilLink,
        sentTitle: evil,
        sectionName: evil,
        classSourcedId: evil,
        sisMessage: evil,
        problems: [problem],
      }),
    ],
    items: [
      buildItem({
        sectionName: evil,
        assignmentName: evil,
        studentName: evil,
        studentSisId: evil,
        scoreStatus: evil,
        sisMessage: evil,
        reason: 'sis_refused',
        outcome: 'failed',
      }),
    ],
  });
}

describe('S19 hostile text', function () {
  this.timeout(60_000);
  const browser = useBrowser();
  let server: Listening;

  before(async () => {
    const institution = buildInstitution();
    const { app } = createWebApp({
      passback: createEvilPassback(),
      launch: buildLaunch({ placement: 'post_grades', returnUrl: evilLink }),
      institution: { ...institution, settings: { ...institution.settings, sisLabel: evil } },
    });
    server = await listen(app);
  });
  after(async () => {
    await server?.close();
  });

  for (const path of [
    '/post-grades',
    '/post-grades/scheduled?run=run-1&how=same',
    '/grade-sync',
    '/grade-sync/runs/run-1',
    '/grade-sync/runs/run-1/students?assignment=9001',
    '/grade-sync/settings',
    '/grade-sync/settings/remaster?assignment=9001',
    `/post-grades?section=${encodeURIComponent(corpus[1] ?? '')}`,
  ]) {
    it(`S19 names, titles and SIS messages stay plain text on ${path.split('=')[0]}`, async () => {
      // Without the content security policy: escaping alone must hold.
      const context = await browser().newContext({ bypassCSP: true });
      const page = await context.newPage();
      await page.goto(`${server.url}${base}${path}`);
      await page.evaluate(
        'document.querySelectorAll("details").forEach((details) => { details.open = true; })',
      );
      expect(await page.evaluate('window.pwned')).to.equal(undefined);
      expect(await page.locator('a[href^="javascript:" i]').count()).to.equal(0);
      expect(await page.locator('main iframe, main img, main script').count()).to.equal(0);
      expect(await page.locator('main').textContent()).to.contain('<script>window.pwned=1</script>');
      await context.close();
    });
  }
});
