import { expect } from 'chai';
import type { GroupMark } from '../../src/canvas/create-group-marker.ts';
import { createCourseCategories } from '../../src/categories/course-categories.ts';
import type { CategoryPage, CourseCategories } from '../../src/domain/categories/category-page.ts';
import type { SisCategory } from '../../src/domain/sis.ts';
import { ProductError } from '../../src/errors.ts';
import type { Harness } from '../support/passback/harness.ts';
import { failure } from '../support/passback/in-memory-sis.ts';
import { useHarness } from '../support/passback/use-harness.ts';

const never = new AbortController().signal;
const category = (sourcedId: string, title: string): SisCategory => ({
  sourcedId,
  title,
  classSourcedId: null,
});

describe('the SIS categories of a course', () => {
  const { harness: newHarness } = useHarness();

  /** A course of two groups and two sections, its categories, and the marks in Canvas. */
  function setUp(change: { marks?: GroupMark[]; failure?: () => never } = {}): {
    harness: Harness;
    categories: CourseCategories;
    marks: Map<string, string | null>;
    writes: GroupMark[];
    sync(choices: Record<string, string | null>, version?: number): ReturnType<CourseCategories['sync']>;
  } {
    const harness = newHarness();
    harness.canvas.groups = [
      { id: 'g1', name: 'Homework', position: 1 },
      { id: 'g2', name: 'Labs', position: 2 },
    ];
    harness.sis.categories = [category('cat-homework', 'Homework'), category('cat-tests', 'Tests')];
    const given = change.marks ?? harness.canvas.groups.map(({ id }) => ({ groupId: id, sisSourceId: null }));
    const marks = new Map(given.map(({ groupId, sisSourceId }) => [groupId, sisSourceId]));
    const writes: GroupMark[] = [];
    const categories = createCourseCategories({
      ...harness.deps,
      openGroupMarker: () => ({
        read: async () => [...marks].map(([groupId, sisSourceId]) => ({ groupId, sisSourceId })),
        write: async (mark) => {
          change.failure?.();
          writes.push(mark);
          marks.set(mark.groupId, mark.sisSourceId);
        },
      }),
    });
    return {
      harness,
      categories,
      marks,
      writes,
      async sync(choices, version) {
        const page = await categories.read(harness.launch, never);
        const form = Object.entries(choices).map(([cell, sourcedId]) => {
          const [groupId = '', sectionId = ''] = cell.split(':');
          return { groupId, sectionId, sourcedId };
        });
        return categories.sync(harness.launch, { version: version ?? page.version, choices: form }, never);
      },
    };
  }
  const cellOf = (page: CategoryPage, groupId: string, sectionId: string) =>
    page.groups.find(({ id }) => id === groupId)?.cells.find(({ section }) => section.id === sectionId);
  const lineItemsOf = ({ sis }: Harness) =>
    [...sis.lineItems.values()]
      .map(
        ({ classSourcedId, title, categorySourcedId }) => `${classSourcedId} ${title} ${categorySourcedId}`,
      )
      .sort();

  describe('reading', () => {
    it('reads groups, sections and categories, each class once, and does not read known classes again', async () => {
      const { harness, categories } = setUp();
      const page = await categories.read(harness.launch, never);
      expect(page.groups.map(({ name }) => name)).to.deep.equal(['Homework', 'Labs']);
      expect(page.sections.map(({ sisId }) => sisId)).to.deep.equal(['class-1', 'class-2']);
      expect(harness.sis.requests).to.deep.equal({ readClass: 2, readCategories: 2 });
      expect(harness.canvas.pages).to.deep.equal({ groups: 1, sections: 1 });
      await harness.post();
      const before = { ...harness.sis.requests };
      await categories.read(harness.launch, never);
      expect(harness.sis.requests['readCategories']).to.equal((before['readCategories'] ?? 0) + 2);
      expect(harness.sis.requests['readClass']).to.equal(before['readClass']);
      expect(harness.sis.requests['readStudents']).to.equal(before['readStudents']);
    });

    it('S61 shows and saves only the sections that a limited person sees', async () => {
      const { harness, categories } = setUp();
      const limited = {
        ...harness.launch,
        reach: { kind: 'sections', ids: ['s1'], sisIds: ['class-1'] },
      } as const;
      const page = await categories.read(limited, never);
      expect(page.sections.map(({ name }) => name)).to.deep.equal(['Section 1']);
      const choices = ['s1', 's2'].map((sectionId) => ({
        groupId: 'g1',
        sectionId,
        sourcedId: 'cat-tests',
      }));
      await categories.sync(limited, { version: page.version, choices }, never);
      const whole = await categories.read(harness.launch, never);
      expect(cellOf(whole, 'g1', 's1')).to.include({ state: 'synced' });
      expect(cellOf(whole, 'g1', 's2')?.shown?.sourcedId).not.to.equal('cat-tests');
    });

    it('P20 offers the names of groups without a category where the school lets teachers create them', async () => {
      const { harness, categories, sync } = setUp();
      const offers = async () =>
        (await categories.read(harness.launch, never)).sections.map(({ sisClass }) =>
          sisClass.kind === 'read' ? (sisClass.creatable ?? []) : [],
        );
      expect(await offers()).to.deep.equal([[], []]);
      harness.settings = { ...harness.settings, createCategories: true };
      harness.sis.profile = { ...harness.sis.profile, categoryTitleLimit: 3 };
      const [first, second] = await offers();
      // Homework is there in full; cut to three characters, it is another.
      expect(first?.map(({ title }) => title)).to.deep.equal(['Hom', 'Lab']);
      harness.sis.profile = { ...harness.sis.profile, categoryTitleLimit: null };
      const [own] = await offers();
      expect(own?.map(({ title }) => title)).to.deep.equal(['Labs']);
      expect(second?.[0]?.sourcedId).not.to.equal(first?.[0]?.sourcedId);
      const id = own?.[0]?.sourcedId ?? '';
      expect(harness.sis.requests).not.to.have.property('putCategory');
      expect((await sync({ 'g2:s1': id })).kind).to.equal('synced');
      const created = harness.sis.categories.find(({ sourcedId }) => sourcedId === id);
      expect(created).to.deep.equal({ sourcedId: id, title: 'Labs', classSourcedId: 'class-1' });
      const page = await categories.read(harness.launch, never);
      expect(cellOf(page, 'g2', 's1')).to.deep.include({
        state: 'synced',
        shown: { sourcedId: id, title: 'Labs' },
      });
      expect(cellOf(page, 'g2', 's2')?.state).to.equal('unassociated');
      // Somebody deletes it in the SIS: a choice elsewhere does not bring it back.
      harness.sis.categories = harness.sis.categories.filter(({ sourcedId }) => sourcedId !== id);
      expect((await sync({ 'g1:s2': 'cat-tests' })).kind).to.equal('synced');
      expect(harness.sis.requests['putCategory']).to.equal(1);
    });

    it('P20 saves no choice whose category the SIS refuses or does not show', async () => {
      const { harness, categories, sync } = setUp();
      harness.settings = { ...harness.settings, createCategories: true };
      const page = await categories.read(harness.launch, never);
      const sisClass = page.sections[0]?.sisClass;
      const id = sisClass?.kind === 'read' ? (sisClass.creatable?.[0]?.sourcedId ?? '') : '';
      for (const fault of [failure('item', 403), { ignored: true } as const]) {
        harness.sis.faults = ({ kind }) => (kind === 'putCategory' ? fault : null);
        const error = await sync({ 'g2:s1': id }).catch((thrown: unknown) => thrown);
        expect(error).to.be.instanceOf(ProductError);
        expect(cellOf(await categories.read(harness.launch, never), 'g2', 's1')?.state).to.equal(
          'unassociated',
        );
      }
    });

    it('asks Canvas and a known SIS at the same time', async () => {
      const { harness, categories } = setUp();
      await harness.post();
      const order: string[] = [];
      harness.sis.faults = ({ kind }) => {
        order.push(kind);
        return null;
      };
      harness.canvas.faults = (list) => {
        if (list === 'groups') order.push('groups answered');
      };
      harness.sis.latencyMs = 5;
      const slow = harness.canvas.reader.rest;
      if (!slow) throw new Error('no REST');
      const readSections = slow.readSections;
      Object.assign(slow, {
        readSections: async (signal: AbortSignal) => {
          await new Promise((resolve) => setTimeout(resolve, 60));
          order.push('sections answered');
          return readSections(signal);
        },
      });
      await categories.read(harness.launch, never);
      // Both classes were asked and had answered while Canvas was still loading its sections.
      expect(order.slice(-1)).to.deep.equal(['sections answered']);
      expect(order.filter((kind) => kind === 'readCategories')).to.have.length(2);
    });

    it('learns a section’s SIS id from the roster if Canvas does not tell it', async () => {
      const { harness, categories } = setUp();
      harness.canvas.sections = harness.canvas.sections.map((section) => ({ ...section, sisId: null }));
      const page = await categories.read(harness.launch, never);
      expect(page.sections.map(({ sisId }) => sisId)).to.deep.equal(['class-1', 'class-2']);
      await harness.post();
      const members = harness.canvas.pages['members'];
      await categories.read(harness.launch, never);
      expect(harness.canvas.pages['members'], 'the mirror knows by now').to.equal(members);
    });

    it('shows what was read before if the SIS does not answer, and says why', async () => {
      const { harness, categories } = setUp();
      harness.sis.faults = () => failure('auth', 401);
      const first = await categories.read(harness.launch, never);
      expect(first.sisProblem).to.equal('sis_auth');
      expect(first.sections.map(({ sisClass }) => sisClass.kind)).to.deep.equal(['unread', 'unread']);
      harness.sis.faults = () => null;
      await harness.post();
      harness.sis.faults = () => failure('transient', 503);
      const second = await categories.read(harness.launch, never);
      expect(second.sisProblem).to.equal('sis_failing');
      expect(cellOf(second, 'g1', 's1')).to.deep.include({ state: 'suggested' });
    });

    it('names a class that the SIS lacks or does not show, and reads the others', async () => {
      const { harness, categories } = setUp();
      harness.sis.classes.delete('class-1');
      harness.sis.faults = ({ kind, id }) =>
        kind === 'readCategories' && id === 'class-2' ? failure('item', 403, 'archived') : null;
      const page = await categories.read(harness.launch, never);
      expect(page.sections.map(({ sisClass }) => sisClass)).to.deep.equal([
        { kind: 'not_found' },
        { kind: 'unreadable', sisMessage: 'archived' },
      ]);
      expect(page.sisProblem).to.equal(null);
    });

    it('refuses without REST or without a SIS', async () => {
      const { harness } = setUp();
      const open = (change: Partial<Parameters<typeof createCourseCategories>[0]>) =>
        createCourseCategories({ ...harness.deps, openGroupMarker: () => null, ...change }).read(
          harness.launch,
          never,
        );
      const codeOf = (promise: Promise<unknown>) =>
        promise.then(
          () => 'none',
          (error: unknown) => (error instanceof ProductError ? error.code : String(error)),
        );
      expect(await codeOf(open({ openSis: async () => null }))).to.equal('sis_not_connected');
      const openCanvas = async () => ({ ...harness.canvas.reader, rest: null });
      expect(await codeOf(open({ openCanvas }))).to.equal('canvas_not_connected');
    });
  });

  describe('saving', () => {
    it('maps each section separately, in the teacher’s name, and marks the groups in Canvas', async () => {
      const { harness, categories, marks, sync } = setUp();
      expect(await sync({ 'g2:s1': 'cat-tests', 'g2:s2': 'cat-homework' })).to.deep.equal({
        kind: 'synced',
        marks: 'marked',
        changes: 2,
      });
      const page = await categories.read(harness.launch, never);
      expect(cellOf(page, 'g2', 's1')?.shown?.title).to.equal('Tests');
      expect(cellOf(page, 'g2', 's2')?.shown?.title).to.equal('Homework');
      expect(page.lastSaved?.by).to.equal('Teacher');
      expect([...marks]).to.deep.equal([
        ['g1', null],
        ['g2', 'grade-passback:g2'],
      ]);
      await sync({ 'g2:s1': null });
      expect(marks.get('g2'), 'one section is still associated').to.equal('grade-passback:g2');
      await sync({ 'g2:s2': null });
      expect(marks.get('g2')).to.equal(null);
    });

    it('leaves the mark of another integration alone, and writes nothing twice', async () => {
      const { marks, writes, sync } = setUp({
        marks: [
          { groupId: 'g1', sisSourceId: 'SIS-7' },
          { groupId: 'g2', sisSourceId: null },
        ],
      });
      await sync({ 'g1:s1': 'cat-tests', 'g2:s1': 'cat-tests' });
      await sync({ 'g1:s1': 'cat-tests', 'g2:s1': 'cat-tests' });
      expect(writes).to.deep.equal([{ groupId: 'g2', sisSourceId: 'grade-passback:g2' }]);
      await sync({ 'g1:s1': null });
      expect(marks.get('g1')).to.equal('SIS-7');
    });

    for (const [code, outcome] of [
      ['canvas_refused', 'refused'],
      ['canvas_throttled', 'failed'],
      ['canvas_consent_needed', 'failed'],
    ] as const) {
      it(`keeps the mapping when the mark cannot be set (${code})`, async () => {
        const { harness, categories, sync } = setUp({
          failure: () => {
            throw new ProductError(code);
          },
        });
        expect(await sync({ 'g2:s1': 'cat-tests' })).to.deep.equal({
          kind: 'synced',
          marks: outcome,
          changes: 1,
        });
        const page = await categories.read(harness.launch, never);
        expect(cellOf(page, 'g2', 's1')?.state).to.equal('synced');
      });
    }

    it('shows the second of two editors the conflict and overwrites nothing', async () => {
      const { harness, categories, sync } = setUp();
      await sync({ 'g2:s1': 'cat-tests' });
      const late = await sync({ 'g2:s1': 'cat-homework' }, 0);
      expect(late.kind).to.equal('conflict');
      if (late.kind !== 'conflict') return;
      expect(cellOf(late.page, 'g2', 's1')).to.deep.include({
        shown: { sourcedId: 'cat-tests', title: 'Tests' },
        conflict: { kind: 'changed_by_other', title: 'Homework' },
      });
      const page = await categories.read(harness.launch, never);
      expect(cellOf(page, 'g2', 's1')?.shown?.sourcedId).to.equal('cat-tests');
      expect(page.version).to.equal(1);
    });

    it('shows one of two people the conflict if both press Sync Categories at the same moment', async () => {
      const { harness, categories } = setUp();
      const form = (sourcedId: string) => ({
        version: 0,
        choices: [{ groupId: 'g2', sectionId: 's1', sourcedId }],
      });
      const outcomes = await Promise.all(
        ['cat-tests', 'cat-homework'].map((id) => categories.sync(harness.launch, form(id), never)),
      );
      expect(outcomes.map(({ kind }) => kind).sort()).to.deep.equal(['conflict', 'synced']);
      expect((await categories.read(harness.launch, never)).version).to.equal(1);
    });

    it('checks every choice against the current SIS', async () => {
      const { harness, categories, sync } = setUp();
      await categories.read(harness.launch, never);
      harness.sis.categories = [category('cat-homework', 'Homework')];
      const outcome = await sync({ 'g2:s1': 'cat-tests', 'g2:s2': 'cat-homework' });
      expect(outcome.kind).to.equal('conflict');
      if (outcome.kind !== 'conflict') return;
      expect(cellOf(outcome.page, 'g2', 's1')?.conflict).to.deep.equal({ kind: 'not_in_sis' });
      expect(cellOf(outcome.page, 'g2', 's2')?.unsaved?.category?.title).to.equal('Homework');
      expect((await categories.read(harness.launch, never)).version).to.equal(0);
    });
  });

  describe('effects on posting', () => {
    it('posts into the mapped category of each section', async () => {
      const { harness, sync } = setUp();
      await sync({ 'g1:s1': 'cat-tests', 'g1:s2': 'cat-homework' });
      await harness.post();
      expect(lineItemsOf(harness)).to.deep.equal([
        'class-1 Assignment a1 cat-tests',
        'class-1 Assignment a2 cat-tests',
        'class-2 Assignment a1 cat-homework',
        'class-2 Assignment a2 cat-homework',
      ]);
    });

    it('sends nothing for a group and section set to Unassociated, even if the names match', async () => {
      const { harness, sync } = setUp();
      await sync({ 'g1:s1': null });
      const overview = await harness.passback.readPostGrades(harness.launch, never);
      expect(
        overview.assignments.map(({ problems, selectable }) => ({ problems, selectable })),
      ).to.deep.equal(
        ['a1', 'a2'].map(() => ({
          selectable: true,
          problems: [
            {
              check: 'category_unassociated',
              sectionName: 'Section 1',
              values: { group: 'Homework', groupId: 'g1' },
            },
          ],
        })),
      );
      expect(
        overview.assignments[0]?.sections.map((section) => [section.categoryTitle, section.categoryByName]),
      ).to.deep.equal([
        [null, false],
        ['Homework', true],
      ]);
      const run = await harness.post();
      expect(run.state).to.equal('completed_with_problems');
      expect(
        new Set([...harness.sis.lineItems.values()].map((lineItem) => lineItem.classSourcedId)),
      ).to.deep.equal(new Set(['class-2']));
      const held = (await harness.items(run.id, true)).filter(
        ({ reason }) => reason === 'assignment_refused',
      );
      expect(held).to.have.length(6);
    });

    it('moves an existing line item when it is next sent, not before', async () => {
      const { harness, sync } = setUp();
      await harness.post();
      const ids = [...harness.sis.lineItems.keys()].sort();
      await sync({ 'g1:s1': 'cat-tests' });
      const idle = await harness.post();
      expect(idle.state).to.equal('nothing_to_send');
      expect(lineItemsOf(harness).every((line) => line.endsWith('cat-homework'))).to.equal(true);
      harness.advance(60_000);
      const student = harness.canvas.members.find(({ sectionIds }) => sectionIds.includes('s1'));
      harness.canvas.grade('a1', student?.canvasUserId ?? '', { score: 3.5 });
      await harness.post();
      expect(lineItemsOf(harness)).to.deep.equal([
        'class-1 Assignment a1 cat-tests',
        'class-1 Assignment a2 cat-homework',
        'class-2 Assignment a1 cat-homework',
        'class-2 Assignment a2 cat-homework',
      ]);
      expect([...harness.sis.lineItems.keys()].sort(), 'moved, not made anew').to.deep.equal(ids);
    });

    it('refuses a mapped category that is gone from the SIS, and never uses another of the same name', async () => {
      const { harness, sync } = setUp();
      await sync({ 'g1:s1': 'cat-homework', 'g1:s2': 'cat-homework' });
      harness.sis.categories = [category('cat-new', 'Homework')];
      const run = await harness.post();
      expect(harness.sis.lineItems.size).to.equal(0);
      const [row] = await harness.passback.readRunLineItems(harness.launch, run.id);
      expect(row?.problems).to.deep.equal([
        {
          check: 'category_gone',
          sectionName: 'Section 1',
          values: { group: 'Homework', groupId: 'g1', category: 'Homework' },
        },
      ]);
    });

    it('uses a category that was made after the classes were last read', async () => {
      const { harness, sync } = setUp();
      await harness.passback.readPostGrades(harness.launch, never);
      harness.sis.categories = [...harness.sis.categories, category('cat-new', 'Projects')];
      await sync({ 'g1:s1': 'cat-new' });
      const overview = await harness.passback.readPostGrades(harness.launch, never);
      expect(overview.assignments[0]?.sections[0]?.categoryTitle).to.equal('Projects');
      expect(overview.assignments[0]?.problems).to.deep.equal([]);
    });

    it('matches by name alone if the institution does not offer the page', async () => {
      const { harness, sync } = setUp();
      await sync({ 'g1:s1': 'cat-tests', 'g1:s2': null });
      harness.settings = { ...harness.settings, categoryPage: false, matchCategoriesByName: false };
      await harness.post();
      expect(lineItemsOf(harness).every((line) => line.endsWith('cat-homework'))).to.equal(true);
      expect(harness.sis.lineItems.size).to.equal(4);
    });

    it('sends without a category only if the SIS neither needs nor has one and nobody chose Unassociated', async () => {
      const { harness, sync } = setUp();
      harness.sis.profile = { ...harness.sis.profile, version: '1.1', category: 'optional' };
      harness.canvas.groups = [{ id: 'g1', name: 'Anything', position: 1 }];
      await harness.post();
      expect(harness.sis.lineItems.size, 'categories exist, none was chosen').to.equal(0);
      harness.sis.categories = [];
      await harness.post();
      expect(lineItemsOf(harness).every((line) => line.endsWith('null'))).to.equal(true);
      expect(harness.sis.lineItems.size).to.equal(4);
      await sync({});
    });
  });

  it('OF16 a SIS that takes files and shows no categories is offered one for each group, and keeps what a teacher chooses', async () => {
    const { harness, categories, sync } = setUp();
    harness.sis.categories = [];
    harness.sis.profile = { ...harness.sis.profile, delivery: 'csv' };
    const page = await categories.read(harness.launch, never);
    const shown = page.groups.map(({ cells }) => [cells[0]?.state, cells[0]?.shown?.title]);
    expect(shown).to.deep.equal([
      ['suggested', 'Homework'],
      ['suggested', 'Labs'],
    ]);
    const labs = page.groups[1]?.cells[0]?.shown?.sourcedId ?? null;
    expect((await sync({ 'g1:s1': labs })).kind).to.equal('synced');
    const [first] = (await categories.read(harness.launch, never)).groups;
    expect(first?.cells.map(({ shown: one }) => one?.title)).to.deep.equal(['Labs', 'Homework']);
  });
});
