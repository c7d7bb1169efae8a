import { expect } from 'chai';
import { groupIcons } from '../../canvas/pages/assignments/index-model.ts';
import { usePages } from './running-pages.ts';
import { findAssignment } from './school-parts.ts';

describe('sandbox Canvas pages: assignments', () => {
  const current = usePages();
  const base = () => `/courses/${current().biology.id}/assignments`;

  /** The edit page's fields as a browser would send them back. */
  async function editFields(login: string, id: number): Promise<Record<string, string>> {
    const { text } = await (await current().browse(login)).get(`${base()}/${id}/edit`).expect(200);
    const fields: Record<string, string> = {};
    for (const [tag] of text.matchAll(/<input[^>]*>/gu)) {
      const name = /name="([^"]*)"/u.exec(tag)?.[1];
      if (name === undefined || (tag.includes('type="checkbox"') && !tag.includes(' checked'))) continue;
      fields[name] = /value="([^"]*)"/u.exec(tag)?.[1] ?? '';
    }
    for (const [, name = '', options = ''] of text.matchAll(
      /<select[^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gu,
    ))
      fields[name] = /value="([^"]*)" selected/u.exec(options)?.[1] ?? '';
    return fields;
  }

  it('lists groups and assignments with several due dates, points and switches', async () => {
    const { text } = await (await current().browse('aokafor')).get(base()).expect(200);
    expect(text).to.contain('Multiple Dates').and.contain('Sep 17, 2026 at 8:50am').and.contain('25 pts');
    expect(text).to.contain('Sync to Juniper SIS enabled. Click to toggle.');
    expect(text).to.contain('Disable Sync to Juniper SIS');
  });

  it('shows students published work without switches', async () => {
    const { text } = await (await current().browse('abrooks')).get(base()).expect(200);
    expect(text).to.not.contain('Click to toggle').and.not.contain('Assignments Settings');
    const draft = (await current().canvas.store.assignments.list(current().biology.id)).find(
      (a) => !a.published,
    );
    if (draft === undefined) throw new Error('The school has no draft');
    expect(text).to.not.contain(`assignment_${draft.id}"`);
    await (await current().browse('abrooks')).get(`${base()}/${draft.id}`).expect(404);
  });

  it('shows the icons of CF7', () => {
    const group = (sisSourceId: string | null, integrationData: Record<string, unknown>) =>
      groupIcons({ sisSourceId, integrationData }, 'Juniper SIS').map((icon) => icon.title);
    expect(group('x', {})).to.deep.equal(['Imported from Juniper SIS']);
    const mapping = { sistemic: { categoryMapping: { key: { any: 1 } } } };
    expect(group(null, mapping)).to.deep.equal(['Grading category aligned with SIS']);
    for (const other of [{}, { sistemic: {} }, { sistemic: { categoryMapping: {} } }, { other: { a: 1 } }]) {
      expect(group(null, other)).to.deep.equal([]);
    }
    expect(group('', { sistemic: null })).to.deep.equal([]);
  });

  it('prints the icon of an imported group', async () => {
    const { store } = current().canvas;
    const [group] = await store.groups.list(current().biology.id);
    await store.groups.update(group?.id ?? 0, { sisSourceId: 'cat-1' });
    const { text } = await (await current().browse('aokafor')).get(base()).expect(200);
    expect(text).to.contain('icon-sis-imported" title="Imported from Juniper SIS"');
  });

  it('toggles Sync to SIS, unless that breaks the account’s rules', async () => {
    const agent = await current().browse('aokafor');
    const before = await findAssignment(current(), 'Genetics reading log');
    expect(before.postToSis).to.equal(true);
    await agent.post(`${base()}/${before.id}/sync`).expect(303);
    expect((await findAssignment(current(), before.name)).postToSis).to.equal(false);
    await current().canvas.store.account.setSisSettings({ requireDueDate: true });
    const refused = await agent.post(`${base()}/${before.id}/sync`).expect(303);
    const { text } = await agent.get(String(refused.headers['location'])).expect(200);
    expect(text).to.contain('please add a due date');
    expect((await findAssignment(current(), before.name)).postToSis).to.equal(false);
    await current().canvas.store.account.setSisSettings({ requireDueDate: false });
  });

  it('saving an untouched edit page changes no dates, those of individual students included', async () => {
    const agent = await current().browse('aokafor');
    const all = await current().canvas.store.assignments.list(current().biology.id);
    for (const before of all) {
      await agent
        .post(`${base()}/${before.id}`)
        .type('form')
        .send(await editFields('aokafor', before.id))
        .expect(before.name.trim() === '' ? 422 : 303);
      const after = await current().canvas.store.assignments.find(before.id);
      const dates = (assignment: typeof before | null) => ({
        dueAt: assignment?.dueAt,
        only: assignment?.onlyVisibleToOverrides,
        points: assignment?.pointsPossible,
        overrides: assignment?.overrides.map(({ id, ...rest }) => rest),
      });
      expect(dates(after), before.name).to.deep.equal(dates(before));
    }
  });

  it('edits name, points and a section’s date in the course’s zone', async () => {
    const agent = await current().browse('aokafor');
    const before = await findAssignment(current(), 'Heredity worksheet');
    const [section] = await current().canvas.store.courses.sections(current().biology.id);
    const fields = {
      ...(await editFields('aokafor', before.id)),
      name: 'Heredity <script>alert(1)</script>',
      points: '12.5',
      [`section_${section?.id}`]: '1',
      [`section_${section?.id}_due`]: '2026-12-03T00:00',
    };
    const saved = await agent.post(`${base()}/${before.id}`).type('form').send(fields).expect(303);
    const after = await findAssignment(current(), fields.name);
    expect(after.pointsPossible).to.equal(12.5);
    const due = after.overrides.find((override) => override.sectionId === section?.id)?.dueAt;
    expect(due?.toISOString(), 'midnight is the end of the day').to.equal('2026-12-04T05:59:59.000Z');
    const { text } = await agent.get(String(saved.headers['location'])).expect(200);
    expect(text).to.contain('&lt;script&gt;alert').and.not.contain('<script>alert');
  });

  it('shows Canvas’s errors beside the fields and keeps what was typed', async () => {
    const agent = await current().browse('aokafor');
    await current().canvas.store.account.setSisSettings({
      requireDueDate: true,
      limitNameLength: true,
      nameLengthLimit: 10,
    });
    const send = { group: '', points: '-1', grading_type: 'points', post_to_sis: '1', everyone: '1' };
    const { text } = await agent
      .post(base())
      .type('form')
      .send({ ...send, name: 'A rather long name' })
      .expect(422);
    expect(text).to.contain('Name is too long, must be under 11 characters');
    expect(text).to.contain('Please add a due date').and.contain('Points value must be 0 or greater');
    expect(text).to.contain('value="A rather long name"');
    await current().canvas.store.account.setSisSettings({ requireDueDate: false, limitNameLength: false });
    for (const wrong of [{ name: '' }, { points: 'ten' }, { due: 'soon' }, { everyone: undefined }]) {
      await agent
        .post(base())
        .type('form')
        .send({ ...send, points: '1', name: 'New', ...wrong })
        .expect(422);
    }
    await agent
      .post(base())
      .type('form')
      .send({ ...send, points: '1', name: 'New' })
      .expect(303);
    const made = await findAssignment(current(), 'New');
    await agent.post(`${base()}/${made.id}/delete`).expect(303);
    await agent.get(`${base()}/${made.id}`).expect(404);
  });

  it('disables Sync to SIS for all assignments', async () => {
    await (await current().browse('aokafor')).post(`${base()}/disable-sync`).expect(303);
    const all = await current().canvas.store.assignments.list(current().biology.id);
    expect(all.some((assignment) => assignment.postToSis)).to.equal(false);
  });

  it('refuses changes by students or through another course', async () => {
    const { id } = await findAssignment(current(), 'Science fair idea');
    const student = await current().browse('abrooks');
    await student.post(`${base()}/${id}/sync`).expect(403);
    await student.get(`${base()}/${id}/edit`).expect(403);
    const admin = await current().browse('praman');
    const other = (
      await current().canvas.store.models.courses.findOne({ code: 'ALG1' }).lean<{ id: number }>()
    )?.id;
    await admin.post(`/courses/${other}/assignments/${id}/sync`).expect(404);
    expect((await findAssignment(current(), 'Science fair idea')).postToSis).to.equal(false);
  });
});
