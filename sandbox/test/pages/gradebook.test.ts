import { expect } from 'chai';
import { readEntry } from '../../canvas/pages/gradebook/read-entry.ts';
import { usePages } from './running-pages.ts';
import { findAssignment, findCell, findUserId } from './school-parts.ts';

const worksheet = 'Cell structure worksheet';

describe('sandbox Canvas pages: gradebook', () => {
  const current = usePages();
  const base = () => `/courses/${current().biology.id}/gradebook`;

  async function type(login: string, score: string, assignment = worksheet) {
    const { path } = await findCell(current(), assignment, login);
    const agent = await current().browse('aokafor');
    const answer = await agent.post(path).type('form').send({ score }).expect(303);
    const { cell } = await findCell(current(), assignment, login);
    return { cell, location: String(answer.headers['location']) };
  }

  it('shows every student and published assignment, scores to the last digit, sections and states', async () => {
    const { text } = await (await current().browse('aokafor')).get(base()).expect(200);
    expect(text).to.contain('aria-label="Aaliyah Brooks: Cell structure worksheet"');
    expect(text).to.contain('value="9.333"').and.contain('value="EX"');
    expect(text).to.contain('Jimenez-Ortega, Isaac').and.contain('inactive').and.contain('Student View');
    expect(text)
      .to.match(/cell-late/u)
      .and.match(/cell-missing/u)
      .and.match(/grades are hidden from students/u);
    expect(text).to.contain('stu-100401');
  });

  it('filters by section', async () => {
    const sections = await current().canvas.store.courses.sections(current().biology.id);
    const second = sections.find((section) => section.name.endsWith('Period 2'));
    const { text } = await (await current().browse('aokafor'))
      .get(`${base()}?section=${second?.id}`)
      .expect(200);
    expect(text).to.contain('Lindqvist, Keira').and.contain('Jimenez-Ortega');
    expect(text).to.not.contain('Brooks, Aaliyah');
  });

  it('saves a score as graded by the teacher and returns to the cell', async () => {
    const { cell, location } = await type('abrooks', '18.25');
    expect(cell.score).to.equal(18.25);
    expect(cell.workflowState).to.equal('graded');
    expect(cell.graderId).to.equal(await findUserId(current(), 'aokafor'));
    expect(location).to.contain(`#cell_${cell.assignmentId}_${cell.userId}`);
  });

  it('does not grade an unchanged cell again', async () => {
    const first = await type('bcastellanos', '11');
    const second = await type('bcastellanos', '11');
    expect(second.cell.gradedAt).to.deep.equal(first.cell.gradedAt);
    expect((await type('bcastellanos', '12')).cell.gradedAt).to.not.deep.equal(first.cell.gradedAt);
  });

  it('takes EX, MI, percentages and nothing', async () => {
    expect((await type('cdumont', 'ex')).cell).to.include({ excused: true, score: null });
    expect((await type('cdumont', '85%')).cell).to.include({ excused: false, score: 17 });
    expect((await type('cdumont', 'MI')).cell.latePolicyStatus).to.equal('missing');
    expect((await type('cdumont', '')).cell).to.include({ score: null, excused: false });
  });

  it('keeps the score if the entry makes no sense', async () => {
    const before = await type('devander', '14');
    const { cell, location } = await type('devander', '<b>');
    expect(cell).to.deep.equal(before.cell);
    const { text } = await (await current().browse('aokafor')).get(location).expect(200);
    expect(text).to.contain('That is not a grade');
  });

  it('answers a script with the cell alone', async () => {
    const { path } = await findCell(current(), worksheet, 'devander');
    const agent = await current().browse('aokafor');
    const good = await agent.post(`${path}?part=cell`).type('form').send({ score: '9' }).expect(200);
    expect(good.text.trim())
      .to.match(/^<td id="cell_/u)
      .and.contain('value="9"');
    const bad = await agent.post(`${path}?part=cell`).type('form').send({ score: 'x' }).expect(422);
    expect(bad.text).to.contain('aria-invalid="true"').and.contain('value="9"');
  });

  for (const status of ['late', 'missing', 'none', 'excused'] as const) {
    it(`sets the status ${status}`, async () => {
      const { path } = await findCell(current(), worksheet, 'klindqvist');
      const agent = await current().browse('aokafor');
      await agent.post(path).type('form').send({ status }).expect(303);
      const { text } = await agent.get(path).expect(200);
      expect(text).to.match(new RegExp(`value="${status}" checked`, 'u'));
    });
  }

  it('posts and hides grades of an assignment', async () => {
    const assignment = await findAssignment(current(), 'Enzyme lab');
    const agent = await current().browse('aokafor');
    expect((await findCell(current(), 'Enzyme lab', 'abrooks')).cell.postedAt).to.equal(null);
    await agent.post(`${base()}/assignments/${assignment.id}/post`).expect(303);
    expect((await findCell(current(), 'Enzyme lab', 'abrooks')).cell.postedAt).to.be.instanceOf(Date);
    const grades = `/courses/${current().biology.id}/grades`;
    const row = async () => {
      const { text } = await (await current().browse('abrooks')).get(grades).expect(200);
      return /Enzyme lab[\s\S]*?<\/tr>/u.exec(text)?.[0] ?? '';
    };
    const { cell } = await findCell(current(), 'Enzyme lab', 'abrooks');
    expect(await row()).to.contain(`<td>${cell.score}</td>`);
    await agent.post(`${base()}/assignments/${assignment.id}/hide`).expect(303);
    expect(await row()).to.not.contain(`<td>${cell.score}</td>`);
  });

  it('opens only for people who may see grades; cells forged from another course are not found', async () => {
    const { path } = await findCell(current(), worksheet, 'abrooks');
    const student = await current().browse('abrooks');
    await student.get(base()).expect(403);
    await student.post(path).type('form').send({ score: '20' }).expect(403);
    await (await current().browse('mzhao')).get(base()).expect(403);
    await (await current().browse('jwhitfield')).get(base()).expect(200);
    const teacher = await current().browse('aokafor');
    await teacher.post(`${base()}/cells/999999/1`).type('form').send({ score: '1' }).expect(404);
    const outsider = await findUserId(current(), 'wli');
    const { id } = await findAssignment(current(), worksheet);
    await teacher.post(`${base()}/cells/${id}/${outsider}`).type('form').send({ score: '1' }).expect(404);
    const admin = await current().browse('praman');
    const other = (
      await current().canvas.store.models.courses.findOne({ code: 'ALG1' }).lean<{ id: number }>()
    )?.id;
    await admin
      .post(path.replace(base(), `/courses/${other}/gradebook`))
      .type('form')
      .send({ score: '1' })
      .expect(404);
  });

  it('reads entries as Canvas does', async () => {
    const assignment = await findAssignment(current(), worksheet);
    const read = (text: string) => readEntry(text, assignment);
    expect(read(' 7,5 ')).to.deep.equal({ kind: 'score', score: 7.5 });
    expect(read('-1')).to.deep.equal({ kind: 'score', score: -1 });
    expect(read('complete')).to.deep.equal({ kind: 'score', score: 20 });
    expect(read('–')).to.deep.equal({ kind: 'clear' });
    for (const text of ['1e9', '0x10', 'Infinity', 'NaN', '1.2.3', '%']) {
      expect(read(text), text).to.deep.equal({ kind: 'unreadable' });
    }
  });
});
