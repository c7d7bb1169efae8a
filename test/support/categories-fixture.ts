import { applyChoices } from '../../src/domain/categories/apply-choices.ts';
import {
  buildCategoryPage,
  type CategoryPageInput,
} from '../../src/domain/categories/build-category-page.ts';
import type {
  ClassCategories,
  CourseCategories,
  MarkOutcome,
  SubmittedCategories,
} from '../../src/domain/categories/category-page.ts';
import type { Category } from '../../src/domain/categories/resolve-category.ts';

/**
 * A course's categories in memory, under the real rules. A test changes what Canvas, the SIS and other people
 * did.
 */
export interface CategoriesFixture extends CourseCategories {
  input: CategoryPageInput;
  marks: MarkOutcome;
  /** Submitted forms, in order. */
  readonly forms: SubmittedCategories[];
  /** What another person saves meanwhile. */
  saveAsOther(name: string, groupId: string, sectionId: string, category: Category | null): void;
}

export const quizzes: Category = { sourcedId: 'cat-quiz', title: 'Quizzes' };
export const labs: Category = { sourcedId: 'cat-labs', title: 'Labs' };
export const homework: Category = { sourcedId: 'cat-home', title: 'Homework' };

const read = (...categories: Category[]): ClassCategories => ({ kind: 'read', categories });

/**
 * Three groups in two synced sections, and a third section without a SIS id. Nothing is mapped; one category
 * is called Homework like its group.
 */
export function buildCategoryInput(over: Partial<CategoryPageInput> = {}): CategoryPageInput {
  return {
    groups: [
      { id: '301', name: 'Homework', position: 1 },
      { id: '302', name: 'Discussions', position: 2 },
      { id: '303', name: 'Exams', position: 3 },
    ],
    sections: [
      { id: '61', name: 'Math 9', sisId: 'M9-1' },
      { id: '62', name: 'Math 9 Honors', sisId: 'M9-2' },
      { id: '63', name: 'Study hall', sisId: null },
    ],
    classes: new Map([
      ['M9-1', read(homework, quizzes, labs)],
      ['M9-2', read(quizzes, labs)],
    ]),
    stored: { version: 0, rows: [], changedBy: null, changedAt: null },
    matchByName: true,
    sisProblem: null,
    ...over,
  };
}

export function createCategoriesFixture(over: Partial<CategoryPageInput> = {}): CategoriesFixture {
  const save = (rows: CategoryPageInput['stored']['rows'], by: string): void => {
    const version = fixture.input.stored.version + 1;
    const changedAt = new Date('2026-11-20T15:30:00Z');
    fixture.input = { ...fixture.input, stored: { version, rows, changedBy: by, changedAt } };
  };
  const fixture: CategoriesFixture = {
    input: buildCategoryInput(over),
    marks: 'marked',
    forms: [],
    read: async () => buildCategoryPage(fixture.input),
    async sync(launch, form) {
      fixture.forms.push(form);
      const { rows } = fixture.input.stored;
      const applied = applyChoices(buildCategoryPage(fixture.input), rows, form);
      if (applied.kind === 'conflict') return { kind: 'conflict', page: applied.page };
      if (applied.kind === 'changed') save(applied.rows, launch.person.name);
      return { kind: 'synced', marks: fixture.marks, changes: 1 };
    },
    saveAsOther(name, groupId, sectionId, category) {
      const { rows, version } = fixture.input.stored;
      const others = rows.filter((row) => row.groupId !== groupId || row.sectionId !== sectionId);
      const { sourcedId, title } = category ?? { sourcedId: null, title: '' };
      save([...others, { groupId, sectionId, sourcedId, title, version: version + 1 }], name);
    },
  };
  return fixture;
}

/** The largest kind of course: 60 groups in 20 sections, each class with eight categories of its own. */
export function buildLargeCourse(): Partial<CategoryPageInput> {
  const titles = [
    'Homework',
    'Quizzes',
    'Tests',
    'Labs',
    'Participation',
    'Projects',
    'Discussions',
    'Final',
  ];
  const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  const sections = range(20).map((n) => ({ id: `6${n}`, name: `Biology, period ${n}`, sisId: `BIO-1-${n}` }));
  const categoriesOf = (sisId: string): Category[] =>
    titles.map((title, n) => ({ sourcedId: `3f2c8a1e-5b7d-4e19-9c46-${sisId}-${n}`, title }));
  return {
    groups: range(60).map((n) => ({ id: `3${n}`, name: `Unit ${n}`, position: n })),
    sections,
    classes: new Map(sections.map(({ sisId }) => [sisId, read(...categoriesOf(sisId))])),
    stored: {
      version: 4,
      rows: range(60).flatMap((group) =>
        sections.map(({ id, sisId }, n) => {
          const [category] = categoriesOf(sisId).slice(n % titles.length);
          const { sourcedId, title } = category ?? { sourcedId: '', title: '' };
          return { groupId: `3${group}`, sectionId: id, sourcedId, title, version: 4 };
        }),
      ),
      changedBy: 'Dana Whitfield',
      changedAt: new Date('2026-11-19T15:30:00Z'),
    },
  };
}
