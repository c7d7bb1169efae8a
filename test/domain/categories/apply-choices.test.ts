import { expect } from 'chai';
import fc from 'fast-check';
import { applyChoices } from '../../../src/domain/categories/apply-choices.ts';
import {
  buildCategoryPage,
  type CategoryPageInput,
} from '../../../src/domain/categories/build-category-page.ts';
import type { CategoryChoice } from '../../../src/domain/categories/category-page.ts';
import { choices, courses } from './arbitrary-course.ts';

const apply = (input: CategoryPageInput, version: number, chosen: readonly CategoryChoice[]) =>
  applyChoices(buildCategoryPage(input), input.stored.rows, { version, choices: chosen });

/** Everything that a page shows, submitted untouched. */
const untouched = (input: CategoryPageInput): CategoryChoice[] =>
  buildCategoryPage(input).groups.flatMap((group) =>
    group.cells.map(({ section, shown }) => ({
      groupId: group.id,
      sectionId: section.id,
      sourcedId: shown?.sourcedId ?? null,
    })),
  );

const save = (input: CategoryPageInput, rows: CategoryPageInput['stored']['rows']): CategoryPageInput => ({
  ...input,
  stored: { ...input.stored, version: input.stored.version + 1, rows },
});

describe('Applying a submitted category form', () => {
  it('property: only pairs on the page ever change, and only to categories of their class', () => {
    fc.assert(
      fc.property(courses, choices, (input, chosen) => {
        const page = buildCategoryPage(input);
        const applied = apply(input, input.stored.version, chosen);
        if (applied.kind !== 'changed') return;
        const before = new Map(input.stored.rows.map((row) => [`${row.groupId}:${row.sectionId}`, row]));
        for (const row of applied.rows) {
          const old = before.get(`${row.groupId}:${row.sectionId}`);
          before.delete(`${row.groupId}:${row.sectionId}`);
          if (old?.version === row.version) continue;
          const group = page.groups.find(({ id }) => id === row.groupId);
          const cell = group?.cells.find(({ section }) => section.id === row.sectionId);
          expect(cell, 'a row for a cell that the page does not have').to.not.equal(undefined);
          expect(row.version).to.equal(input.stored.version + 1);
          if (row.sourcedId === null || cell?.section.sisClass.kind !== 'read') continue;
          const ids = cell.section.sisClass.categories.map(({ sourcedId }) => sourcedId);
          expect(ids).to.include(row.sourcedId);
        }
        expect([...before.values()], 'rows were lost').to.deep.equal([]);
      }),
    );
  });

  it('property: sending the same form twice changes nothing the second time', () => {
    fc.assert(
      fc.property(courses, choices, (input, chosen) => {
        const first = apply(input, input.stored.version, chosen);
        if (first.kind !== 'changed') return;
        const after = save(input, first.rows);
        // Of the old version (pressed twice) and of the new one (synced again).
        expect(apply(after, input.stored.version, chosen).kind).to.equal('same');
        expect(apply(after, after.stored.version, chosen).kind).to.equal('same');
      }),
    );
  });

  it('property: an untouched page causes no conflict and turns exactly its suggestions into choices', () => {
    fc.assert(
      fc.property(courses, (input) => {
        const page = buildCategoryPage(input);
        const suggested = page.groups.flatMap(({ cells }) =>
          cells.filter(({ state }) => state === 'suggested'),
        );
        const applied = apply(input, page.version, untouched(input));
        expect(applied.kind).to.not.equal('conflict');
        expect(applied.kind === 'changed' ? applied.changes : 0).to.equal(suggested.length);
      }),
    );
  });

  it('property: a form from an older version that would change anything is a conflict, never saved', () => {
    fc.assert(
      fc.property(courses, choices, fc.integer({ min: 1, max: 5 }), (input, chosen, age) => {
        const applied = apply(input, input.stored.version - age, chosen);
        expect(applied.kind).to.not.equal('changed');
        if (applied.kind !== 'conflict') return;
        const cells = applied.page.groups.flatMap((group) => group.cells);
        expect(cells.some(({ unsaved, conflict }) => unsaved !== null || conflict !== null)).to.equal(true);
      }),
    );
  });

  it('property: after a conflict, sending the shown form again saves what this person chose', () => {
    fc.assert(
      fc.property(courses, choices, (input, chosen) => {
        const applied = apply(input, input.stored.version - 1, chosen);
        if (applied.kind !== 'conflict') return;
        const again = applied.page.groups.flatMap((group) =>
          group.cells.flatMap(({ section, unsaved }) =>
            unsaved === null
              ? []
              : [
                  {
                    groupId: group.id,
                    sectionId: section.id,
                    sourcedId: unsaved.category?.sourcedId ?? null,
                  },
                ],
          ),
        );
        const second = apply(input, applied.page.version, again);
        expect(second.kind).to.equal(again.length > 0 ? 'changed' : 'same');
        if (second.kind === 'changed') expect(second.changes).to.equal(again.length);
      }),
    );
  });

  it('stores a renamed category’s new title without a new version', () => {
    const [group] = [{ id: '1', name: 'Work', position: 1 }];
    const input: CategoryPageInput = {
      groups: group ? [group] : [],
      sections: [{ id: '61', name: 'Section', sisId: 'class-1' }],
      classes: new Map([['class-1', { kind: 'read', categories: [{ sourcedId: 'a', title: 'New' }] }]]),
      stored: {
        version: 3,
        rows: [{ groupId: '1', sectionId: '61', sourcedId: 'a', title: 'Old', version: 2 }],
        changedBy: 'Dana',
        changedAt: new Date(0),
      },
      matchByName: true,
      sisProblem: null,
    };
    expect(apply(input, 3, untouched(input))).to.deep.equal({
      kind: 'changed',
      changes: 0,
      rows: [{ groupId: '1', sectionId: '61', sourcedId: 'a', title: 'New', version: 2 }],
    });
  });
});
