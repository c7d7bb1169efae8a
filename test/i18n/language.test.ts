import { expect } from 'chai';
import { checkCodes, itemReasons } from '../../src/domain/outcomes.ts';
import { errorCodes } from '../../src/errors.ts';
import { createLanguageChooser, nameSis } from '../../src/i18n/language.ts';
import { languages } from '../../src/i18n/languages.ts';

const chooseLanguage = createLanguageChooser(languages);

describe('a language', () => {
  const { t, messages, tag } = chooseLanguage('en-US');

  it('fills in placeholders, with numbers as the person writes them', () => {
    expect(t('{name} sent {count} grades', { name: 'Dana', count: 12_345 })).to.equal(
      'Dana sent 12,345 grades',
    );
    expect(chooseLanguage('de-DE').t('{count}', { count: 12_345 })).to.equal('12.345');
  });

  it('chooses the plural form of the sentence’s language', () => {
    const text = { one: '{count} grade', other: '{count} grades' };
    expect([0, 1, 2].map((count) => t(text, { count }))).to.deep.equal(['0 grades', '1 grade', '2 grades']);
    // French uses the singular for 0, but the sentence is English.
    expect(chooseLanguage('fr-FR').t(text, { count: 0 })).to.equal('0 grades');
  });

  it('leaves an unknown placeholder visible and never reads the prototype', () => {
    expect(t('{missing} {constructor}')).to.equal('{missing} {constructor}');
  });

  it('ends a sentence with one stop, also after a time such as 9:30 a.m.', () => {
    const at = { at: '9:30 a.m.' };
    expect(t('Read at {at}. Sent.', at)).to.equal('Read at 9:30 a.m. Sent.');
    expect(t('Read at {at}.', at)).to.equal('Read at 9:30 a.m.');
    expect(t('{at}, {at}.csv', at)).to.equal('9:30 a.m., 9:30 a.m..csv');
  });

  it('does not fill placeholders inside values', () => {
    expect(t('{name}', { name: '{count}', count: 3 })).to.equal('{count}');
  });

  it('takes the first locale that has a language, and its numbers: the launch’s, then the browser’s', () => {
    expect(chooseLanguage('es-MX', 'en').messages.frame.history).to.equal('Historial');
    const second = chooseLanguage('fi', '*', 'es-ES', 'en');
    expect([second.tag, second.locale, second.t('{n}', { n: 12_345.5 })]).to.deep.equal([
      'es',
      'es-ES',
      '12.345,5',
    ]);
    expect(chooseLanguage('fi', 'nb').tag).to.equal('en');
    expect(chooseLanguage('es').t({ one: '{count} tarea', other: '{count} tareas' }, { count: 1 })).to.equal(
      '1 tarea',
    );
  });

  it('calls a SIS without a name “your SIS”, with a capital where a sentence begins', () => {
    const text = '{sis} is busy. {sis} answers: {sis}, {sisLabel} category';
    const named = (label: string, language = 'en') => {
      const chosen = chooseLanguage(language);
      return chosen.t(text, { ...nameSis(chosen.messages, label) });
    };
    expect(named('SIS')).to.equal('Your SIS is busy. Your SIS answers: your SIS, SIS category');
    expect(named('SIS', 'es')).to.equal('Su SIS is busy. Su SIS answers: su SIS, SIS category');
    expect(named('eSchool')).to.equal('eSchool is busy. eSchool answers: eSchool, eSchool category');
  });

  it('knows the direction of its script', () => {
    const choose = createLanguageChooser({ he: messages, es: messages });
    expect([choose('he-IL').direction, choose('es').direction]).to.deep.equal(['rtl', 'ltr']);
  });

  it('falls back to English for an unknown language or an invalid locale', () => {
    for (const locale of ['xx', '', 'en_AU', '../../etc', '__proto__', 'constructor']) {
      expect(chooseLanguage(locale).tag, locale).to.equal('en');
    }
    expect(tag).to.equal('en');
  });

  it('has a text for every error, check and reason', () => {
    expect(messages.errors).to.have.all.keys(Object.keys(errorCodes));
    expect(messages.checks).to.have.all.keys(...checkCodes);
    expect(messages.reasons).to.have.all.keys(...itemReasons);
  });

  it('uses the words of the guide', () => {
    expect(`${messages.postGrades.scheduled} ${messages.postGrades.scheduledLink}`).to.equal(
      'Scheduled. Click to see progress.',
    );
    expect(messages.postGrades.submit).to.equal('Post Grades');
    expect(messages.settings.remaster).to.equal('Remaster Grade Passback');
    expect([...messages.stages]).to.deep.equal([
      'Reading Canvas',
      'Reading SIS',
      'Comparing',
      'Posting assignments',
      'Posting grades',
    ]);
  });
});
