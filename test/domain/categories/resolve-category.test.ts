import { expect } from 'chai';
import fc from 'fast-check';
import { type CategoryMapping, resolveCategory } from '../../../src/domain/categories/resolve-category.ts';

const homework = { sourcedId: 'c1', title: ' Homework ' };
const labs = { sourcedId: 'c2', title: 'Labs' };
const categories = [homework, labs];

describe('the SIS category of an assignment group in a class', () => {
  it('is the one with the same name, ignoring case and outer blanks', () => {
    for (const name of ['Homework', 'HOMEWORK', '  homework\t']) {
      expect(resolveCategory(name, categories, null, true)).to.deep.equal({
        kind: 'mapped',
        category: homework,
        byName: true,
      });
    }
  });

  it('matches composed and decomposed letters', () => {
    const found = resolveCategory('Übung', [{ sourcedId: 'u', title: 'Übung'.normalize('NFD') }], null, true);
    expect(found.kind).to.equal('mapped');
  });

  it('is none for another name, an empty name, or with matching by name off', () => {
    const none = { kind: 'unassociated', chosen: false };
    expect(resolveCategory('Lab', categories, null, true)).to.deep.equal(none);
    expect(resolveCategory(' ', [{ sourcedId: 'x', title: '' }], null, true)).to.deep.equal(none);
    expect(resolveCategory('Labs', categories, null, false)).to.deep.equal(none);
  });

  it('is the chosen one, by id, even if the SIS renamed it or another has the group’s name', () => {
    const mapping: CategoryMapping = { kind: 'category', sourcedId: 'c2', title: 'Laboratory' };
    expect(resolveCategory('Homework', categories, mapping, true)).to.deep.equal({
      kind: 'mapped',
      category: labs,
      byName: false,
    });
  });

  it('is none if somebody chose Unassociated, whatever the name', () => {
    expect(resolveCategory('Labs', categories, { kind: 'unassociated' }, true)).to.deep.equal({
      kind: 'unassociated',
      chosen: true,
    });
  });

  it('is gone if the SIS no longer has the chosen one, and never another of the same name', () => {
    const mapping: CategoryMapping = { kind: 'category', sourcedId: 'c9', title: 'Labs' };
    expect(resolveCategory('Labs', categories, mapping, true)).to.deep.equal({ kind: 'gone', title: 'Labs' });
  });

  it('is never a category that the class does not have', () => {
    const title = fc.string({ maxLength: 6 });
    const list = fc.array(fc.record({ sourcedId: fc.string(), title }), { maxLength: 5 });
    fc.assert(
      fc.property(title, list, fc.boolean(), (name, rows, byName) => {
        const found = resolveCategory(name, rows, null, byName);
        if (found.kind === 'mapped') expect(rows).to.include(found.category);
      }),
    );
  });
});
