import { checkSetup, type SetupFacts, type SetupStep, type SetupTests } from '../../../domain/setup.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { AdministrationContext } from '../administration-context.ts';

/** What `views/administration/overview/checklist.ejs` prints. */
export interface ChecklistModel {
  readonly title: string;
  readonly summary: string;
  /** Folded away once everything is done, until somebody checks. */
  readonly isOpen: boolean;
  readonly tested: string | null;
  readonly steps: readonly {
    readonly isDone: boolean;
    readonly state: string;
    readonly name: string;
    readonly text: string;
    readonly remedy: { readonly text: string; readonly href: string | null } | null;
  }[];
  readonly test: { readonly label: string; readonly note: string; readonly action: string };
  readonly formToken: FormToken;
}

export interface SetupShown {
  readonly facts: SetupFacts;
  /** Null: nobody asked Canvas and the SIS just now. */
  readonly tests: SetupTests | null;
}

/** The same steps as `npm run admin -- doctor`. */
export function buildChecklist(context: AdministrationContext, { facts, tests }: SetupShown): ChecklistModel {
  const { messages, t, links } = context;
  const texts = messages.administration.setup;
  const steps = checkSetup(facts, tests);
  const done = steps.filter(({ isDone }) => isDone).length;
  const pages: Readonly<Record<SetupStep, string | null>> = {
    developerKey: null,
    deployment: null,
    canvasApi: links.canvasApi(),
    sis: links.sis(),
    firstCourse: facts.triedCourses > 0 ? links.runs() : null,
  };
  return {
    title: t(texts.title),
    summary: t(texts.count, { done, all: steps.length }),
    isOpen: tests !== null || done < steps.length,
    tested: tests === null ? null : t(texts.tested),
    steps: steps.map(({ step, finding, isDone, lacks }) => {
      const found = texts.findings[finding];
      const list = lacks.map((part) => texts.parts[part]).join(', ');
      return {
        isDone,
        state: t(isDone ? texts.done : texts.open),
        name: t(texts.steps[step]),
        text: t(found.text, { list, count: facts.syncedCourses }),
        remedy: 'remedy' in found ? { text: t(found.remedy), href: pages[step] } : null,
      };
    }),
    test: { label: t(texts.test), note: t(texts.testNote), action: links.checkSetup },
    formToken: context.formToken,
  };
}
