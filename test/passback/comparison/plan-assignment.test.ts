import { expect } from 'chai';
import fc from 'fast-check';
import type { SisProfile } from '../../../src/oneroster/profile/sis-profile.ts';
import {
  type CoursePlanInput,
  createPlanner,
  fingerprintLineItem,
} from '../../../src/passback/comparison/plan-assignment.ts';
import type { ClassSnapshot } from '../../../src/store/passback/class-snapshots.ts';
import type { CourseAssignment } from '../../../src/store/passback/course-record.ts';
import { makeInstitution } from '../../support/passback/harness.ts';
import { makeAssignment } from '../../support/passback/in-memory-canvas.ts';
import { plainProfile } from '../../support/passback/in-memory-sis.ts';

const toCourse = (id: string, change: Partial<CourseAssignment> = {}): CourseAssignment => ({
  ...makeAssignment(id, change),
  source: 'rest',
});

const reading = (sourcedId: string): Extract<ClassSnapshot, { match: 'one' }> => ({
  match: 'one',
  refused: [],
  sisClass: {
    sourcedId,
    title: sourcedId,
    schoolSourcedId: 'school',
    classCode: null,
    termSourcedIds: ['t'],
  },
  categories: [{ sourcedId: 'cat', title: 'homework', classSourcedId: null }],
  gradingPeriods: [{ sourcedId: 'gp', title: 'Q1', startDate: '2026-10-01', endDate: '2026-10-31' }],
  students: [],
  lineItems: [],
});

interface Change {
  readonly profile?: Partial<SisProfile>;
  readonly settings?: Partial<CoursePlanInput['institution']['settings']>;
  readonly others?: readonly CourseAssignment[];
  readonly snapshots?: ReadonlyMap<string, ClassSnapshot>;
  readonly timeZone?: string;
  readonly knownLineItems?: CoursePlanInput['knownLineItems'];
}

function planOf(assignment: CourseAssignment, change: Change = {}) {
  const institution = makeInstitution('i1');
  const input: CoursePlanInput = {
    institution: { ...institution, settings: { ...institution.settings, ...change.settings } },
    contextId: 'context',
    course: {
      timeZone: change.timeZone ?? 'America/Chicago',
      sections: [
        { id: 's1', name: 'One', sisId: 'class-1' },
        { id: 's2', name: 'Two', sisId: 'class-2' },
        { id: 's3', name: 'Three', sisId: null },
      ],
      groups: [{ id: 'g1', name: 'Homework', position: 1 }],
      assignments: [assignment, ...(change.others ?? [])],
    },
    profile: { ...plainProfile, ...change.profile },
    snapshots:
      change.snapshots ??
      new Map([
        ['class-1', reading('class-1')],
        ['class-2', reading('class-2')],
      ]),
    mappings: new Map(),
    ofOtherCourses: new Set(),
    knownLineItems: change.knownLineItems ?? new Map(),
    now: new Date('2026-10-20T12:00:00Z'),
  };
  return createPlanner(input)(assignment);
}

/** Checks that failed, as `check@section`. */
function problemsOf(assignment: CourseAssignment, change: Change = {}): string[] {
  return planOf(assignment, change).sections.flatMap((plan) =>
    plan.problems.map((problem) => `${problem.check}@${problem.sectionName ?? 'all'}`),
  );
}
const twice = (check: string): string[] => [`${check}@all`, `${check}@all`];

describe('planning an assignment', () => {
  it('plans one line item for each section with a SIS id', () => {
    const { sections } = planOf(toCourse('a1'));
    expect(sections.map((plan) => plan.lineItem?.classSourcedId)).to.deep.equal(['class-1', 'class-2']);
    expect(sections[0]?.lineItem?.sourcedId).not.to.equal(sections[1]?.lineItem?.sourcedId);
  });

  it('sends the stored description unchanged: text that looks like a tag is no tag', () => {
    const description = 'Solve where 1 < x and x > 3, show work';
    const { sections } = planOf(toCourse('a1', { description }));
    expect(sections[0]?.lineItem?.description).to.equal(description);
  });

  describe('R19 checks before anything is sent', () => {
    it('name empty, or longer than the SIS accepts', () => {
      expect(problemsOf(toCourse('a1', { name: '  ' }))).to.deep.equal(twice('name_empty'));
      const long = toCourse('a1', { name: 'x'.repeat(31) });
      expect(problemsOf(long, { profile: { titleLimit: 30 } })).to.deep.equal(twice('name_too_long'));
      expect(problemsOf(long, { profile: { titleLimit: 30 }, settings: { titleLimit: 40 } })).to.deep.equal(
        [],
      );
      const shorten = { profile: { titleLimit: 30 }, settings: { longTitles: 'shorten' } } as const;
      expect(problemsOf(long, shorten)).to.deep.equal([]);
      expect(planOf(long, shorten).sections[0]?.lineItem?.title).to.have.length(30);
    });

    it('P14 the same title and due date in the SIS already, and not ours: stopped, or taken over where only one fits', () => {
      const plain = planOf(toCourse('a1')).sections[0]?.lineItem;
      const { title = '', dueDate = '', sourcedId = '' } = plain ?? {};
      const theirs = { sourcedId: 'theirs', title: title.toUpperCase(), dueDate };
      const inSis = (...lineItems: (typeof theirs)[]): Change => ({
        snapshots: new Map([['class-1', { ...reading('class-1'), lineItems }]]),
      });
      const adopting = { settings: { existingLineItems: 'adopt' } } as const;
      const a1 = toCourse('a1');
      expect(problemsOf(a1, inSis(theirs))).to.deep.equal(['line_item_exists@One']);
      const [adopted] = planOf(a1, { ...inSis(theirs), ...adopting }).sections;
      expect([adopted?.lineItem?.sourcedId, adopted?.adopts]).to.deep.equal(['theirs', true]);
      expect(adopted?.ownSourcedId).to.equal(sourcedId);
      const unique = { profile: { uniqueTitles: true } };
      expect(problemsOf(a1, { ...inSis(theirs), ...adopting, ...unique })).to.deep.equal([]);
      // Several fit.
      const second = { ...theirs, sourcedId: 'second' };
      expect(problemsOf(a1, { ...inSis(theirs, second), ...adopting })).to.deep.equal([
        'line_items_exist@One',
      ]);
      const rival = toCourse('a2', { name: a1.name });
      expect(problemsOf(a1, { ...inSis(theirs), ...adopting, others: [rival] })).to.deep.equal([
        'line_items_exist@One',
      ]);
      // Ours, another day, or a SIS that assigns the ids: there it is found when it is sent.
      expect(problemsOf(a1, inSis({ ...theirs, sourcedId: sourcedId.toUpperCase() }))).to.deep.equal([]);
      expect(problemsOf(a1, inSis({ ...theirs, dueDate: '2026-01-01' }))).to.deep.equal([]);
      expect(problemsOf(a1, { ...inSis(theirs), profile: { pathId: 'theirs' } })).to.deep.equal([]);
    });

    it('R18 a name twice in one class, in Canvas or in the SIS, if the SIS accepts each only once', () => {
      const unique = { uniqueTitles: true };
      const same = toCourse('a2', { name: 'ASSIGNMENT a1 ' });
      expect(problemsOf(toCourse('a1'), { profile: unique, others: [same] })).to.deep.equal([
        'name_twice_in_class@One',
        'name_twice_in_class@Two',
      ]);
      expect(problemsOf(toCourse('a1'), { others: [same] })).to.deep.equal([]);
      const foreign = { ...reading('class-1'), lineItems: [{ sourcedId: 'theirs', title: 'assignment A1' }] };
      const snapshots = new Map([
        ['class-1', foreign],
        ['class-2', reading('class-2')],
      ]);
      expect(problemsOf(toCourse('a1'), { profile: unique, snapshots })).to.deep.equal([
        'name_twice_in_class@One',
      ]);
    });

    it('does not mistake its own line item in the SIS for another', () => {
      const own = planOf(toCourse('a1')).sections[0]?.lineItem;
      const lineItems = [{ sourcedId: own?.sourcedId ?? '', title: own?.title ?? '' }];
      const snapshots = new Map([['class-1', { ...reading('class-1'), lineItems }]]);
      const problems = problemsOf(toCourse('a1'), { profile: { uniqueTitles: true }, snapshots });
      expect(problems).to.deep.equal([]);
    });

    it('metadata of the institution, with its placeholders', () => {
      const lineItemMetadata = 'scoreType=POINTS; source=canvas [assignment] of [section]; kind=[group]';
      const { sections } = planOf(toCourse('a1'), { settings: { lineItemMetadata } });
      expect(sections[0]?.lineItem?.metadata).to.deep.equal({
        scoreType: 'POINTS',
        source: 'canvas a1 of class-1',
        kind: 'Homework',
      });
      expect(planOf(toCourse('a1')).sections[0]?.lineItem).not.to.have.property('metadata');
    });

    it('points missing, zero, or fractional where they must be whole', () => {
      expect(problemsOf(toCourse('a1', { pointsPossible: null }))).to.deep.equal(twice('points_missing'));
      expect(problemsOf(toCourse('a1', { pointsPossible: 0 }))).to.deep.equal(twice('points_missing'));
      const extraCredit = planOf(toCourse('a1', { pointsPossible: 0 }), { settings: { zeroPoints: 'send' } });
      expect(extraCredit.sections.map(({ lineItem }) => lineItem?.resultValueMax)).to.deep.equal([0, 0]);
      const half = toCourse('a1', { pointsPossible: 10.5 });
      expect(problemsOf(half)).to.deep.equal([]);
      expect(problemsOf(half, { profile: { wholePointsOnly: true } })).to.deep.equal(
        twice('points_not_whole'),
      );
    });

    it('dates by individual student', () => {
      const override = { kind: 'students', studentIds: ['1', '2'], dueAt: null } as const;
      expect(problemsOf(toCourse('a1', { overrides: [override] }))).to.deep.equal(
        twice('assigned_to_students'),
      );
    });

    it('CF13 unknown dates, in every section that may have the assignment', () => {
      const unknown = toCourse('a1', { datesKnown: false });
      expect(problemsOf(unknown)).to.deep.equal(twice('dates_unknown'));
      const nobody = toCourse('a1', { datesKnown: false, assignedToEveryone: false });
      expect(problemsOf(nobody)).to.deep.equal(twice('dates_unknown'));
    });

    it('dates of course pacing, named as such; a paced course without them is sent', () => {
      const override = { kind: 'students', studentIds: [], dueAt: null } as const;
      const paced = toCourse('a1', { inPacedCourse: true, overrides: [override] });
      expect(problemsOf(paced)).to.deep.equal(twice('paced_course'));
      expect(problemsOf(toCourse('a1', { inPacedCourse: true }))).to.deep.equal([]);
    });

    it('CF14 ignores a section removed from the assignment', () => {
      const overrides = [{ kind: 'unassigned', sectionId: 's2' }] as const;
      const { sections } = planOf(toCourse('a1', { overrides }));
      expect(sections.map(({ section }) => section.id)).to.deep.equal(['s1']);
    });

    it('work that does not count or is hidden in the gradebook, if the institution does not send it', () => {
      const marked = toCourse('a1', { omitFromFinalGrade: true, hideInGradebook: true });
      expect(problemsOf(marked)).to.deep.equal([]);
      expect(problemsOf(marked, { settings: { sendNotCounted: false } })).to.deep.equal(twice('not_counted'));
      expect(problemsOf(marked, { settings: { sendHiddenInGradebook: false } })).to.deep.equal(
        twice('hidden_in_gradebook'),
      );
    });

    it('due date missing, for Everyone or in one section', () => {
      expect(problemsOf(toCourse('a1', { dueAt: null }))).to.deep.equal([
        'due_date_missing@One',
        'due_date_missing@Two',
      ]);
      const override = { kind: 'section', sectionId: 's1', dueAt: null, unlockAt: null } as const;
      expect(problemsOf(toCourse('a1', { overrides: [override] }))).to.deep.equal(['due_date_missing@One']);
      const dated = { ...override, dueAt: new Date('2026-10-05T12:00:00Z') };
      expect(problemsOf(toCourse('a1', { dueAt: null, overrides: [dated] }))).to.deep.equal([
        'due_date_missing@Two',
      ]);
    });

    it('P15 no due date, where the institution lets it go: with the end of a grading period, or without a day', () => {
      const undated = toCourse('a1', { dueAt: null });
      const dayOf = (change: Change) => {
        const [one] = planOf(undated, change).sections;
        return [one?.lineItem?.dueDate, one?.standInDay];
      };
      const atEnd = { settings: { missingDueDate: 'periodEnd' } } as const;
      expect(dayOf(atEnd)).to.deep.equal(['2026-10-31', '2026-10-31']);
      const periods = (...ends: readonly (readonly [string, string])[]): Change => ({
        ...atEnd,
        snapshots: new Map([
          [
            'class-1',
            {
              ...reading('class-1'),
              gradingPeriods: ends.map(([startDate, endDate], n) => ({
                sourcedId: `gp-${n}`,
                title: '',
                startDate,
                endDate,
              })),
            },
          ],
        ]),
      });
      // Between periods the last one that ended, else the next one.
      const [past, older, next] = [
        ['2026-09-01', '2026-09-30'],
        ['2026-08-01', '2026-08-31'],
        ['2026-12-01', '2026-12-31'],
      ] as const;
      expect(dayOf(periods(next, past, older))[0]).to.equal('2026-09-30');
      expect(dayOf(periods(next))[0]).to.equal('2026-12-31');
      expect(problemsOf(undated, periods())).to.deep.equal(['due_date_missing@One']);
      // It keeps the day with which it was sent.
      const details = { dueDate: '2026-08-12' };
      const knownLineItems = new Map([['a1:class-1', { sourcedId: 'known', details }]]);
      expect(dayOf({ ...periods(next, past, older), knownLineItems })[0]).to.equal('2026-08-12');
      expect(dayOf({ ...periods(next), knownLineItems })[0]).to.equal('2026-12-31');
      const without = { settings: { missingDueDate: 'omit' } } as const;
      expect(dayOf(without)).to.deep.equal(['', null]);
      expect(problemsOf(undated, { ...without, profile: { gradingPeriod: 'required' } })).to.deep.equal([
        'due_date_missing@One',
        'due_date_missing@Two',
      ]);
    });

    it('a group that Canvas does not name, as of AGS items', () => {
      const own = toCourse('a1', { groupId: '' });
      expect(problemsOf(own)).to.deep.equal(['no_group@One', 'no_group@Two']);
      const named = planOf(own, {
        settings: { ungroupedCategory: 'HOMEWORK', matchCategoriesByName: false },
      });
      expect(named.sections[0]?.lineItem?.categorySourcedId).to.equal('cat');
      const optional = { profile: { category: 'optional', version: '1.1' } } as const;
      expect(problemsOf(own, optional)).to.deep.equal([]);
    });

    it('due outside every grading period, by the day in the course', () => {
      // 04:59 UTC on 1 November is still 31 October in Chicago.
      const lastMinute = toCourse('a1', { dueAt: new Date('2026-11-01T04:59:00Z') });
      const required = { gradingPeriod: 'required' } as const;
      expect(problemsOf(lastMinute, { profile: required })).to.deep.equal([]);
      expect(problemsOf(lastMinute, { profile: required, timeZone: 'UTC' })).to.deep.equal([
        'due_date_outside_grading_periods@One',
        'due_date_outside_grading_periods@Two',
      ]);
      expect(problemsOf(lastMinute, { timeZone: 'UTC' }), 'a period that need not be sent').to.deep.equal([
        'due_date_outside_grading_periods@One',
        'due_date_outside_grading_periods@Two',
      ]);
    });

    it('category unassociated, for the section that has none', () => {
      const snapshots = new Map<string, ClassSnapshot>([
        [
          'class-1',
          { ...reading('class-1'), categories: [{ sourcedId: 'c', title: 'Labs', classSourcedId: null }] },
        ],
        ['class-2', reading('class-2')],
      ]);
      expect(problemsOf(toCourse('a1'), { snapshots })).to.deep.equal(['category_unassociated@One']);
    });

    it('class missing in the SIS, or found twice', () => {
      const snapshots = new Map<string, ClassSnapshot>([
        ['class-1', { match: 'none' }],
        ['class-2', { match: 'many' }],
      ]);
      expect(problemsOf(toCourse('a1'), { snapshots })).to.deep.equal([
        'class_not_in_sis@One',
        'class_not_in_sis@Two',
      ]);
    });
  });

  it('leaves out sections that are not assigned the work', () => {
    const override = {
      kind: 'section',
      sectionId: 's2',
      dueAt: new Date('2026-10-05T12:00:00Z'),
      unlockAt: null,
    } as const;
    const { sections } = planOf(toCourse('a1', { assignedToEveryone: false, overrides: [override] }));
    expect(sections.map((plan) => plan.section.id)).to.deep.equal(['s2']);
  });

  it('never sets the assign date after the due date', () => {
    const opens = (unlockAt: string) =>
      planOf(toCourse('a1', { unlockAt: new Date(unlockAt) })).sections[0]?.lineItem?.assignDate;
    expect(opens('2026-09-20T12:00:00Z')).to.equal('2026-09-20');
    expect(opens('2026-12-20T12:00:00Z')).to.equal('2026-10-05');
  });

  it('M8 plans the same every time, and only complete line items', () => {
    const assignments = fc.record({
      name: fc.string({ maxLength: 40 }),
      pointsPossible: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
      dueAt: fc.option(
        fc.date({ min: new Date('2026-09-01'), max: new Date('2026-12-01'), noInvalidDate: true }),
      ),
      assignedToEveryone: fc.boolean(),
    });
    const profiles = fc.record({
      titleLimit: fc.option(fc.integer({ min: 8, max: 40 })),
      uniqueTitles: fc.boolean(),
      wholePointsOnly: fc.boolean(),
      gradingPeriod: fc.constantFrom('required', 'optional', 'omit'),
    });
    fc.assert(
      fc.property(assignments, profiles, (facts, profile) => {
        const assignment = toCourse('a1', facts);
        const plan = planOf(assignment, { profile });
        expect(planOf(assignment, { profile })).to.deep.equal(plan);
        for (const { lineItem, problems } of plan.sections) {
          expect(lineItem === null).to.equal(problems.length > 0);
          if (!lineItem) continue;
          expect(lineItem.title).not.to.equal('');
          expect(lineItem.assignDate <= lineItem.dueDate).to.equal(true);
          expect(lineItem.resultValueMax).to.be.greaterThan(0);
          if (profile.gradingPeriod === 'required') expect(lineItem.gradingPeriodSourcedId).to.equal('gp');
          expect(fingerprintLineItem({ ...lineItem, sourcedId: 'other' })).to.equal(
            fingerprintLineItem(lineItem),
          );
        }
      }),
    );
  });
});
