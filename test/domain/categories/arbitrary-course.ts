import fc from 'fast-check';
import type { CategoryPageInput } from '../../../src/domain/categories/build-category-page.ts';
import type { ClassCategories } from '../../../src/domain/categories/category-page.ts';
import type { MappingRow } from '../../../src/domain/categories/mapping-table.ts';
import type { Category } from '../../../src/domain/categories/resolve-category.ts';

/** Few ids and names, so that they collide: equal names, deleted categories, rows for unknown sections. */
const groupIds = ['1', '2', '3', '10'];
const sectionIds = ['61', '62', '63'];
const names = ['Homework', ' homework ', 'Quizzes', 'Tests', ''];
const categoryIds = ['a', 'b', 'c', 'd'];

const category: fc.Arbitrary<Category> = fc.record({
  sourcedId: fc.constantFrom(...categoryIds),
  title: fc.constantFrom(...names),
});

const sisClass: fc.Arbitrary<ClassCategories> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .uniqueArray(category, { selector: ({ sourcedId }) => sourcedId })
      .map((categories): ClassCategories => ({ kind: 'read', categories })),
  },
  { weight: 1, arbitrary: fc.constant<ClassCategories>({ kind: 'not_found' }) },
  { weight: 1, arbitrary: fc.constant<ClassCategories>({ kind: 'unreadable', sisMessage: 'no' }) },
  { weight: 1, arbitrary: fc.constant<ClassCategories>({ kind: 'unread' }) },
);

const stored: fc.Arbitrary<CategoryPageInput['stored']> = fc.nat({ max: 5 }).chain((version) =>
  fc
    .uniqueArray(
      fc.record({
        groupId: fc.constantFrom(...groupIds, 'deleted'),
        sectionId: fc.constantFrom(...sectionIds, 'invisible'),
        sourcedId: fc.option(fc.constantFrom(...categoryIds)),
        title: fc.constantFrom(...names),
        version: fc.nat({ max: version }),
      }) satisfies fc.Arbitrary<MappingRow>,
      { selector: ({ groupId, sectionId }) => `${groupId}:${sectionId}` },
    )
    .map((rows) => ({ version, rows, changedBy: 'Dana', changedAt: new Date(0) })),
);

export const courses: fc.Arbitrary<CategoryPageInput> = fc.record({
  groups: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...groupIds),
      name: fc.constantFrom(...names),
      position: fc.nat({ max: 2 }),
    }),
    { selector: ({ id }) => id },
  ),
  sections: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...sectionIds),
      name: fc.constant('Section'),
      sisId: fc.option(fc.constantFrom('class-1', 'class-2', 'class-3')),
    }),
    { selector: ({ id }) => id },
  ),
  classes: fc.tuple(sisClass, sisClass).map(
    ([one, two]) =>
      new Map<string, ClassCategories>([
        ['class-1', one],
        ['class-2', two],
      ]),
  ),
  stored,
  matchByName: fc.boolean(),
  sisProblem: fc.constant(null),
});

/** Whatever a person might submit, impossible choices included. */
export const choices = fc.uniqueArray(
  fc.record({
    groupId: fc.constantFrom(...groupIds, 'hand-made'),
    sectionId: fc.constantFrom(...sectionIds, 'hand-made'),
    sourcedId: fc.option(fc.constantFrom(...categoryIds, 'hand-made')),
  }),
  { selector: ({ groupId, sectionId }) => `${groupId}:${sectionId}` },
);
