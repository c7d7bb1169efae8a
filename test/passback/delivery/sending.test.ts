import { expect } from 'chai';
import type { Harness } from '../../support/passback/harness.ts';
import { makeAssignment, makeStudent } from '../../support/passback/in-memory-canvas.ts';
import {
  expectCountsAddUp,
  expectNoDuplicates,
  expectSisEqualsCanvas,
} from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

/** The requests that wrote a result since `mark`. */
const resultsSince = (harness: Harness, mark: number) =>
  harness.sis.ledger.slice(mark).filter((entry) => entry.kind === 'result');
const lineItemsSince = (harness: Harness, mark: number) =>
  harness.sis.ledger.slice(mark).filter((entry) => entry.kind === 'lineItem');

describe('what a run sends', () => {
  const { harness: newHarness } = useHarness();

  describe('the first time', () => {
    it('sends every grade of every section to the SIS and confirms it by reading back', async () => {
      const harness = newHarness();
      const run = await harness.post();
      expect(run.state).to.equal('completed');
      expect(run.counts).to.include({ eligible: 12, confirmed: 12, failed: 0 });
      expect(harness.sis.lineItems.size).to.equal(4);
      expect(harness.sis.results.size).to.equal(12);
      expectSisEqualsCanvas(harness);
      expectNoDuplicates(harness.sis);
      expectCountsAddUp(run);
      expect(run.stages.map((stage) => stage.stage)).to.deep.equal([1, 2, 3, 4, 5]);
    });

    it('sends points, dates, category and grading period as in the course', async () => {
      const harness = newHarness();
      await harness.post();
      const [lineItem] = harness.sis.lineItems.values();
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
      // OF14: the client writes these days as they are in Chicago.
      expect(harness.sis.timeZone).to.equal('America/Chicago');
    });

    it('R3 sends a score of 0', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.canvas.grade('a1', '2000', { score: 0 });
      await harness.post();
      expect([...harness.sis.results.values()].map((result) => result.score)).to.deep.equal([0, 0]);
    });

    it('P17 sends extra credit where the institution says so, even if scores are lowered to the points possible', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.canvas.assignments = [makeAssignment('a1', { pointsPossible: 0 })];
      expect((await harness.post()).counts).to.include({ skipped: 6, confirmed: 0 });
      harness.settings = { ...harness.settings, zeroPoints: 'send', overMaximum: 'cap' };
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 6, skipped: 0 });
      expect([...harness.sis.lineItems.values()].map((item) => item.resultValueMax)).to.deep.equal([0, 0]);
      expectSisEqualsCanvas(harness);
      expect((await harness.post()).state).to.equal('nothing_to_send');
    });

    it('P18 sends the letter beside the score where the institution says so; a letter alone waits', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.canvas.assignments = [makeAssignment('a1', { gradingType: 'letter_grade' })];
      harness.canvas.grade('a1', '1000', { score: 8.75, textGrade: 'B+' });
      harness.settings = { ...harness.settings, textScores: 'all', brakeShare: null };
      await harness.readPageWith({});
      const part = { assignmentId: null, show: 'all', search: '', page: 1 } as const;
      const preview = await harness.passback.readPreview(harness.launch, part);
      expect(preview.grades.map(({ sends }) => sends?.textScore)).to.have.members(['B+', undefined]);
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 2 });
      const texts = () => [...harness.sis.results.values()].map(({ textScore }) => textScore);
      expect(texts()).to.have.members(['B+', undefined]);
      harness.advance(120_000);
      expect((await harness.post()).counts).to.include({ unchanged: 2, heldBack: 0 });
      harness.canvas.grade('a1', '1000', { score: 8.75, textGrade: 'A-' });
      harness.advance(120_000);
      expect((await harness.post()).counts).to.include({ heldBack: 1, sent: 0, confirmed: 0 });
      expect((await harness.post('remaster')).counts).to.include({ confirmed: 2 });
      expect(texts()).to.have.members(['A-', undefined]);
    });

    it('P19 sends the comment with the score; a comment alone waits', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.sis.profile = {
        ...harness.sis.profile,
        version: '1.1',
        exempt: 'refuse',
        lateAndMissing: 'omit',
      };
      harness.settings = { ...harness.settings, comments: 'status', brakeShare: null };
      harness.canvas.grade('a1', '2000', { score: 7, late: true });
      await harness.post();
      const comments = () => [...harness.sis.results.values()].map(({ comment }) => comment);
      expect(comments()).to.have.members(['', 'Late']);
      expect((await harness.post()).counts).to.include({ unchanged: 2, heldBack: 0 });
      harness.canvas.grade('a1', '2000', { score: 7, late: false });
      harness.advance(180_000);
      expect((await harness.post()).counts).to.include({ heldBack: 1, confirmed: 0 });
      expect((await harness.post('remaster')).counts).to.include({ confirmed: 2 });
      expect(comments()).to.deep.equal(['', '']);
    });

    it('P18 another letter in the SIS is another grade; of a SIS that shows none only the score is claimed', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.canvas.sections = harness.canvas.sections.slice(0, 1);
      harness.canvas.assignments = [makeAssignment('a1', { gradingType: 'pass_fail' })];
      harness.canvas.grade('a1', '1000', { score: 10, textGrade: 'complete' });
      harness.settings = { ...harness.settings, textScores: 'passFail', brakeShare: null };
      harness.sis.habits = { text: 'drops' };
      expect((await harness.post()).counts).to.include({ confirmed: 1 });
      harness.sis.habits = { text: 'own' };
      harness.canvas.grade('a1', '1000', { score: 0, textGrade: 'incomplete' });
      const run = await harness.post();
      const items = await harness.items(run.id, true);
      const item = items.find(({ studentSisId }) => studentSisId === 'S1000');
      expect([item?.reason, item?.kept]).to.deep.equal(['not_confirmed', null]);
    });

    it('P17 a SIS that makes 0 of extra credit does not hold it', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.canvas.assignments = [makeAssignment('a1', { pointsPossible: 0 })];
      harness.settings = { ...harness.settings, zeroPoints: 'send' };
      harness.sis.habits = { capsScores: true };
      const run = await harness.post();
      const problems = await harness.items(run.id, true);
      expect(new Set(problems.map(({ reason }) => reason))).to.deep.equal(new Set(['not_confirmed']));
      const learned = await harness.stores.learnedHabits.find(
        harness.institution.id,
        harness.sis.profile.name,
      );
      expect(learned).to.deep.equal([]);
    });

    it('creates an assignment only in classes where it has a grade', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.canvas.assignments.push(makeAssignment('empty'));
      harness.canvas.assignments.push(makeAssignment('ungraded'));
      harness.canvas.grade('empty', '1000', { score: 4 });
      const run = await harness.post();
      // History counts what was sent, not what was selected.
      expect(run.assignments).to.equal(2);
      expect(
        [...harness.sis.lineItems.values()].filter((lineItem) => lineItem.title === 'Assignment empty'),
      ).to.have.length(1);
      const rows = await harness.passback.readRunLineItems(harness.launch, run.id);
      const other = rows.find((row) => row.assignmentId === 'empty' && row.classSourcedId === 'class-2');
      expect(other?.outcome).to.equal('nothing_to_send');
    });

    it('says that AGS items have no due date, and sends the others', async () => {
      const harness = newHarness();
      const item = { url: 'https://canvas.test/line_items/7', label: 'From the tool', maximum: 5 };
      harness.canvas.lineItems = [{ item, results: [{ ltiUserId: 'u-1000', score: 3 }] }];
      const run = await harness.post();
      expect(run.state).to.equal('completed_with_problems');
      const rows = await harness.passback.readRunLineItems(harness.launch, run.id);
      const refused = rows.find((row) => row.assignmentName === 'From the tool');
      expect(refused?.outcome).to.equal('refused');
      expect(refused?.problems.map((problem) => problem.check)).to.include('due_date_missing');
      expect(run.counts).to.include({ confirmed: 12, skipped: 1 });
    });

    it('P15 sends AGS items with the last day of the grading period where the institution lets them go', async () => {
      const harness = newHarness({ assignments: 1 });
      const item = { url: 'https://canvas.test/line_items/7', label: 'From the tool', maximum: 5 };
      harness.canvas.lineItems = [{ item, results: [{ ltiUserId: 'u-1000', score: 3 }] }];
      harness.settings = { ...harness.settings, missingDueDate: 'periodEnd', ungroupedCategory: 'homework' };
      expect((await harness.post()).counts).to.include({ confirmed: 7, skipped: 0 });
      const sent = () => [...harness.sis.lineItems.values()].find(({ title }) => title === 'From the tool');
      expect(sent()).to.include({ dueDate: '2026-12-31', categorySourcedId: 'cat-homework' });
      // The school splits its period: what was sent keeps its day.
      harness.sis.periods = [
        { sourcedId: 'gp-1', title: 'Q1', startDate: '2026-08-01', endDate: '2026-10-31' },
        { sourcedId: 'gp-2', title: 'Q2', startDate: '2026-11-01', endDate: '2026-12-31' },
      ];
      harness.canvas.lineItems = [{ item, results: [{ ltiUserId: 'u-1000', score: 4 }] }];
      expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 6 });
      expect(sent()?.dueDate).to.equal('2026-12-31');
    });
  });

  describe('again', () => {
    it('M3 sends nothing when nothing changed, and reads no submissions page beyond the first', async () => {
      const harness = newHarness();
      await harness.post();
      harness.advance(120_000);
      const before = { ledger: harness.sis.ledger.length, pages: harness.canvas.pages['submissions'] ?? 0 };
      const again = await harness.post();
      expect(again.state).to.equal('nothing_to_send');
      expect(again.counts).to.include({ eligible: 12, unchanged: 12 });
      expect(harness.sis.ledger.length).to.equal(before.ledger);
      expect(harness.canvas.pages['submissions']).to.equal(before.pages + 1);
    });

    it('R1 sends exactly the changed scores, to the same line items', async () => {
      const harness = newHarness();
      await harness.post();
      harness.advance(120_000);
      for (const user of ['1000', '1001', '2002']) harness.canvas.grade('a1', user, { score: 9.5 });
      const mark = harness.sis.ledger.length;
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 3, unchanged: 9 });
      expect(resultsSince(harness, mark)).to.have.length(3);
      expect(lineItemsSince(harness, mark)).to.have.length(0);
      expectSisEqualsCanvas(harness);
      expectNoDuplicates(harness.sis);
    });

    it('R9 R11 sends a score that was saved while the previous one was being read', async () => {
      const harness = newHarness();
      await harness.post();
      // Graded ten seconds before the last reading began, but only visible now.
      const late = new Date(harness.canvas.now().getTime() - 10_000);
      harness.canvas.grade('a1', '1000', { score: 7.25, gradedAt: late });
      const run = await harness.post();
      expect(run.counts.confirmed).to.equal(1);
      expectSisEqualsCanvas(harness);
    });

    it('holds back a change of status alone, and counts it', async () => {
      const harness = newHarness();
      await harness.post();
      harness.advance(25 * 60 * 60_000);
      harness.canvas.grade('a1', '1000', { late: true });
      const mark = harness.sis.ledger.length;
      const run = await harness.post();
      expect(run.state).to.equal('nothing_to_send');
      expect(run.counts).to.include({ heldBack: 1, unchanged: 11 });
      expect(harness.sis.ledger.length).to.equal(mark);
      const held = (await harness.items(run.id)).filter((item) => item.outcome === 'held_back');
      expect(held.map((item) => item.reason)).to.deep.equal(['status_only']);
    });

    it('sends a change of status if the institution resends scores and statuses', async () => {
      const harness = newHarness();
      harness.settings = { ...harness.settings, resend: 'score+status' };
      await harness.post();
      harness.advance(120_000);
      harness.canvas.grade('a1', '1001', { score: null, excused: true });
      const run = await harness.post();
      expect(run.counts.confirmed).to.equal(1);
      const sent = [...harness.sis.results.values()].find((result) => result.scoreStatus === 'exempt');
      expect(sent).to.include({ studentSourcedId: 'S1001', score: null });
    });

    it('sends an assignment’s changed details only together with one of its scores', async () => {
      const harness = newHarness({ assignments: 1 });
      await harness.post();
      harness.advance(120_000);
      harness.canvas.assignments = [makeAssignment('a1', { name: 'Renamed', pointsPossible: 20 })];
      const quiet = await harness.post();
      expect(quiet.state).to.equal('nothing_to_send');
      harness.canvas.grade('a1', '1000', { score: 18 });
      await harness.post();
      const titles = [...harness.sis.lineItems.values()]
        .map((lineItem) => `${lineItem.classSourcedId} ${lineItem.title}`)
        .sort();
      expect(titles).to.deep.equal(['class-1 Renamed', 'class-2 Assignment a1']);
      expectNoDuplicates(harness.sis);
    });

    it('sends changed details alone if the institution resends everything', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.settings = { ...harness.settings, resend: 'everything' };
      await harness.post();
      harness.canvas.assignments = [makeAssignment('a1', { name: 'Renamed' })];
      const mark = harness.sis.ledger.length;
      const run = await harness.post();
      expect(run.state).to.equal('completed');
      expect(lineItemsSince(harness, mark)).to.have.length(2);
      expect(resultsSince(harness, mark)).to.have.length(0);
    });

    it('Remaster sends scores, statuses and details again, and the SIS still holds each once', async () => {
      const harness = newHarness();
      await harness.post();
      harness.advance(120_000);
      harness.canvas.grade('a1', '1000', { late: true });
      const mark = harness.sis.ledger.length;
      const run = await harness.post('remaster');
      expect(run.counts).to.include({ confirmed: 12, heldBack: 0 });
      expect(resultsSince(harness, mark)).to.have.length(12);
      expect(lineItemsSince(harness, mark)).to.have.length(4);
      expect(harness.sis.results.size).to.equal(12);
      expect([...harness.sis.results.values()].filter((result) => result.late)).to.have.length(1);
    });

    it('Remaster of some assignments leaves the others alone', async () => {
      const harness = newHarness();
      await harness.post();
      const mark = harness.sis.ledger.length;
      const run = await harness.post('remaster', ['a2']);
      expect(run.counts).to.include({ eligible: 6, confirmed: 6 });
      expect(resultsSince(harness, mark)).to.have.length(6);
    });

    it('R16 does not overwrite what somebody changed in the SIS', async () => {
      const harness = newHarness();
      await harness.post();
      const [first] = harness.sis.results.values();
      if (first) harness.sis.results.set(first.sourcedId, { ...first, score: 1.5 });
      harness.advance(120_000);
      await harness.post();
      expect(harness.sis.results.get(first?.sourcedId ?? '')?.score).to.equal(1.5);
    });

    it('sends a line item that the SIS lost again, with all its scores', async () => {
      const harness = newHarness();
      await harness.post();
      const [lost] = harness.sis.lineItems.keys();
      harness.sis.lineItems.delete(lost ?? '');
      for (const [id, result] of harness.sis.results) {
        if (result.lineItemSourcedId === lost) harness.sis.results.delete(id);
      }
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 3, unchanged: 9 });
      expectSisEqualsCanvas(harness);
      expectNoDuplicates(harness.sis);
    });

    it('R22 sends results that the SIS lost when it reads their line item back', async () => {
      const harness = newHarness();
      await harness.post();
      const lost = [...harness.sis.results.values()].find((result) => result.studentSourcedId === 'S1001');
      harness.sis.results.delete(lost?.sourcedId ?? '');
      harness.advance(120_000);
      for (const id of ['a1', 'a2']) harness.canvas.grade(id, '1000', { score: 3.5 });
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 3, unchanged: 9 });
      expectSisEqualsCanvas(harness);
    });

    it('R22 sends a held-back result as well once the SIS has lost the one it held', async () => {
      const harness = newHarness({ assignments: 1 });
      await harness.post();
      harness.canvas.grade('a1', '1001', { late: true });
      const [lost] = [...harness.sis.results.values()].filter(
        (result) => result.studentSourcedId === 'S1001',
      );
      harness.sis.results.delete(lost?.sourcedId ?? '');
      harness.advance(120_000);
      harness.canvas.grade('a1', '1002', { score: 9 });
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 2, unchanged: 4, heldBack: 0 });
      expectSisEqualsCanvas(harness);
      expect((await harness.items(run.id)).map((item) => item.reason)).to.deep.equal(Array(6).fill(null));
    });

    it('P11 clears a removed score in 1.2 if the school says so, and says that 1.1 cannot', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.settings = { ...harness.settings, removal: 'clear', brakeRemovals: false };
      await harness.post();
      harness.advance(25 * 60 * 60_000);
      harness.canvas.grade('a1', '1000', { score: null, workflowState: 'unsubmitted' });
      const run = await harness.post();
      expect(run.counts.confirmed).to.equal(1);
      const taken = [...harness.sis.results.values()].find((result) => result.studentSourcedId === 'S1000');
      expect(taken).to.include({ score: null, scoreStatus: 'not submitted' });

      harness.sis.profile = { ...harness.sis.profile, version: '1.1' };
      harness.advance(25 * 60 * 60_000);
      harness.canvas.grade('a1', '2000', { score: null, workflowState: 'unsubmitted' });
      const second = await harness.post();
      const reasons = (await harness.items(second.id, true)).map((item) => item.reason);
      expect(reasons).to.include('score_removed');
    });
  });

  describe('of whom', () => {
    const reasonsOf = async (harness: Harness) => {
      const run = await harness.post();
      expectCountsAddUp(run);
      return (await harness.items(run.id, true)).map((item) => item.reason).sort();
    };

    it('never sends, but counts, the test student, people without a SIS id, inactive people and hidden grades', async () => {
      const harness = newHarness({ students: 4, assignments: 1 });
      const [section] = harness.canvas.sections;
      if (!section) throw new Error('no section');
      harness.canvas.members = [
        makeStudent('1000', [section], { isTestStudent: true }),
        makeStudent('1001', [section], { sisId: null }),
        makeStudent('1002', [section], { active: false }),
        makeStudent('1003', [section]),
      ];
      harness.canvas.grade('a1', '1003', { postedAt: null });
      const run = await harness.post();
      expect(harness.sis.results.size).to.equal(0);
      expect(run.state).to.equal('nothing_to_send');
      const reasons = (await harness.items(run.id, true)).map((item) => item.reason).sort();
      // The four students of section 2 are no longer in the roster.
      expect(reasons).to.deep.equal([
        'grade_hidden',
        ...Array(5).fill('student_inactive'),
        'student_without_sis_id',
        'test_student',
      ]);
    });

    it('sends hidden grades if the institution does, and notices when grades are posted', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.canvas.grade('a1', '1000', { postedAt: null });
      expect(await reasonsOf(harness)).to.deep.equal(['grade_hidden']);
      harness.advance(120_000);
      // Posting leaves graded_at alone.
      harness.canvas.grade('a1', '1000', { postedAt: harness.canvas.now() });
      const run = await harness.post();
      expect(run.counts.confirmed).to.equal(1);

      const open = newHarness({ students: 1, assignments: 1 });
      open.settings = { ...open.settings, sendHiddenGrades: true };
      open.canvas.grade('a1', '1000', { postedAt: null });
      expect(await reasonsOf(open)).to.deep.equal([]);
    });

    it('notices when a hidden excuse is posted', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.canvas.grade('a1', '1001', { score: null, excused: true, postedAt: null });
      harness.advance(180_000);
      const first = await harness.post();
      expect(first.counts).to.include({ confirmed: 5, skipped: 1 });
      harness.advance(180_000);
      harness.canvas.grade('a1', '1001', { postedAt: harness.canvas.now() });
      expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 5, skipped: 0 });
    });

    it('notices when grades are hidden that Post Grades showed but nobody sent', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.advance(180_000);
      await harness.passback.readPostGrades(harness.launch, new AbortController().signal);
      harness.advance(180_000);
      harness.canvas.grade('a1', '1001', { postedAt: null });
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 5, skipped: 1 });
      expect((await harness.items(run.id, true)).map((item) => item.reason)).to.deep.equal(['grade_hidden']);
    });

    it('R11 notices what changed silently while an assignment was not marked Sync to SIS', async () => {
      const harness = newHarness({ assignments: 2 });
      harness.advance(180_000);
      await harness.post();
      harness.advance(180_000);
      const marked = harness.canvas.assignments;
      harness.canvas.assignments = marked.filter((assignment) => assignment.id !== 'a1');
      const before = harness.canvas.submissions.get('a1:1001');
      if (!before) throw new Error('not graded');
      // A late policy changes the score, but not the time of grading.
      harness.canvas.submissions.set('a1:1001', { ...before, score: 0.5 });
      await harness.post();
      harness.advance(180_000);
      harness.canvas.assignments = marked;
      expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 11 });
      expectSisEqualsCanvas(harness);
    });

    it('R22 misses no grade of a section that the last person to look may not see', async () => {
      const harness = newHarness({ assignments: 1 });
      const rest = harness.canvas.reader.rest;
      if (!rest) throw new Error('a reader without REST');
      // A grade that is dropped, or does not count, leaves the total unchanged.
      Object.assign(rest, { readStudentTotals: async () => [] });
      const ofSection1: typeof rest = {
        ...rest,
        async readSubmissions(query, next, signal) {
          const page = await rest.readSubmissions(query, next, signal);
          return { ...page, rows: page.rows.filter((row) => row.canvasUserId.startsWith('1')) };
        },
      };
      await harness.post();
      harness.advance(180_000);
      harness.canvas.grade('a1', '2000', { score: 6.5 });
      harness.advance(180_000);
      Object.assign(harness.deps, {
        openCanvas: async () => ({ ...harness.canvas.reader, rest: ofSection1 }),
      });
      const person = { ...harness.launch.person, canvasUserId: '77' };
      await harness.passback.readPostGrades({ ...harness.launch, person }, new AbortController().signal);
      expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 5 });
      expectSisEqualsCanvas(harness);
    });

    it('skips sections without a SIS id, with that reason', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.canvas.sections = harness.canvas.sections.map((section) =>
        section.id === 's2' ? { ...section, sisId: null } : section,
      );
      harness.canvas.members = harness.canvas.members.map((member) =>
        member.sectionIds.includes('s2') ? { ...member, sectionSisIds: [] } : member,
      );
      expect(await reasonsOf(harness)).to.deep.equal(['section_without_sis_id']);
      expect(harness.sis.results.size).to.equal(1);
    });

    it('takes the SIS ids of sections from the roster if Canvas hides them from the teacher', async () => {
      const harness = newHarness();
      harness.canvas.sections = harness.canvas.sections.map((section) => ({ ...section, sisId: null }));
      const run = await harness.post();
      expect(run.counts.confirmed).to.equal(12);
    });

    it('sends a student of two sections to both classes', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.canvas.members = [makeStudent('1000', harness.canvas.sections)];
      harness.sis.classes.set('class-2', ['S1000']);
      harness.canvas.submissions.delete('a1:2000');
      const run = await harness.post();
      expect(run.counts).to.include({ eligible: 2, confirmed: 2 });
      expect([...harness.sis.results.values()].map((result) => result.classSourcedId).sort()).to.deep.equal([
        'class-1',
        'class-2',
      ]);
    });

    it('sends a moved student to the new class and reports the old result as left behind', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      await harness.post();
      const [, second] = harness.canvas.sections;
      if (!second) throw new Error('no section');
      harness.canvas.members = harness.canvas.members.map((member) =>
        member.canvasUserId === '1000' ? makeStudent('1000', [second]) : member,
      );
      harness.sis.classes.set('class-2', ['S2000', 'S1000']);
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 1, unchanged: 1, skipped: 1 });
      const [left] = await harness.items(run.id, true);
      expect(left).to.include({ classSourcedId: 'class-1', reason: 'left_behind' });
    });

    it('R21 fails a student or class that the SIS does not have, or has twice, and sends the rest', async () => {
      const harness = newHarness({ students: 2, assignments: 1 });
      harness.sis.classes.delete('class-2');
      harness.sis.profile = { ...harness.sis.profile, matchStudentBy: 'sourcedId' };
      harness.sis.classes.set('class-1', ['S1000']);
      const run = await harness.post();
      expect(run.state).to.equal('completed_with_problems');
      const reasons = (await harness.items(run.id, true)).map((item) => item.reason).sort();
      expect(reasons).to.deep.equal(['class_not_in_sis', 'class_not_in_sis', 'student_not_in_sis']);
      expect(harness.sis.results.size).to.equal(1);
    });

    it('R12 R13 reads every page of a roster, and never mistakes a part for the whole', async () => {
      const harness = newHarness({ students: 60, assignments: 1 });
      const run = await harness.post();
      expect(run.counts.confirmed).to.equal(120);
      harness.advance(120_000);
      harness.canvas.faults = (list, n) => {
        if (list === 'members' && n === 5) throw new TypeError('broken page');
      };
      const broken = await harness.post();
      expect(broken.state).to.equal('running');
      harness.canvas.faults = () => {};
      const after = await harness.settle(broken.id);
      expect(after.counts).to.include({ unchanged: 120, skipped: 0 });
    });
  });

  it('R22 treats nobody as gone when somebody opens Post Grades while the run compares', async () => {
    const harness = newHarness();
    const { runId } = await harness.passback.requestRun(harness.launch, {
      kind: 'post',
      selection: { kind: 'all' },
    });
    const { stores } = harness;
    const findFailed: typeof stores.items.findFailed = async (scope, runIds) => {
      // The course is loaded by now; the page reads the roster again.
      await harness.passback.readPostGrades(harness.launch, new AbortController().signal);
      return stores.items.findFailed(scope, runIds);
    };
    await harness.worker({}, { stores: { ...stores, items: { ...stores.items, findFailed } } }).runOnce();
    const run = await harness.passback.readRun(harness.launch, runId);
    expect(run.counts).to.include({ confirmed: 12, skipped: 0 });
  });

  describe('to a SIS that gives its own ids', () => {
    it('keeps the ids that the SIS assigned and uses them from then on', async () => {
      const harness = newHarness();
      harness.sis.profile = { ...harness.sis.profile, pathId: 'theirs' };
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 12 });
      expect([...harness.sis.lineItems.keys()].every((id) => id.startsWith('sis-'))).to.equal(true);
      harness.advance(120_000);
      harness.canvas.grade('a1', '1000', { score: 9.25 });
      harness.canvas.assignments = [makeAssignment('a1', { name: 'Renamed' }), makeAssignment('a2')];
      expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 8, heldBack: 3 });
      expect(harness.sis.lineItems.size).to.equal(4);
      expect(harness.sis.results.size).to.equal(12);
    });

    it('R2 K10 K13 creates nothing twice when replies are lost, in one run or several', async () => {
      const harness = newHarness();
      harness.sis.profile = { ...harness.sis.profile, pathId: 'theirs' };
      harness.sis.faults = ({ kind, n }) =>
        kind.startsWith('put') && n % 3 !== 0 ? { lostReply: true } : null;
      const first = await harness.post();
      await harness.passback.cancelRun(harness.launch, first.id);
      await harness.work();
      const { runId } = await harness.passback.requestRun(harness.launch, {
        kind: 'post',
        selection: { kind: 'all' },
      });
      const run = await harness.settle(runId);
      expect(run.counts.failed).to.equal(0);
      expectNoDuplicates(harness.sis);
      expectSisEqualsCanvas(harness);
    });

    it('R24 does not mistake the line item of another assignment with the same name for its own', async () => {
      const harness = newHarness({ assignments: 2 });
      harness.sis.profile = { ...harness.sis.profile, pathId: 'theirs' };
      harness.canvas.assignments = harness.canvas.assignments.map((assignment) => ({
        ...assignment,
        name: 'Quiz',
      }));
      await harness.post();
      expect(harness.sis.lineItems.size).to.equal(4);
      expect(harness.sis.results.size).to.equal(12);
    });
  });

  describe('in which category', () => {
    it('does not send a group without a category of that name, and says so', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.canvas.groups = [{ id: 'g1', name: 'Labs', position: 1 }];
      const run = await harness.post();
      expect(run.state).to.equal('completed_with_problems');
      expect(run.counts).to.include({ eligible: 6, skipped: 6 });
      const [row] = await harness.passback.readRunLineItems(harness.launch, run.id);
      expect(row?.problems).to.deep.equal([
        {
          check: 'category_unassociated',
          sectionName: 'Section 1',
          values: { group: 'Labs', groupId: 'g1' },
        },
      ]);
    });

    it('refuses only the section that has the problem', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.canvas.assignments = [
        makeAssignment('a1', {
          overrides: [{ kind: 'section', sectionId: 's2', dueAt: null, unlockAt: null }],
        }),
      ];
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 3, skipped: 3 });
    });
  });

  describe('holds back the details of an assignment without a changed score', () => {
    const changes = {
      points: { pointsPossible: 100 },
      name: { name: 'Renamed' },
      date: { dueAt: new Date('2026-10-13T04:59:00Z') },
    };
    for (const [what, change] of Object.entries(changes)) {
      it(`P3 ${what}: counted by the page and the run, and sent with the next score`, async () => {
        const harness = newHarness({ assignments: 2 });
        await harness.post();
        harness.advance(180_000);
        const [first, second] = harness.canvas.assignments;
        if (!first || !second) throw new Error('two assignments');
        harness.canvas.assignments = [{ ...first, ...change }, second];
        const puts = harness.sis.requests['putLineItem'];
        const page = await harness.readPageWith({});
        expect(page.assignments.map(({ grades }) => grades)).to.deep.equal([
          { new: 0, changed: 0, unchanged: 0, heldBack: 6 },
          { new: 0, changed: 0, unchanged: 6, heldBack: 0 },
        ]);
        const run = await harness.post();
        expect(run.state).to.equal('nothing_to_send');
        expect(run.counts).to.include({ eligible: 12, unchanged: 6, heldBack: 6 });
        const held = (await harness.items(run.id)).filter(({ outcome }) => outcome === 'held_back');
        expect(new Set(held.map(({ reason }) => reason))).to.deep.equal(new Set(['details_only']));
        expect(harness.sis.requests['putLineItem']).to.equal(puts);
        // A score of one class takes that class's details with it.
        harness.advance(180_000);
        harness.canvas.grade('a1', '1001', { score: 9 });
        expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 8, heldBack: 3 });
        harness.advance(180_000);
        expect((await harness.post('remaster')).counts).to.include({ confirmed: 12, heldBack: 0 });
        harness.advance(180_000);
        expect((await harness.post()).counts).to.include({ unchanged: 12, heldBack: 0 });
      });
    }

    it('does not mention a changed description; a school that resends everything holds nothing back', async () => {
      const harness = newHarness({ assignments: 1 });
      await harness.post();
      harness.advance(180_000);
      const describe = (change: object): void => {
        harness.canvas.assignments = harness.canvas.assignments.map((assignment) => ({
          ...assignment,
          ...change,
        }));
      };
      describe({ description: 'Chapter 3' });
      expect((await harness.post()).counts).to.include({ unchanged: 6, heldBack: 0 });
      harness.settings = { ...harness.settings, resend: 'everything' };
      describe({ pointsPossible: 20 });
      harness.advance(180_000);
      const page = await harness.readPageWith({});
      expect(page.assignments[0]?.grades).to.include({ unchanged: 6, heldBack: 0 });
      expect((await harness.post()).counts).to.include({ heldBack: 0 });
      expect([...harness.sis.lineItems.values()].map((lineItem) => lineItem.resultValueMax)).to.deep.equal([
        20, 20,
      ]);
    });
  });

  describe('a student of one section with another role in the next', () => {
    const enroll = (harness: ReturnType<typeof newHarness>, hasOtherRole: boolean): void => {
      harness.canvas.members = harness.canvas.members.map((member) =>
        member.canvasUserId === '1001'
          ? { ...makeStudent('1001', harness.canvas.sections), hasOtherRole }
          : member,
      );
    };

    it('fails nothing: the score goes to the class where the SIS has the student', async () => {
      const harness = newHarness({ assignments: 1 });
      enroll(harness, true);
      const run = await harness.post();
      expect(run.state).to.equal('completed');
      expect(run.counts).to.include({ eligible: 6, confirmed: 6, failed: 0 });
    });

    it('is still reported if only a student and not in the SIS', async () => {
      const harness = newHarness({ assignments: 1 });
      enroll(harness, false);
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 6, failed: 1 });
      const [failed] = await harness.items(run.id, true);
      expect(failed).to.include({ reason: 'student_not_in_sis', sectionName: 'Section 2' });
    });

    it('is also reported if a student nowhere in the SIS', async () => {
      const harness = newHarness({ assignments: 1 });
      enroll(harness, true);
      harness.sis.classes.set('class-1', ['S1000', 'S1002']);
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 5, failed: 2 });
    });
  });

  it('R14 S14 writes only to classes of its own course and institution', async () => {
    const first = newHarness({ assignments: 1 });
    const other = newHarness({ assignments: 1 });
    await first.post();
    await other.post();
    expect(first.sis.results.size).to.equal(6);
    expect(other.sis.results.size).to.equal(6);
    // The same course, class and assignment ids in two institutions never yield the same SIS ids (R24).
    const ids = [...first.sis.results.keys(), ...other.sis.results.keys()];
    expect(new Set(ids).size).to.equal(12);
  });
});
