import { expect } from 'chai';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import type { Reach } from '../../../src/domain/reach.ts';
import type { RunItem, RunSummary } from '../../../src/domain/run.ts';
import { createPassback } from '../../../src/passback/passback.ts';
import { retryRun } from '../../../src/passback/runs/retry-run.ts';
import { codeOf } from '../../support/code-of.ts';
import { all, type Harness, only } from '../../support/passback/harness.ts';
import { makeStudent } from '../../support/passback/in-memory-canvas.ts';
import { failure } from '../../support/passback/in-memory-sis.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const signal = new AbortController().signal;

/** A co-teacher whom Canvas limits to one section. */
function limit(harness: Harness, section: 1 | 2, canvasUserId = `9${section}`): LaunchContext {
  const reach: Reach = { kind: 'sections', ids: [`s${section}`], sisIds: [`class-${section}`] };
  harness.canvas.limited.set(canvasUserId, reach);
  const person = {
    ltiUserId: `co-${canvasUserId}`,
    canvasUserId,
    name: 'Co Teacher',
    role: 'teacher',
  } as const;
  return { ...harness.launch, person, reach };
}

async function post(harness: Harness, launch: LaunchContext): Promise<RunSummary> {
  const { runId } = await harness.passback.requestRun(launch, all);
  await harness.settle(runId);
  return harness.passback.readRun(launch, runId);
}

const studentsIn = (items: readonly RunItem[]): string[] =>
  [...new Set(items.map((item) => item.studentName))].sort();

describe('a person limited to their own sections', () => {
  const { harness: newHarness } = useHarness();

  it('S61 posts only their sections’ grades, even if a colleague has read the others', async () => {
    const harness = newHarness();
    const limited = limit(harness, 1);
    await harness.passback.readPostGrades(harness.launch, signal);
    const run = await post(harness, limited);
    expect(run).to.include({ state: 'completed', shownSections: null });
    expect(run.coveredSections).to.deep.equal(['Section 1']);
    expect(run.counts).to.include({ eligible: 6, confirmed: 6 });
    expect(harness.sis.ledger.every(({ classSourcedId }) => classSourcedId === 'class-1')).to.equal(true);
    const rest = await harness.post();
    expect(rest.counts).to.include({ confirmed: 6, unchanged: 6 });
    expect(rest.coveredSections).to.equal(null);
  });

  it('S61 sees only their own students of a colleague’s run: pages, counts, line items and download', async () => {
    const harness = newHarness();
    const limited = limit(harness, 2);
    const whole = await harness.post();
    expect(whole.counts).to.include({ eligible: 12 });
    const seen = await harness.passback.readRun(limited, whole.id);
    expect(seen.counts).to.include({ eligible: 6, confirmed: 6 });
    expect(seen.shownSections).to.deep.equal(['Section 2']);
    const [listed] = await harness.passback.readHistory(limited, { limit: 10, before: null });
    expect(listed?.counts).to.include({ eligible: 6 });
    const rows = await harness.passback.readRunLineItems(limited, whole.id);
    expect(rows.map(({ sectionName, counts }) => [sectionName, counts.eligible])).to.deep.equal([
      ['Section 2', 3],
      ['Section 2', 3],
    ]);
    const items = await harness.itemsSeenBy(limited, whole.id);
    expect(studentsIn(items)).to.deep.equal(['Student 2000', 'Student 2001', 'Student 2002']);
  });

  it('S61 does not see a run of other sections', async () => {
    const harness = newHarness();
    const run = await post(harness, limit(harness, 1));
    const other = limit(harness, 2);
    expect(await codeOf(harness.passback.readRun(other, run.id))).to.equal('run_not_found');
    expect(await codeOf(harness.passback.readRunLineItems(other, run.id))).to.equal('run_not_found');
    expect(await codeOf(harness.itemsSeenBy(other, run.id))).to.equal('run_not_found');
    expect(await codeOf(harness.passback.retryFailed(other, run.id))).to.equal('run_not_found');
    expect(await codeOf(harness.passback.cancelRun(other, run.id))).to.equal('run_not_found');
    expect(await harness.passback.readHistory(other, { limit: 10, before: null })).to.deep.equal([]);
  });

  it('S61 finds only their sections counted and named on Post Grades', async () => {
    const harness = newHarness({ assignments: 1 });
    harness.canvas.members.push(
      makeStudent('1900', harness.canvas.sections.slice(0, 1), { sisId: null }),
      makeStudent('2900', harness.canvas.sections.slice(1), { sisId: null }),
      makeStudent('2901', harness.canvas.sections.slice(1), { sisId: null }),
    );
    harness.canvas.grade('a1', '1001', { postedAt: null });
    harness.canvas.grade('a1', '2001', { postedAt: null });
    harness.canvas.grade('a1', '2002', { postedAt: null });
    // CF21: both are only said.
    harness.canvas.grade('a1', '1001', { hasCustomStatus: true });
    harness.canvas.overridden.add('1001').add('2001');
    const whole = await harness.passback.readPostGrades(harness.launch, signal);
    expect(whole.warnings).to.include({ hiddenGrades: 3, studentsWithoutSisId: 3 });
    expect(whole.warnings).to.include({ customStatuses: 1, finalOverrides: 2 });
    expect(whole.assignments[0]?.grades).to.include({ new: 3 });
    // One section, for somebody who sees them all: its counts and warnings, and what the button sends of all.
    const filtered = await harness.passback.readPostGrades(harness.launch, signal, { sectionId: 's2' });
    expect(filtered.warnings).to.include({ hiddenGrades: 2, studentsWithoutSisId: 2, ungraded: 0 });
    expect(filtered.warnings).to.include({ customStatuses: 0, finalOverrides: 1 });
    const sections = filtered.assignments[0]?.sections.map(({ sectionName }) => sectionName);
    expect(sections).to.deep.equal(['Section 2']);
    expect(filtered.assignments[0]).to.include({ sends: 3 });
    expect(filtered.assignments[0]?.grades).to.include({ new: 1 });
    await post(harness, limit(harness, 2));
    const page = await harness.passback.readPostGrades(limit(harness, 1), signal);
    expect(page.sections.map(({ name }) => name)).to.deep.equal(['Section 1']);
    expect(page.warnings).to.include({ hiddenGrades: 1, studentsWithoutSisId: 1 });
    const [assignment] = page.assignments;
    expect(assignment?.sections.map(({ sectionName }) => sectionName)).to.deep.equal(['Section 1']);
    expect(assignment?.grades).to.deep.equal({ new: 2, changed: 0, unchanged: 0, heldBack: 0 });
    expect(assignment?.lastSyncAt).to.equal(null);
  });

  it('S61 does not make a narrower run answer or join a wider request', async () => {
    const harness = newHarness();
    const [one, two] = [limit(harness, 1), limit(harness, 2)];
    const active = await harness.passback.requestRun(one, all);
    const waiting = await Promise.all([
      harness.passback.requestRun(harness.launch, all),
      harness.passback.requestRun(two, all),
      harness.passback.requestRun(two, only('a1')),
      harness.passback.requestRun(one, only('a2')),
    ]);
    expect(new Set([active.runId, ...waiting.map(({ runId }) => runId)]).size).to.equal(4);
    await harness.work();
    for (const { runId } of waiting) await harness.settle(runId);
    const whole = await harness.passback.readRun(harness.launch, waiting[0].runId);
    expect(whole.coveredSections).to.equal(null);
    expect(whole.counts).to.include({ eligible: 12, failed: 0, pending: 0 });
    const ofTwo = await harness.passback.readRun(harness.launch, waiting[1].runId);
    expect(ofTwo.coveredSections).to.deep.equal(['Section 2']);
    expect(ofTwo.counts).to.include({ eligible: 6 });
  });

  it('S61 is answered by the same choice of somebody with the whole course, and sees their own part', async () => {
    const harness = newHarness();
    const limited = limit(harness, 1);
    const whole = await harness.passback.requestRun(harness.launch, all);
    expect(await harness.passback.requestRun(limited, all)).to.deep.equal({
      runId: whole.runId,
      how: 'same',
    });
    expect(await codeOf(harness.passback.cancelRun(limited, whole.runId))).to.equal('sections_only');
    const ended = await harness.settle(whole.runId);
    expect(ended.counts).to.include({ confirmed: 12 });
    expect((await harness.passback.readRun(limited, whole.runId)).counts).to.include({ confirmed: 6 });
  });

  it('S61 retries only their sections’ failed grades; an administrator’s retry reaches no further than the run', async () => {
    const harness = newHarness({ assignments: 1 });
    const limited = limit(harness, 1);
    harness.sis.faults = ({ kind }) => (kind === 'putResult' ? failure('item', 422) : null);
    const whole = await harness.post();
    expect(whole.counts).to.include({ failed: 6 });
    const narrow = await post(harness, limited);
    expect(narrow.counts).to.include({ failed: 3 });
    harness.sis.faults = () => null;
    const { runId } = await harness.passback.retryFailed(limited, whole.id);
    const retried = await harness.settle(runId);
    expect(retried.counts).to.include({ eligible: 3, confirmed: 3 });
    expect(retried.coveredSections).to.deep.equal(['Section 1']);
    const again = await retryRun(harness.deps, narrow.id);
    expect((await harness.settle(again.runId)).coveredSections).to.deep.equal(['Section 1']);
  });

  it('S61 has nothing to retry if nothing failed in their sections', async () => {
    const harness = newHarness({ assignments: 1 });
    harness.sis.classes.set('class-2', []);
    const whole = await harness.post();
    expect(whole.counts).to.include({ failed: 3 });
    expect(await codeOf(harness.passback.retryFailed(limit(harness, 1), whole.id))).to.equal(
      'nothing_selected',
    );
  });

  it('S61 a run of the whole course fails, and is not called completed, once Canvas shows its person less', async () => {
    const harness = newHarness();
    const { runId } = await harness.passback.requestRun(harness.launch, all);
    harness.canvas.limited.set('9', { kind: 'sections', ids: ['s1'], sisIds: [] });
    await harness.work();
    const run = await harness.passback.readRun(harness.launch, runId);
    expect(run).to.include({ state: 'failed' });
    expect(run.problem?.code).to.equal('canvas_sections_only');
    expect(harness.sis.ledger).to.deep.equal([]);
  });

  it('S61 a waiting run keeps the reach it was requested with even if its person sees more by then', async () => {
    const harness = newHarness();
    const limited = limit(harness, 1);
    const { runId } = await harness.passback.requestRun(limited, all);
    harness.canvas.limited.clear();
    const run = await harness.settle(runId);
    expect(run.coveredSections).to.deep.equal(['Section 1']);
    expect(run.counts).to.include({ eligible: 6, confirmed: 6 });
  });

  it('S60 a launch that does not name sections falls back on the person’s own enrollments', async () => {
    const harness = newHarness();
    const limited = { ...limit(harness, 1), reach: null };
    const page = await harness.passback.readPostGrades(limited, signal);
    expect(page.sections.map(({ name }) => name)).to.deep.equal(['Section 1']);
    const openCanvas = async () => ({ ...harness.canvas.reader, rest: null });
    const withoutRest = createPassback({ ...harness.deps, openCanvas });
    expect(await codeOf(withoutRest.readHistory(limited, { limit: 1, before: null }))).to.equal(
      'reach_unknown',
    );
  });

  it('S61 a student who moved to another section is left behind in theirs, and no longer sent', async () => {
    const harness = newHarness({ assignments: 1 });
    const limited = limit(harness, 1);
    await post(harness, limited);
    const [first, second] = harness.canvas.sections;
    if (!first || !second) throw new Error('no sections');
    harness.canvas.members = harness.canvas.members.map((member) =>
      member.canvasUserId === '1000' ? makeStudent('1000', [second]) : member,
    );
    harness.canvas.grade('a1', '1000', { score: 9 });
    const run = await post(harness, limited);
    const moved = (await harness.itemsSeenBy(limited, run.id)).filter(
      (item) => item.studentName === 'Student 1000',
    );
    expect(moved.map(({ outcome, reason, score }) => ({ outcome, reason, score }))).to.deep.equal([
      { outcome: 'skipped', reason: 'left_behind', score: null },
    ]);
  });

  it('S14 a made-up assignment makes no run, even in a course that was never read', async () => {
    const harness = newHarness();
    const made = harness.passback.requestRun(harness.launch, only('made-up'));
    expect(await codeOf(made)).to.equal('nothing_selected');
    expect(await harness.passback.readHistory(harness.launch, { limit: 9, before: null })).to.deep.equal([]);
    const { how } = await harness.passback.requestRun(harness.launch, only('a1', 'made-up'));
    expect(how).to.equal('created');
  });

  it('names a student who left the course to the people who saw the student’s section', async () => {
    const harness = newHarness({ assignments: 1 });
    await harness.post();
    harness.canvas.members = harness.canvas.members.filter(({ canvasUserId }) => canvasUserId !== '1000');
    const run = await harness.post();
    const gone = { studentName: 'Student 1000', studentSisId: 'S1000', reason: 'student_inactive' };
    const inactive = (items: readonly RunItem[]) =>
      items.filter(({ reason }) => reason === 'student_inactive');
    const [item] = inactive(await harness.items(run.id));
    expect(item).to.include(gone);
    expect(inactive(await harness.itemsSeenBy(limit(harness, 1), run.id))).to.have.length(1);
    expect(inactive(await harness.itemsSeenBy(limit(harness, 2), run.id))).to.have.length(0);
    // A roster later, too, and not once the student is back.
    harness.canvas.members = harness.canvas.members.slice(1);
    expect(
      inactive(await harness.items((await harness.post()).id)).map(({ studentName }) => studentName),
    ).to.include('Student 1000');
  });

  it('S61 in a class that sections share, a grade belongs to its student’s section, even after the student left', async () => {
    const harness = newHarness({ assignments: 1 });
    harness.canvas.sections = harness.canvas.sections.map((section) => ({ ...section, sisId: 'class-1' }));
    harness.canvas.members = harness.canvas.members.map((member) => ({ ...member, sectionSisIds: [] }));
    harness.sis.classes.set(
      'class-1',
      harness.canvas.members.map(({ sisId }) => sisId ?? ''),
    );
    const ofSection = (section: 1 | 2): LaunchContext => {
      const launch = limit(harness, section);
      const reach: Reach = { kind: 'sections', ids: [`s${section}`], sisIds: [] };
      harness.canvas.limited.set(`9${section}`, reach);
      return { ...launch, reach };
    };
    const whole = await harness.post();
    expect(whole.counts).to.include({ confirmed: 6 });
    expect(studentsIn(await harness.itemsSeenBy(ofSection(1), whole.id))).to.deep.equal([
      'Student 1000',
      'Student 1001',
      'Student 1002',
    ]);
    harness.canvas.members = harness.canvas.members.filter(({ canvasUserId }) => canvasUserId !== '2000');
    harness.advance(180_000);
    const again = await harness.post();
    expect(again.counts).to.include({ unchanged: 5, skipped: 1 });
    const [mine, theirs] = [ofSection(1), ofSection(2)];
    expect((await harness.passback.readRun(mine, again.id)).counts).to.include({ unchanged: 3, skipped: 0 });
    expect((await harness.passback.readRun(theirs, again.id)).counts).to.include({
      unchanged: 2,
      skipped: 1,
    });
    expect(studentsIn(await harness.itemsSeenBy(mine, again.id))).to.not.include('Student 2000');
  });

  it('S61 administration counts a partly synced course neither as synced nor as without problems', async () => {
    const harness = newHarness({ assignments: 1 });
    const { health } = harness.stores;
    await post(harness, limit(harness, 1));
    expect([...(await health.countCourses(harness.institution.id))]).to.deep.equal([['sections', 1]]);
    const [half] = await health.findCourses(harness.institution.id, { skip: 0, limit: 9 });
    expect(half).to.include({ state: 'completed', isLimited: true, lastSyncAt: null });
    await harness.post();
    expect([...(await health.countCourses(harness.institution.id))]).to.deep.equal([['completed', 1]]);
    const [whole] = await health.findCourses(harness.institution.id, { skip: 0, limit: 9 });
    expect(whole).to.include({ isLimited: false });
    expect(whole?.lastSyncAt).to.be.instanceOf(Date);
  });
});
