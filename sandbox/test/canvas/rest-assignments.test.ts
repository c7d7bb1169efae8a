import { expect } from 'chai';
import { callApi } from './api-reader.ts';
import { useCanvas } from './running-canvas.ts';

describe('sandbox Canvas: assignments and groups (CF7)', () => {
  const current = useCanvas();
  const api = (login: string | null, path: string, init: { method?: string; json?: unknown } = {}) =>
    callApi(current(), login, path, init);
  const assignments = '/api/v1/courses/1/assignments';
  const groups = '/api/v1/courses/1/assignment_groups';

  it('staff see unpublished assignments, students do not; everyone sees post_to_sis', async () => {
    const staff = (await api('tess', assignments)).body;
    expect(staff.map((a: { name: string; post_to_sis: boolean }) => [a.name, a.post_to_sis])).to.deep.equal([
      ['Essay', true],
      ['Quiz', true],
      ['Practice', false],
      ['Draft', true],
    ]);
    const student = (await api('amy', assignments)).body;
    expect(student).to.have.length(3);
    expect(student[0]).to.have.property('post_to_sis', true);
  });

  it('times are the school’s wall-clock times in UTC, in whole seconds', async () => {
    const { body } = await api('tess', `${assignments}/1`);
    expect(body.due_at).to.equal('2026-10-06T04:59:00Z');
  });

  it('overrides and all_dates on request; due_at for staff is the most lenient override unless switched off', async () => {
    const { body } = await api('tess', `${assignments}/2?include[]=overrides&include[]=all_dates`);
    expect(body.overrides).to.have.length(1);
    expect(body.overrides[0]).to.include({ course_section_id: 2, due_at: '2026-10-08T04:59:00Z' });
    expect(body.all_dates).to.have.length(2);
    expect(body.all_dates[1]).to.include({ base: true, due_at: '2026-10-06T04:59:00Z' });
    expect(body.due_at).to.equal('2026-10-08T04:59:00Z');
    const plain = await api('tess', `${assignments}/2?override_assignment_dates=false`);
    expect(plain.body.due_at).to.equal('2026-10-06T04:59:00Z');
    expect(plain.body).not.to.have.property('overrides');
  });

  it('teachers who may not manage assignments get all_dates but no overrides', async () => {
    const { account } = current().canvas.store;
    await account.setTeachersLack(['manage_assignments']);
    const { status, body } = await api('tess', `${assignments}/2?include[]=overrides&include[]=all_dates`);
    await account.setTeachersLack([]);
    expect(status).to.equal(200);
    expect(body).not.to.have.property('overrides');
    expect(body).to.include({ post_to_sis: true, only_visible_to_overrides: false });
    expect(body.all_dates).to.have.length(2);
  });

  it('a student sees their own due date', async () => {
    expect((await api('bob', `${assignments}/2`)).body.due_at).to.equal('2026-10-08T04:59:00Z');
    expect((await api('amy', `${assignments}/2`)).body.due_at).to.equal('2026-10-06T04:59:00Z');
  });

  it('once every section has its own date staff see only those; an individual date beats a section’s', async () => {
    const { store } = current().canvas;
    const quiz = await store.assignments.find(2);
    const override = (sectionId: number | null, studentIds: number[] | null, day: number) => ({
      title: 'Override',
      sectionId,
      studentIds,
      dueAt: new Date(Date.UTC(2026, 9, day)),
      unlockAt: null,
      lockAt: null,
    });
    await store.assignments.edit(2, { overrides: [override(1, null, 3), override(2, null, 2)] });
    expect((await api('tess', `${assignments}/2`)).body.due_at).to.equal('2026-10-03T00:00:00Z');
    await store.assignments.edit(2, { overrides: [override(1, null, 3), override(null, [4], 1)] });
    expect((await api('amy', `${assignments}/2`)).body.due_at).to.equal('2026-10-01T00:00:00Z');
    await store.assignments.edit(2, { overrides: quiz?.overrides ?? [] });
  });

  it('needs_grading_count counts submitted work without a grade', async () => {
    const bob = await current().person('bob');
    await current().canvas.store.gradebook.submit(3, bob.id);
    expect((await api('tess', `${assignments}/3`)).body.needs_grading_count).to.equal(1);
  });

  it('groups always show their SIS fields, with assignments on request', async () => {
    const { body } = await api('tess', `${groups}?include[]=assignments`);
    expect(body.map((g: { name: string }) => g.name)).to.deep.equal(['Homework', 'Tests']);
    expect(body[0]).to.deep.include({ sis_source_id: null, integration_data: {} });
    expect(body[1].assignments[0].name).to.equal('Quiz');
  });

  it('PUT merges integration_data shallowly: it replaces the keys it sends and keeps the others (CT10)', async () => {
    const put = (json: unknown) => api('tess', `${groups}/1`, { method: 'PUT', json });
    await put({ integration_data: { other: { theirs: 1 }, sistemic: { categoryMapping: { a: {} } } } });
    const { body } = await put({ integration_data: { sistemic: { categoryMapping: { b: {} } } } });
    expect(body.integration_data).to.deep.equal({
      other: { theirs: 1 },
      sistemic: { categoryMapping: { b: {} } },
    });
    expect((await put({ integration_data: '' })).body.integration_data).to.deep.equal(body.integration_data);
    expect((await put({ sis_source_id: 'cat-1' })).body).to.include({
      sis_source_id: 'cat-1',
      name: 'Homework',
    });
  });

  it('PUT refuses integration_data that is no object, and refuses students', async () => {
    const bad = await api('tess', `${groups}/1`, { method: 'PUT', json: { integration_data: [1] } });
    expect(bad.status).to.equal(400);
    const student = await api('amy', `${groups}/1`, { method: 'PUT', json: { name: 'Mine' } });
    expect(student.status).to.equal(401);
  });

  describe('SIS assignments', () => {
    const path = '/api/sis/courses/1/assignments';

    it('lists published assignments marked Sync to SIS, with their sections and overrides', async () => {
      const { body } = await api('tess', `${path}?include[]=student_overrides`);
      expect(body.map((a: { name: string }) => a.name)).to.deep.equal(['Essay', 'Quiz']);
      expect(body[1].assignment_group).to.include({ name: 'Tests' });
      expect(body[1].sections.map((s: { sis_id: string }) => s.sis_id)).to.deep.equal(['zeta-1', 'alpha-2']);
      expect(body[1].sections[0]).not.to.have.property('override');
      expect(body[1].sections[1].override).to.include({ due_at: '2026-10-08T04:59:00Z' });
      expect(body[1].user_overrides).to.deep.equal([]);
    });

    it('answers 400 not_enabled or unpublished_course where they apply (CT18), and refuses students', async () => {
      const { store } = current().canvas;
      await store.account.setSisSettings({ gradeExportEnabled: false });
      const off = await api('tess', path);
      await store.account.setSisSettings({ gradeExportEnabled: true });
      expect([off.status, off.body]).to.deep.equal([
        400,
        {
          code: 'not_enabled',
          error: 'A SIS integration is not configured and the bulk SIS Grade Export feature is not enabled',
        },
      ]);
      await store.courses.setWorkflowState(1, 'unpublished');
      const hidden = await api('tess', path);
      await store.courses.setWorkflowState(1, 'available');
      expect([hidden.status, hidden.body.code]).to.deep.equal([400, 'unpublished_course']);
      expect((await api('amy', path)).status).to.equal(401);
    });

    it('lists only the overrides’ sections of an assignment without a date for everyone', async () => {
      const { store } = current().canvas;
      await store.assignments.edit(2, { onlyVisibleToOverrides: true });
      const { body } = await api('tess', path);
      await store.assignments.edit(2, { onlyVisibleToOverrides: false });
      expect(body[1].sections.map((s: { id: number }) => s.id)).to.deep.equal([2]);
    });

    it('lists the whole account for administrators only', async () => {
      expect((await api('ada', '/api/sis/accounts/1/assignments')).body).to.have.length(2);
      expect((await api('tess', '/api/sis/accounts/1/assignments')).status).to.equal(401);
    });
  });
});
