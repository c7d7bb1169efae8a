import { expect } from 'chai';
import fc from 'fast-check';
import { buildCategoryPage, countStates } from '../../../src/domain/categories/build-category-page.ts';
import { toMappings } from '../../../src/domain/categories/mapping-table.ts';
import { resolveCategory } from '../../../src/domain/categories/resolve-category.ts';
import { buildCategoryInput, homework, labs, quizzes } from '../../support/categories-fixture.ts';
import { courses } from './arbitrary-course.ts';

const row = (groupId: string, sectionId: string, sourcedId: string | null, title = '') => ({
  groupId,
  sectionId,
  sourcedId,
  title,
  version: 1,
});
const withRows = (...rows: ReturnType<typeof row>[]) =>
  buildCategoryPage(
    buildCategoryInput({ stored: { version: 1, rows, changedBy: 'Dana', changedAt: new Date(0) } }),
  );
const stateOf = (page: ReturnType<typeof buildCategoryPage>, groupId: string, sectionId: string) =>
  page.groups.find(({ id }) => id === groupId)?.cells.find(({ section }) => section.id === sectionId);

describe('The page of Sync SIS Categories', () => {
  it('keeps Canvas’s order, and lists ties in the order the groups were made', () => {
    const groups = [
      { id: '12', name: 'c', position: 2 },
      { id: '9', name: 'b', position: 2 },
      { id: '30', name: 'a', position: 1 },
    ];
    const page = buildCategoryPage(buildCategoryInput({ groups }));
    expect(page.groups.map(({ id }) => id)).to.deep.equal(['30', '9', '12']);
  });

  it('maps the same group differently per section', () => {
    const page = withRows(row('302', '61', 'cat-quiz', 'Quizzes'), row('302', '62', 'cat-labs', 'Labs'));
    expect(stateOf(page, '302', '61')?.shown).to.deep.equal(quizzes);
    expect(stateOf(page, '302', '62')?.shown).to.deep.equal(labs);
  });

  it('suggests by name where allowed, never over a choice, and never a category of another class', () => {
    expect(stateOf(withRows(), '301', '61')).to.deep.include({ state: 'suggested', shown: homework });
    expect(stateOf(withRows(), '301', '62')).to.deep.include({ state: 'unassociated', shown: null });
    const chosen = withRows(row('301', '61', null));
    expect(stateOf(chosen, '301', '61')).to.deep.include({ state: 'unassociated', shown: null });
    const strict = buildCategoryPage(buildCategoryInput({ matchByName: false }));
    expect(stateOf(strict, '301', '61')).to.deep.include({ state: 'unassociated' });
  });

  it('follows a renamed category by its id, and tells a deleted one from one that cannot be checked', () => {
    const renamed = withRows(row('303', '61', 'cat-quiz', 'Quick checks'));
    expect(stateOf(renamed, '303', '61')).to.deep.include({
      state: 'synced',
      shown: quizzes,
      renamedFrom: 'Quick checks',
    });
    const gone = withRows(row('303', '61', 'cat-old', 'Old'));
    expect(stateOf(gone, '303', '61')).to.deep.include({
      state: 'gone',
      shown: { sourcedId: 'cat-old', title: 'Old' },
    });
    const { stored } = buildCategoryInput({
      stored: { version: 1, rows: [row('303', '61', 'cat-old', 'Old')], changedBy: null, changedAt: null },
    });
    const unread = buildCategoryPage(buildCategoryInput({ stored, classes: new Map() }));
    expect(stateOf(unread, '303', '61')).to.deep.include({ state: 'synced' });
  });

  it('shows a new section and a new group as unassociated', () => {
    const known = buildCategoryInput({
      stored: {
        version: 1,
        rows: [row('302', '61', 'cat-quiz', 'Quizzes')],
        changedBy: null,
        changedAt: null,
      },
    });
    const page = buildCategoryPage({
      ...known,
      groups: [...known.groups, { id: '399', name: 'New', position: 9 }],
    });
    expect(stateOf(page, '302', '62')?.state).to.equal('unassociated');
    expect(stateOf(page, '399', '61')?.state).to.equal('unassociated');
  });

  it('property: every group appears once with every synced section, and the states add up', () => {
    fc.assert(
      fc.property(courses, (input) => {
        const page = buildCategoryPage(input);
        const synced = input.sections.filter(({ sisId }) => sisId !== null);
        expect(page.groups).to.have.length(input.groups.length);
        expect(page.sections.length + page.sectionsWithoutSisId.length).to.equal(input.sections.length);
        for (const group of page.groups) {
          expect(group.cells.map(({ section }) => section.id)).to.deep.equal(synced.map(({ id }) => id));
          const counts = countStates(group);
          expect(counts.synced + counts.suggested + counts.unassociated + counts.gone).to.equal(
            synced.length,
          );
        }
      }),
    );
  });

  it('property: what the page shows is what a run sends', () => {
    fc.assert(
      fc.property(courses, (input) => {
        const mappings = toMappings(input.stored.rows);
        for (const group of buildCategoryPage(input).groups) {
          for (const { section, state, shown } of group.cells) {
            if (section.sisClass.kind !== 'read') continue;
            const mapping = mappings.get(`${group.id}:${section.id}`) ?? null;
            const sent = resolveCategory(group.name, section.sisClass.categories, mapping, input.matchByName);
            const isSent = state === 'synced' || state === 'suggested';
            expect(sent.kind === 'mapped').to.equal(isSent);
            if (sent.kind === 'mapped') expect(sent.category.sourcedId).to.equal(shown?.sourcedId);
          }
        }
      }),
    );
  });
});
