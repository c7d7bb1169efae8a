import type { Request, Response, Router } from 'express';
import { textFields } from '../../front/request-fields.ts';
import type { Assignment } from '../../school/records/assignment.ts';
import { type FieldProblem, sisFriendlyName } from '../../school/sis-rules.ts';
import { sendNotFound } from '../error-pages.ts';
import type { PageDeps } from '../page-deps.ts';
import { inCourse } from '../person-routes.ts';
import { buildCourseShell } from '../shell.ts';
import type { CourseVisit } from '../visit.ts';
import { type EditForm, emptyForm, type FormProblems, fillForm, readForm } from './edit-form.ts';
import { findAssignment } from './find-assignment.ts';
import { gradingTypeWords } from './grading-type-words.ts';

/** The New Assignment and Edit pages. */
export function addEditPages(router: Router, deps: PageDeps): void {
  router.get(
    '/courses/:id/assignments/new',
    inCourse(deps, ['manage_assignments'], async (visit, _req, res) => {
      const { account } = visit;
      await showForm(deps, visit, res, null, emptyForm(account.sisSettings.defaultGradeExport), {});
    }),
  );
  router.get(
    '/courses/:id/assignments/:assignmentId/edit',
    inCourse(deps, ['manage_assignments'], async (visit, req, res) => {
      const assignment = await findAssignment(visit, req);
      if (assignment === null) return sendNotFound(deps, visit, res);
      await showForm(deps, visit, res, assignment, fillForm(assignment, visit.course.timeZone), {});
    }),
  );
  const save = async (
    visit: CourseVisit,
    req: Request,
    res: Response,
    assignment: Assignment | null,
  ): Promise<void> => {
    const { store, course } = visit;
    const [sections, groups] = await Promise.all([
      store.courses.sections(course.id),
      store.groups.list(course.id),
    ]);
    const read = readForm(textFields(req.body), { assignment, sections, groups, timeZone: course.timeZone });
    if (!read.ok) return showForm(deps, visit, res, assignment, read.form, read.problems);
    const outcome =
      assignment === null
        ? await store.assignments.create(course.id, read.change)
        : await store.assignments.edit(assignment.id, read.change);
    if (!outcome.ok) {
      return showForm(deps, visit, res, assignment, read.form, describeProblems(outcome.problems));
    }
    const notice = assignment === null ? 'created' : 'saved';
    res.redirect(303, `/courses/${course.id}/assignments/${outcome.value.id}?notice=${notice}`);
  };
  router.post(
    '/courses/:id/assignments',
    inCourse(deps, ['manage_assignments'], (visit, req, res) => save(visit, req, res, null)),
  );
  router.post(
    '/courses/:id/assignments/:assignmentId',
    inCourse(deps, ['manage_assignments'], async (visit, req, res) => {
      const assignment = await findAssignment(visit, req);
      if (assignment === null) return sendNotFound(deps, visit, res);
      await save(visit, req, res, assignment);
    }),
  );
}

async function showForm(
  deps: PageDeps,
  visit: CourseVisit,
  res: Response,
  assignment: Assignment | null,
  form: EditForm,
  problems: FormProblems,
): Promise<void> {
  const { store, course, account } = visit;
  const [groups, sections] = await Promise.all([
    store.groups.list(course.id),
    store.courses.sections(course.id),
  ]);
  const base = `/courses/${course.id}/assignments`;
  const title = assignment === null ? 'Create New Assignment' : 'Edit Assignment';
  const isRefused = Object.keys(problems).length > 0;
  const model = {
    shell: await buildCourseShell(visit, {
      title,
      current: 'Assignments',
      crumbs: [
        { label: 'Assignments', href: base },
        ...(assignment === null ? [] : [{ label: assignment.name, href: `${base}/${assignment.id}` }]),
        { label: title, href: '' },
      ],
      notice: isRefused
        ? { kind: 'error', text: 'The assignment was not saved. See the marked fields.' }
        : null,
    }),
    title,
    action: assignment === null ? base : `${base}/${assignment.id}`,
    deleteAction: assignment === null ? null : `${base}/${assignment.id}/delete`,
    back: assignment === null ? base : `${base}/${assignment.id}`,
    form,
    problems,
    groups: groups.map(({ id, name }) => ({ id, name })),
    gradingTypes: Object.entries(gradingTypeWords),
    sections: sections.map(({ id, name }) => ({
      id,
      name,
      checked: form.sectionDues[id] !== undefined,
      due: form.sectionDues[id] ?? '',
    })),
    studentDates: await describeStudentDates(visit, assignment, form),
    sisName: sisFriendlyName(account),
    timeZone: course.timeZone,
  };
  await deps.render.page(res, 'assignment-edit', model, isRefused ? 422 : 200);
}

/** The dates of individual students; the page keeps or removes them. */
async function describeStudentDates({ store }: CourseVisit, assignment: Assignment | null, form: EditForm) {
  const overrides = assignment?.overrides.filter((override) => override.studentIds !== null) ?? [];
  return Promise.all(
    overrides.map(async ({ id, studentIds }) => {
      const students = await store.people.findMany(studentIds ?? []);
      return {
        id,
        names: students.map((student) => student.name).join(', '),
        checked: form.studentDues[id] !== undefined,
        due: form.studentDues[id] ?? '',
      };
    }),
  );
}

/** The edit page's wording; the API words some of them differently (CF7). */
function describeProblems(problems: readonly FieldProblem[]): FormProblems {
  const found: FormProblems = {};
  for (const { field, message } of problems) {
    if (field === 'due_at') found.due = 'Please add a due date';
    else if (field === 'points_possible') found.points = 'Points value must be 0 or greater';
    else if (message.startsWith('Name is')) found.name = message;
    else
      found.name =
        message === 'is too short' ? 'Name is required' : 'Name is too long, must be under 256 characters';
  }
  return found;
}
