import { checkSetup } from '../../domain/setup.ts';
import { nameSis } from '../../i18n/language.ts';
import { defineCommand } from '../command.ts';
import { findInstitution, institutionArgument } from '../find-institution.ts';

/** As long as *Check everything now* of Administration. */
const testLimitMs = 25_000;

/** The checklist of Administration's Overview, for the operator. */
export const examineInstitution = defineCommand({
  name: 'doctor',
  summary: 'asks Canvas and the SIS of an institution, and says what is set up and what is still to do',
  notes: 'The same checklist as Administration › Overview. Nothing is changed anywhere.',
  input: { institution: institutionArgument },
  async run({ services }, input) {
    const institution = await findInstitution(services.stores, input.institution);
    const { id, settings } = institution;
    const [facts, tests] = await Promise.all([
      services.setup.read(institution),
      services.setup.test(institution, AbortSignal.timeout(testLimitMs)),
    ]);
    const steps = checkSetup(facts, tests);
    const { t, messages } = services.chooseLanguage('en');
    const texts = messages.administration.setup;
    const lines = steps.map(({ step, finding, isDone, lacks }) => {
      const found = texts.findings[finding];
      const values = {
        ...nameSis(messages, settings.sisLabel),
        list: lacks.map((part) => texts.parts[part]).join(', '),
        count: facts.syncedCourses,
      };
      const state = t(isDone ? texts.done : texts.open, values);
      const remedy = 'remedy' in found ? ` ${t(found.remedy, values)}` : '';
      return `${state}  ${t(texts.steps[step], values)}: ${t(found.text, values)}${remedy}\n`;
    });
    return { text: lines.join(''), json: { id, steps } };
  },
});
