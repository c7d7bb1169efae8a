import { expect } from 'chai';
import {
  expectCountsAddUp,
  expectNoDuplicates,
  expectSisEqualsCanvas,
} from '../../support/passback/invariants.ts';
import type { Rig } from '../../support/passback/rig.ts';
import { makeAssignment, makeStudent } from '../../support/passback/tiny-canvas.ts';
import { useRigs } from '../../support/passback/use-rigs.ts';

/** Requests that wrote a result since `mark`. */
const resultsSince = (rig: Rig, mark: number) =>
  rig.sis.ledger.slice(mark).filter((entry) => entry.kind === 'result');
const lineItemsSince = (rig: Rig, mark: number) =>
  rig.sis.ledger.slice(mark).filter((entry) => entry.kind === 'lineItem');

describe('what a run sends', () => {
  const { rig: newRig } = useRigs();

  describe('the first time', () => {
    it('brings every grade of every section to the SIS, confirmed by reading back', async () => {
      const rig = newRig();
      const run = await rig.post();
      expect(run.state).to.equal('completed');
      expect(run.counts).to.include({ eligible: 12, confirmed: 12, failed: 0 });
      expect(rig.sis.lineItems.size).to.equal(4);
      expect(rig.sis.results.size).to.equal(12);
      expectSisEqualsCanvas(rig);
      expectNoDuplicates(rig.sis);
      expectCountsAddUp(run);
      expect(run.stages.map((stage) => stage.stage)).to.deep.equal([1, 2, 3, 4, 5]);
    });

    it('sends points, dates, category and grading period as the course has them', async () => {
      const rig = newRig();
      await rig.post();
      const [lineItem] = rig.sis.lineItems.values();
      expect(lineItem).to.include({
        title: 'Assignment a1',
        resultValueMin: 0,
        resultValueMax: 10,
        categorySourcedId: 'cat-homework',
        gradingPeriodSourcedId: 'gp-1',
        schoolSourcedId: 'school',
        // 04:59 UTC on the 6th is 23:59 on the 5th in Chicago.
        dueDate: '2026-10-05',
        assignDate: '2026-10-05',
      });
    });

    it('R3 sends a score of 0', async () => {
      const rig = newRig({ students: 1, assignments: 1 });
      rig.canvas.grade('a1', '2000', { score: 0 });
      await rig.post();
      expect([...rig.sis.results.values()].map((result) => result.score)).to.deep.equal([0, 0]);
    });

    it('creates only assignments with a grade in that class', async () => {
      const rig = newRig({ assignments: 1 });
      rig.canvas.assignments.push(makeAssignment('empty'));
      rig.canvas.grade('empty', '1000', { score: 4 });
      const run = await rig.post();
      expect(
        [...rig.sis.lineItems.values()].filter((one) => one.title === 'Assignment empty'),
      ).to.have.length(1);
      const rows = await rig.passback.readRunLineItems(rig.launch, run.id);
      const other = rows.find((row) => row.assignmentId === 'empty' && row.classSourcedId === 'class-2');
      expect(other?.outcome).to.equal('nothing_to_send');
    });

    it('says that AGS items have no due date, and sends the others', async () => {
      const rig = newRig();
      const item = { url: 'https://canvas.test/line_items/7', label: 'From the tool', maximum: 5 };
      rig.canvas.lineItems = [{ item, results: [{ ltiUserId: 'u-1000', score: 3 }] }];
      const run = await rig.post();
      expect(run.state).to.equal('completed_with_problems');
      const rows = await rig.passback.readRunLineItems(rig.launch, run.id);
      const refused = rows.find((row) => row.assignmentName === 'From the tool');
      expect(refused?.outcome).to.equal('refused');
      expect(refused?.problems.map((problem) => problem.check)).to.include('due_date_missing');
      expect(run.counts).to.include({ confirmed: 12, skipped: 1 });
    });
  });

  describe('again', () => {
    it('M3 sends nothing when nothing changed, and reads no submissions page beyond the first', async () => {
      const rig = newRig();
      await rig.post();
      rig.advance(120_000);
      const before = { ledger: rig.sis.ledger.length, pages: rig.canvas.pages['submissions'] ?? 0 };
      const again = await rig.post();
      expect(again.state).to.equal('nothing_to_send');
      expect(again.counts).to.include({ eligible: 12, unchanged: 12 });
      expect(rig.sis.ledger.length).to.equal(before.ledger);
      expect(rig.canvas.pages['submissions']).to.equal(before.pages + 1);
    });

    it('R1 sends exactly the changed scores, into the same columns', async () => {
      const rig = newRig();
      await rig.post();
      rig.advance(120_000);
      for (const user of ['1000', '1001', '2002']) rig.canvas.grade('a1', user, { score: 9.5 });
      const mark = rig.sis.ledger.length;
      const run = await rig.post();
      expect(run.counts).to.include({ confirmed: 3, unchanged: 9 });
      expect(resultsSince(rig, mark)).to.have.length(3);
      expect(lineItemsSince(rig, mark)).to.have.length(0);
      expectSisEqualsCanvas(rig);
      expectNoDuplicates(rig.sis);
    });

    it('R9 R11 sends a score that was saved while the one before was being read', async () => {
      const rig = newRig();
      await rig.post();
      // Graded ten seconds before the last reading began, but only visible now.
      const late = new Date(rig.canvas.now().getTime() - 10_000);
      rig.canvas.grade('a1', '1000', { score: 7.25, gradedAt: late });
      const run = await rig.post();
      expect(run.counts.confirmed).to.equal(1);
      expectSisEqualsCanvas(rig);
    });

    it('holds back a change of status alone, and counts it', async () => {
      const rig = newRig();
      await rig.post();
      rig.advance(25 * 60 * 60_000);
      rig.canvas.grade('a1', '1000', { late: true });
      const mark = rig.sis.ledger.length;
      const run = await rig.post();
      expect(run.state).to.equal('nothing_to_send');
      expect(run.counts).to.include({ heldBack: 1, unchanged: 11 });
      expect(rig.sis.ledger.length).to.equal(mark);
      const held = (await rig.items(run.id)).filter((item) => item.outcome === 'held_back');
      expect(held.map((item) => item.reason)).to.deep.equal(['status_only']);
    });

    it('sends a change of status where the institution resends scores and statuses', async () => {
      const rig = newRig();
      rig.settings = { ...rig.settings, resend: 'score+status' };
      await rig.post();
      rig.advance(120_000);
      rig.canvas.grade('a1', '1001', { score: null, excused: true });
      const run = await rig.post();
      expect(run.counts.confirmed).to.equal(1);
      const sent = [...rig.sis.results.values()].find((one) => one.scoreStatus === 'exempt');
      expect(sent).to.include({ studentSourcedId: 'S1001', score: null });
    });

    it('sends changed details of an assignment only together with a score of it', async () => {
      const rig = newRig({ assignments: 1 });
      await rig.post();
      rig.advance(120_000);
      rig.canvas.assignments = [makeAssignment('a1', { name: 'Renamed', pointsPossible: 20 })];
      const quiet = await rig.post();
      expect(quiet.state).to.equal('nothing_to_send');
      rig.canvas.grade('a1', '1000', { score: 18 });
      await rig.post();
      const titles = [...rig.sis.lineItems.values()]
        .map((one) => `${one.classSourcedId} ${one.title}`)
        .sort();
      expect(titles).to.deep.equal(['class-1 Renamed', 'class-2 Assignment a1']);
      expectNoDuplicates(rig.sis);
    });

    it('sends changed details by themselves where the institution resends everything', async () => {
      const rig = newRig({ assignments: 1 });
      rig.settings = { ...rig.settings, resend: 'everything' };
      await rig.post();
      rig.canvas.assignments = [makeAssignment('a1', { name: 'Renamed' })];
      const mark = rig.sis.ledger.length;
      const run = await rig.post();
      expect(run.state).to.equal('completed');
      expect(lineItemsSince(rig, mark)).to.have.length(2);
      expect(resultsSince(rig, mark)).to.have.length(0);
    });

    it('Remaster sends scores, statuses and details again, and the SIS still holds each once', async () => {
      const rig = newRig();
      await rig.post();
      rig.advance(120_000);
      rig.canvas.grade('a1', '1000', { late: true });
      const mark = rig.sis.ledger.length;
      const run = await rig.post('remaster');
      expect(run.counts).to.include({ confirmed: 12, heldBack: 0 });
      expect(resultsSince(rig, mark)).to.have.length(12);
      expect(lineItemsSince(rig, mark)).to.have.length(4);
      expect(rig.sis.results.size).to.equal(12);
      expect([...rig.sis.results.values()].filter((result) => result.late)).to.have.length(1);
    });

    it('Remaster of chosen assignments leaves the others alone', async () => {
      const rig = newRig();
      await rig.post();
      const mark = rig.sis.ledger.length;
      const run = await rig.post('remaster', ['a2']);
      expect(run.counts).to.include({ eligible: 6, confirmed: 6 });
      expect(resultsSince(rig, mark)).to.have.length(6);
    });

    it('R16 does not overwrite what somebody changed in the SIS', async () => {
      const rig = newRig();
      await rig.post();
      const [first] = rig.sis.results.values();
      if (first) rig.sis.results.set(first.sourcedId, { ...first, score: 1.5 });
      rig.advance(120_000);
      await rig.post();
      expect(rig.sis.results.get(first?.sourcedId ?? '')?.score).to.equal(1.5);
    });

    it('sends a line item that the SIS has lost again, with all its scores', async () => {
      const rig = newRig();
      await rig.post();
      const [lost] = rig.sis.lineItems.keys();
      rig.sis.lineItems.delete(lost ?? '');
      for (const [id, result] of rig.sis.results) {
        if (result.lineItemSourcedId === lost) rig.sis.results.delete(id);
      }
      const run = await rig.post();
      expect(run.counts).to.include({ confirmed: 3, unchanged: 9 });
      expectSisEqualsCanvas(rig);
      expectNoDuplicates(rig.sis);
    });

    it('R22 sends results that the SIS has lost when it reads their line item back', async () => {
      const rig = newRig();
      await rig.post();
      const lost = [...rig.sis.results.values()].find((one) => one.studentSourcedId === 'S1001');
      rig.sis.results.delete(lost?.sourcedId ?? '');
      rig.advance(120_000);
      for (const id of ['a1', 'a2']) rig.canvas.grade(id, '1000', { score: 3.5 });
      const run = await rig.post();
      expect(run.counts).to.include({ confirmed: 3, unchanged: 9 });
      expectSisEqualsCanvas(rig);
    });

    it('R22 sends a held back result too, once the SIS has lost what it was held back for', async () => {
      const rig = newRig({ assignments: 1 });
      await rig.post();
      rig.canvas.grade('a1', '1001', { late: true });
      const [lost] = [...rig.sis.results.values()].filter((one) => one.studentSourcedId === 'S1001');
      rig.sis.results.delete(lost?.sourcedId ?? '');
      rig.advance(120_000);
      rig.canvas.grade('a1', '1002', { score: 9 });
      const run = await rig.post();
      expect(run.counts).to.include({ confirmed: 2, unchanged: 4, heldBack: 0 });
      expectSisEqualsCanvas(rig);
      expect((await rig.items(run.id)).map((item) => item.reason)).to.deep.equal(Array(6).fill(null));
    });

    it('takes a removed score back in 1.2, and says that 1.1 cannot', async () => {
      const rig = newRig({ students: 1, assignments: 1 });
      await rig.post();
      rig.advance(25 * 60 * 60_000);
      rig.canvas.grade('a1', '1000', { score: null, workflowState: 'unsubmitted' });
      const run = await rig.post();
      expect(run.counts.confirmed).to.equal(1);
      const taken = [...rig.sis.results.values()].find((one) => one.studentSourcedId === 'S1000');
      expect(taken).to.include({ score: null, scoreStatus: 'not submitted' });

      rig.sis.profile = { ...rig.sis.profile, version: '1.1' };
      rig.advance(25 * 60 * 60_000);
      rig.canvas.grade('a1', '2000', { score: null, workflowState: 'unsubmitted' });
      const second = await rig.post();
      const reasons = (await rig.items(second.id, true)).map((item) => item.reason);
      expect(reasons).to.include('score_removed');
    });
  });

  describe('of whom', () => {
    const reasonsOf = async (rig: Rig) => {
      const run = await rig.post();
      expectCountsAddUp(run);
      return (await rig.items(run.id, true)).map((item) => item.reason).sort();
    };

    it('never sends the test student, people without SIS id, inactive ones, or hidden grades; counts each', async () => {
      const rig = newRig({ students: 4, assignments: 1 });
      const [section] = rig.canvas.sections;
      if (!section) throw new Error('no section');
      rig.canvas.members = [
        makeStudent('1000', [section], { isTestStudent: true }),
        makeStudent('1001', [section], { sisId: null }),
        makeStudent('1002', [section], { active: false }),
        makeStudent('1003', [section]),
      ];
      rig.canvas.grade('a1', '1003', { postedAt: null });
      const run = await rig.post();
      expect(rig.sis.results.size).to.equal(0);
      expect(run.state).to.equal('nothing_to_send');
      const reasons = (await rig.items(run.id, true)).map((item) => item.reason).sort();
      // The four of section 2 have left the roster.
      expect(reasons).to.deep.equal([
        'grade_hidden',
        ...Array(5).fill('student_inactive'),
        'student_without_sis_id',
        'test_student',
      ]);
    });

    it('sends hidden grades where the institution does, and notices when grades are posted', async () => {
      const rig = newRig({ students: 1, assignments: 1 });
      rig.canvas.grade('a1', '1000', { postedAt: null });
      expect(await reasonsOf(rig)).to.deep.equal(['grade_hidden']);
      rig.advance(120_000);
      // Posting leaves graded_at alone.
      rig.canvas.grade('a1', '1000', { postedAt: rig.canvas.now() });
      const run = await rig.post();
      expect(run.counts.confirmed).to.equal(1);

      const open = newRig({ students: 1, assignments: 1 });
      open.settings = { ...open.settings, sendHiddenGrades: true };
      open.canvas.grade('a1', '1000', { postedAt: null });
      expect(await reasonsOf(open)).to.deep.equal([]);
    });

    it('notices when a hidden excuse is posted', async () => {
      const rig = newRig({ assignments: 1 });
      rig.canvas.grade('a1', '1001', { score: null, excused: true, postedAt: null });
      rig.advance(180_000);
      const first = await rig.post();
      expect(first.counts).to.include({ confirmed: 5, skipped: 1 });
      rig.advance(180_000);
      rig.canvas.grade('a1', '1001', { postedAt: rig.canvas.now() });
      expect((await rig.post()).counts).to.include({ confirmed: 1, unchanged: 5, skipped: 0 });
    });

    it('notices when grades are hidden that somebody saw on Post Grades and nobody sent yet', async () => {
      const rig = newRig({ assignments: 1 });
      rig.advance(180_000);
      await rig.passback.readPostGrades(rig.launch, new AbortController().signal);
      rig.advance(180_000);
      rig.canvas.grade('a1', '1001', { postedAt: null });
      const run = await rig.post();
      expect(run.counts).to.include({ confirmed: 5, skipped: 1 });
      expect((await rig.items(run.id, true)).map((item) => item.reason)).to.deep.equal(['grade_hidden']);
    });

    it('R11 notices what changed silently while an assignment was not marked Sync to SIS', async () => {
      const rig = newRig({ assignments: 2 });
      rig.advance(180_000);
      await rig.post();
      rig.advance(180_000);
      const marked = rig.canvas.assignments;
      rig.canvas.assignments = marked.filter((one) => one.id !== 'a1');
      const before = rig.canvas.submissions.get('a1:1001');
      if (!before) throw new Error('not graded');
      // A late policy: the score changes, the time of grading does not.
      rig.canvas.submissions.set('a1:1001', { ...before, score: 0.5 });
      await rig.post();
      rig.advance(180_000);
      rig.canvas.assignments = marked;
      expect((await rig.post()).counts).to.include({ confirmed: 1, unchanged: 11 });
      expectSisEqualsCanvas(rig);
    });

    it('R22 misses no grade of a section that the last person who looked may not see', async () => {
      const rig = newRig({ assignments: 1 });
      const rest = rig.canvas.reader.rest;
      if (!rest) throw new Error('a reader without REST');
      // A grade that is dropped, or does not count, leaves the total as it is.
      Object.assign(rest, { readStudentTotals: async () => [] });
      const ofSection1: typeof rest = {
        ...rest,
        async readSubmissions(query, next, signal) {
          const page = await rest.readSubmissions(query, next, signal);
          return { ...page, rows: page.rows.filter((row) => row.canvasUserId.startsWith('1')) };
        },
      };
      await rig.post();
      rig.advance(180_000);
      rig.canvas.grade('a1', '2000', { score: 6.5 });
      rig.advance(180_000);
      Object.assign(rig.deps, { openCanvas: async () => ({ ...rig.canvas.reader, rest: ofSection1 }) });
      const person = { ...rig.launch.person, canvasUserId: '77' };
      await rig.passback.readPostGrades({ ...rig.launch, person }, new AbortController().signal);
      expect((await rig.post()).counts).to.include({ confirmed: 1, unchanged: 5 });
      expectSisEqualsCanvas(rig);
    });

    it('skips sections without SIS id with that reason', async () => {
      const rig = newRig({ students: 1, assignments: 1 });
      rig.canvas.sections = rig.canvas.sections.map((one) =>
        one.id === 's2' ? { ...one, sisId: null } : one,
      );
      rig.canvas.members = rig.canvas.members.map((one) =>
        one.sectionIds.includes('s2') ? { ...one, sectionSisIds: [] } : one,
      );
      expect(await reasonsOf(rig)).to.deep.equal(['section_without_sis_id']);
      expect(rig.sis.results.size).to.equal(1);
    });

    it('finds SIS ids of sections from the roster where Canvas hides them from the teacher', async () => {
      const rig = newRig();
      rig.canvas.sections = rig.canvas.sections.map((section) => ({ ...section, sisId: null }));
      const run = await rig.post();
      expect(run.counts.confirmed).to.equal(12);
    });

    it('sends a student of two sections to both classes', async () => {
      const rig = newRig({ students: 1, assignments: 1 });
      rig.canvas.members = [makeStudent('1000', rig.canvas.sections)];
      rig.sis.classes.set('class-2', ['S1000']);
      rig.canvas.submissions.delete('a1:2000');
      const run = await rig.post();
      expect(run.counts).to.include({ eligible: 2, confirmed: 2 });
      expect([...rig.sis.results.values()].map((one) => one.classSourcedId).sort()).to.deep.equal([
        'class-1',
        'class-2',
      ]);
    });

    it('sends a moved student to the new class and reports the old result as left behind', async () => {
      const rig = newRig({ students: 1, assignments: 1 });
      await rig.post();
      const [, second] = rig.canvas.sections;
      if (!second) throw new Error('no section');
      rig.canvas.members = rig.canvas.members.map((one) =>
        one.canvasUserId === '1000' ? makeStudent('1000', [second]) : one,
      );
      rig.sis.classes.set('class-2', ['S2000', 'S1000']);
      const run = await rig.post();
      expect(run.counts).to.include({ confirmed: 1, unchanged: 1, skipped: 1 });
      const [left] = await rig.items(run.id, true);
      expect(left).to.include({ classSourcedId: 'class-1', reason: 'left_behind' });
    });

    it('R21 fails a student or class that the SIS does not have, or has twice, and sends the rest', async () => {
      const rig = newRig({ students: 2, assignments: 1 });
      rig.sis.classes.delete('class-2');
      rig.sis.profile = { ...rig.sis.profile, matchStudentBy: 'sourcedId' };
      rig.sis.classes.set('class-1', ['S1000']);
      const run = await rig.post();
      expect(run.state).to.equal('completed_with_problems');
      const reasons = (await rig.items(run.id, true)).map((item) => item.reason).sort();
      expect(reasons).to.deep.equal(['class_not_in_sis', 'class_not_in_sis', 'student_not_in_sis']);
      expect(rig.sis.results.size).to.equal(1);
    });

    it('R12 R13 reads a roster of several pages whole, and never takes a part of it for the whole', async () => {
      const rig = newRig({ students: 60, assignments: 1 });
      const run = await rig.post();
      expect(run.counts.confirmed).to.equal(120);
      rig.advance(120_000);
      rig.canvas.faults = (list, n) => {
        if (list === 'members' && n === 5) throw new TypeError('broken page');
      };
      const broken = await rig.post();
      expect(broken.state).to.equal('running');
      rig.canvas.faults = () => {};
      const after = await rig.settle(broken.id);
      expect(after.counts).to.include({ unchanged: 120, skipped: 0 });
    });
  });

  it('R22 takes nobody for gone when somebody opens Post Grades while the run compares', async () => {
    const rig = newRig();
    const { runId } = await rig.passback.requestRun(rig.launch, { kind: 'post', selection: { kind: 'all' } });
    const { stores } = rig;
    const findFailed: typeof stores.items.findFailed = async (runIds) => {
      // The course is loaded by now; the page reads the roster anew.
      await rig.passback.readPostGrades(rig.launch, new AbortController().signal);
      return stores.items.findFailed(runIds);
    };
    await rig.worker({}, { stores: { ...stores, items: { ...stores.items, findFailed } } }).runOnce();
    const run = await rig.passback.readRun(rig.launch, runId);
    expect(run.counts).to.include({ confirmed: 12, skipped: 0 });
  });

  describe('to a SIS that gives its own ids', () => {
    it('keeps the ids of the SIS and uses them from then on', async () => {
      const rig = newRig();
      rig.sis.profile = { ...rig.sis.profile, pathId: 'theirs' };
      const run = await rig.post();
      expect(run.counts).to.include({ confirmed: 12 });
      expect([...rig.sis.lineItems.keys()].every((id) => id.startsWith('sis-'))).to.equal(true);
      rig.advance(120_000);
      rig.canvas.grade('a1', '1000', { score: 9.25 });
      rig.canvas.assignments = [makeAssignment('a1', { name: 'Renamed' }), makeAssignment('a2')];
      expect((await rig.post()).counts).to.include({ confirmed: 1, unchanged: 11 });
      expect(rig.sis.lineItems.size).to.equal(4);
      expect(rig.sis.results.size).to.equal(12);
    });

    it('R2 K10 K13 makes nothing twice when replies are lost, in one run or over several', async () => {
      const rig = newRig();
      rig.sis.profile = { ...rig.sis.profile, pathId: 'theirs' };
      rig.sis.faults = ({ kind, n }) => (kind.startsWith('put') && n % 3 !== 0 ? { lostReply: true } : null);
      const first = await rig.post();
      await rig.passback.cancelRun(rig.launch, first.id);
      await rig.work();
      const { runId } = await rig.passback.requestRun(rig.launch, {
        kind: 'post',
        selection: { kind: 'all' },
      });
      const run = await rig.settle(runId);
      expect(run.counts.failed).to.equal(0);
      expectNoDuplicates(rig.sis);
      expectSisEqualsCanvas(rig);
    });

    it('R24 does not take the line item of another assignment of the same name for its own', async () => {
      const rig = newRig({ assignments: 2 });
      rig.sis.profile = { ...rig.sis.profile, pathId: 'theirs' };
      rig.canvas.assignments = rig.canvas.assignments.map((one) => ({ ...one, name: 'Quiz' }));
      await rig.post();
      expect(rig.sis.lineItems.size).to.equal(4);
      expect(rig.sis.results.size).to.equal(12);
    });
  });

  describe('in which category', () => {
    it('does not send a group without a category of that name, and says so', async () => {
      const rig = newRig({ assignments: 1 });
      rig.canvas.groups = [{ id: 'g1', name: 'Labs', position: 1 }];
      const run = await rig.post();
      expect(run.state).to.equal('completed_with_problems');
      expect(run.counts).to.include({ eligible: 6, skipped: 6 });
      const [row] = await rig.passback.readRunLineItems(rig.launch, run.id);
      expect(row?.problems).to.deep.equal([
        {
          check: 'category_unassociated',
          sectionName: 'Section 1',
          values: { group: 'Labs', groupId: 'g1' },
        },
      ]);
    });

    it('refuses one section only, where only that one has the problem', async () => {
      const rig = newRig({ assignments: 1 });
      rig.canvas.assignments = [
        makeAssignment('a1', {
          overrides: [{ kind: 'section', sectionId: 's2', dueAt: null, unlockAt: null }],
        }),
      ];
      const run = await rig.post();
      expect(run.counts).to.include({ confirmed: 3, skipped: 3 });
    });
  });

  it('R14 S14 writes only to classes of its own course and institution', async () => {
    const one = newRig({ assignments: 1 });
    const other = newRig({ assignments: 1 });
    await one.post();
    await other.post();
    expect(one.sis.results.size).to.equal(6);
    expect(other.sis.results.size).to.equal(6);
    // The same course, class and assignment ids in two institutions never give the same SIS ids (R24).
    const ids = [...one.sis.results.keys(), ...other.sis.results.keys()];
    expect(new Set(ids).size).to.equal(12);
  });
});
