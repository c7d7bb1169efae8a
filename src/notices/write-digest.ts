import type { NoticedCourse, Notices } from '../domain/notices.ts';
import { type Language, nameSis } from '../i18n/language.ts';

/** More are only counted. */
const namedCourses = 10;

export interface DigestFor {
  readonly language: Language;
  readonly institutionName: string;
  readonly sisLabel: string;
  /** A person reads of their own grade syncs, an administrator of all. */
  readonly reader: 'administrator' | 'person';
}

/** The day's e-mail: each cause once, with its courses, without names of people and without grades. */
export function writeDigest(
  notices: Notices,
  { language, institutionName, sisLabel, reader }: DigestFor,
): { readonly subject: string; readonly text: string } {
  const { messages } = language;
  const { notices: texts, administration } = messages;
  const sis = nameSis(messages, sisLabel);
  const t: Language['t'] = (message, values = {}) => language.t(message, { ...sis, ...values });
  const courses = new Set([...notices.values()].flat().map(({ courseKey }) => courseKey));
  const name = ({ title }: NoticedCourse): string => `  ${title || t(administration.runs.untitled)}`;
  const parts = [...notices].map(([cause, all]) => {
    const own = [...new Map(all.map((course) => [course.courseKey, course])).values()];
    const more = own.length - namedCourses;
    return [
      t(texts.causes[cause], { count: own.length }),
      ...own.slice(0, namedCourses).map(name),
      ...(more > 0 ? [`  ${t(texts.more, { count: more })}`] : []),
    ].join('\n');
  });
  return {
    subject: t(texts.subject, { count: courses.size }),
    text: [
      t(texts.lead, { institution: institutionName }),
      ...parts,
      t(texts.open),
      t(texts.reasons[reader], { institution: institutionName }),
    ]
      .join('\n\n')
      .concat('\n'),
  };
}
