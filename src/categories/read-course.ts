import { setMaxListeners } from 'node:events';
import type { CanvasReader, CanvasRestReader } from '../canvas/canvas-reader.ts';
import type { CategoryPageInput } from '../domain/categories/build-category-page.ts';
import type { ClassCategories } from '../domain/categories/category-page.ts';
import type { CanvasAssignmentGroup, CanvasSection } from '../domain/course.ts';
import { type ErrorCode, ProductError } from '../errors.ts';
import { collectSectionEvidence } from '../passback/mirror/complete-sections.ts';
import type { PassbackDeps, SisAccess } from '../passback/passback-deps.ts';
import type { ClassSnapshot } from '../store/passback/class-snapshots.ts';
import type { CourseRef } from '../store/passback/course-record.ts';
import { type ClassCategoriesReading, readClassCategories, standIn } from './read-class-categories.ts';

/** The page waits this long for the SIS, then shows what is known. */
const sisTimeoutMs = 8_000;

/** A course, with access to it in Canvas and in the SIS. */
export interface CourseAccess {
  readonly sis: SisAccess;
  readonly reader: CanvasReader;
  readonly course: CourseRef;
}

/** What Canvas and the SIS say now. */
export type CourseAndSis = Pick<CategoryPageInput, 'groups' | 'sections' | 'classes' | 'sisProblem'>;

/**
 * Reads a course's groups and sections and the categories of its classes at the same time: known classes at
 * once, others as soon as Canvas has named their sections.
 * @throws ProductError `canvas_*`; a SIS that does not answer is reported in `sisProblem` instead
 */
export async function readCourseAndSis(
  deps: Pick<PassbackDeps, 'stores' | 'log'>,
  { sis, reader, course }: CourseAccess,
  signal: AbortSignal,
): Promise<CourseAndSis> {
  const { rest } = reader;
  if (rest === null) {
    throw new ProductError('canvas_not_connected', { detail: 'assignment groups need REST', next: 'fix' });
  }
  const mirror = await deps.stores.courses.find(course.key);
  const knownSections = mirror?.sections ?? [];
  const classes = createClassReader(deps, sis, course.institutionId, signal);
  classes.start(sisIdsOf(knownSections));
  const [groups, sections] = await Promise.all([
    rest.readAssignmentGroups(signal),
    readSections(rest, reader, knownSections, signal).then((found) => {
      classes.start(sisIdsOf(found));
      return found;
    }),
  ] satisfies [Promise<readonly CanvasAssignmentGroup[]>, Promise<readonly CanvasSection[]>]);
  const read = await classes.finish(sisIdsOf(sections));
  return { groups, sections, ...read };
}

function sisIdsOf(sections: readonly CanvasSection[]): readonly string[] {
  return [...new Set(sections.flatMap((section) => section.sisId ?? []))];
}

/**
 * The sections with every known SIS id. Canvas shows SIS ids only to people who may read them; for others
 * they come from the roster, which is read now if a section is new.
 */
async function readSections(
  rest: CanvasRestReader,
  reader: CanvasReader,
  known: readonly CanvasSection[],
  signal: AbortSignal,
): Promise<readonly CanvasSection[]> {
  const knownIds = new Map(known.map((section) => [section.id, section.sisId]));
  const sections = (await rest.readSections(signal)).map((section) => ({
    ...section,
    sisId: section.sisId ?? knownIds.get(section.id) ?? null,
  }));
  if (sections.every(({ id, sisId }) => sisId !== null || knownIds.has(id))) return sections;
  const evidence = collectSectionEvidence();
  let next: string | null = null;
  do {
    const page = await reader.readMembers(next, signal);
    for (const member of page.rows) evidence.add(member);
    next = page.next;
  } while (next !== null);
  return evidence.complete(sections);
}

interface ClassReader {
  /** Starts reading the classes that are not being read yet. */
  start(sisIds: readonly string[]): void;
  finish(sisIds: readonly string[]): Promise<Pick<CourseAndSis, 'classes' | 'sisProblem'>>;
}

function createClassReader(
  { stores, log }: Pick<PassbackDeps, 'stores' | 'log'>,
  sis: SisAccess,
  institutionId: string,
  signal: AbortSignal,
): ClassReader {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(sisTimeoutMs)]);
  // Every class listens to it; that many listeners are no leak.
  setMaxListeners(0, deadline);
  const readings = new Map<string, Promise<ClassCategoriesReading>>();

  const readOne = async (sisId: string, known: ClassSnapshot | null): Promise<ClassCategoriesReading> => {
    try {
      const reading = await readClassCategories(sis, sisId, known, deadline);
      if (reading.fresh) await stores.classSnapshots.updateCategories(institutionId, sisId, reading.fresh);
      return reading;
    } catch (error) {
      if (signal.aborted || !deadline.aborted) throw error;
      return standIn(known, 'sis_unreachable');
    }
  };
  return {
    start(sisIds) {
      const fresh = sisIds.filter((sisId) => !readings.has(sisId));
      if (fresh.length === 0) return;
      const stored = stores.classSnapshots.find(institutionId, fresh);
      for (const sisId of fresh) {
        const reading = stored.then((records) =>
          readOne(sisId, records.find((record) => record.sectionSisId === sisId)?.snapshot ?? null),
        );
        // Nobody awaits a class that is no longer in the course.
        reading.catch(() => {});
        readings.set(sisId, reading);
      }
    },
    async finish(sisIds) {
      const classes = new Map<string, ClassCategories>();
      let sisProblem: ErrorCode | null = null;
      for (const sisId of sisIds) {
        const reading = await readings.get(sisId);
        if (!reading) continue;
        classes.set(sisId, reading.sisClass);
        sisProblem ??= reading.problem;
      }
      if (sisProblem)
        log.warn({ event: 'categories_unread', institutionId, code: sisProblem }, 'SIS not read');
      return { classes, sisProblem };
    },
  };
}
