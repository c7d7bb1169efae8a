import { expect } from 'chai';
import { checkCodes, itemReasons } from '../../src/domain/outcomes.ts';
import { errorCodes } from '../../src/errors.ts';
import { createTexts } from '../../src/i18n/create-messages.ts';

describe('createTexts', () => {
  const { say, catalogue, language } = createTexts('en-US');

  it('fills placeholders in, numbers as the person writes them', () => {
    expect(say('{name} sent {count} grades', { name: 'Dana', count: 12_345 })).to.equal(
      'Dana sent 12,345 grades',
    );
    expect(createTexts('de-DE').say('{count}', { count: 12_345 })).to.equal('12.345');
  });

  it('chooses the plural form of the language of the sentence', () => {
    const text = { one: '{count} grade', other: '{count} grades' };
    expect([0, 1, 2].map((count) => say(text, { count }))).to.deep.equal(['0 grades', '1 grade', '2 grades']);
    // French counts 0 as one; the sentence is English all the same.
    expect(createTexts('fr-FR').say(text, { count: 0 })).to.equal('0 grades');
  });

  it('leaves an unknown placeholder visible, and never reads the prototype', () => {
    expect(say('{missing} {constructor}')).to.equal('{missing} {constructor}');
  });

  it('does not fill placeholders inside values', () => {
    expect(say('{name}', { name: '{count}', count: 3 })).to.equal('{count}');
  });

  it('reads English where there is no catalogue, or the locale is none', () => {
    for (const locale of ['xx', '', 'en_AU', '../../etc', '__proto__', 'constructor']) {
      expect(createTexts(locale).language, locale).to.equal('en');
    }
    expect(language).to.equal('en');
  });

  it('has a text for every error, check and reason', () => {
    expect(catalogue.errors).to.have.all.keys(Object.keys(errorCodes));
    expect(catalogue.checks).to.have.all.keys(...checkCodes);
    expect(catalogue.reasons).to.have.all.keys(...itemReasons);
  });

  it('uses the words of the guide', () => {
    expect(`${catalogue.postGrades.scheduled} ${catalogue.postGrades.scheduledLink}`).to.equal(
      'Scheduled. Click to see progress.',
    );
    expect(catalogue.postGrades.submit).to.equal('Post Grades');
    expect(catalogue.settings.remaster).to.equal('Remaster Grade Passback');
    expect([...catalogue.stages]).to.deep.equal([
      'Reading Canvas',
      'Reading SIS',
      'Comparing',
      'Posting assignments',
      'Posting grades',
    ]);
  });
});
