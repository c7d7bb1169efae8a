import type { SisLineItem, SisResult } from '../../domain/sis.ts';
import { explainDifference, explainTitle, isSameNumber } from '../../domain/sis-habit.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import { matchingForm } from '../read/matching-form.ts';
import type { SisFailure } from '../sis-client.ts';
import {
  type ConnectionStep,
  type ConnectionStepResult,
  describeAnswer,
  failed,
  failedRequest,
  noted,
  passed,
  skipped,
} from './step-result.ts';
import type { Look, WriteGround, WriteProbe } from './write-probe.ts';

const refusals = { auth: 'write_not_permitted', institution: 'write_not_offered' } as const;
/** Three decimals, so that a SIS that keeps two is found out. */
const firstScore = 8.375;
const changedScore = 6.5;
const longTitleLength = 255;
/** Lengths to which SISs are known to limit titles. */
const shorterTitles = [100, 50, 30] as const;

/**
 * Steps `write`, `scores`, `changes`, `excused`, `titles` and `points`: writes one line item and one result of one student,
 * reads both back after each write, and changes them as grade syncs do. Each step stands for one thing that a SIS may keep
 * otherwise than it was sent. Ends after a step that makes the others pointless.
 */
export async function* tryWrites(
  probe: WriteProbe,
  { ground, profile }: { readonly ground: WriteGround; readonly profile: SisProfile },
): AsyncGenerator<ConnectionStepResult> {
  const written = await writeLineItem(probe, ground);
  yield written;
  if (written.state === 'failed' && written.finding !== 'test_line_item_differs') return;
  const scored = await writeScore(probe, profile);
  yield scored;
  if (scored.state !== 'failed') {
    yield await writeAboveMaximum(probe);
    yield await changeScore(probe);
    yield await writeExcuse(probe, profile);
  }
  yield await changeLineItem(probe);
  yield await writeLongTitle(probe);
  yield await writeHalfPoints(probe);
}

async function writeLineItem(probe: WriteProbe, { before }: WriteGround): Promise<ConnectionStepResult> {
  const reply = await probe.putLineItem({});
  if (!reply.ok) {
    if (reply.failure.status === 404)
      return failed('write', 'write_ids_refused', describeAnswer(reply.failure));
    return failedRequest('write', reply.failure, refusals);
  }
  if (before?.has(matchingForm(reply.value.sourcedId))) {
    return failed('write', 'write_reached_other', { values: { id: reply.value.sourcedId } });
  }
  const look = await probe.lookAtLineItems((own) => own.length > 0);
  if (look.kind === 'unread') return unread('write', 'test_line_item_unread', look);
  const sent = probe.lineItem();
  const [shown, ...others] = look.value;
  if (shown === undefined) return failed('write', 'test_line_item_not_shown');
  if (others.length > 0) return failed('write', 'line_item_doubled');
  const fields = differingFields(sent, shown);
  const values = { title: sent.title, fields: fields.join(', ') };
  if (fields.length === 0 && probe.wasCreatedByPost()) {
    return noted('write', 'test_line_item_created', {
      values,
      habit: { kind: 'put_creates', offered: false },
    });
  }
  return fields.length === 0
    ? passed('write', 'test_line_item_kept', { values })
    : failed('write', 'test_line_item_differs', { values });
}

/** The fields, in OneRoster's words, that the SIS shows otherwise. What it leaves out may be kept nevertheless. */
function differingFields(sent: SisLineItem, shown: SisLineItem): readonly string[] {
  return [
    ...(shown.title !== sent.title ? ['title'] : []),
    ...(shown.resultValueMax !== 0 && !isSameNumber(sent.resultValueMax, shown.resultValueMax)
      ? ['resultValueMax']
      : []),
    ...(shown.dueDate !== '' && shown.dueDate !== sent.dueDate ? ['dueDate'] : []),
    ...(sent.categorySourcedId !== null &&
    shown.categorySourcedId !== null &&
    matchingForm(sent.categorySourcedId) !== matchingForm(shown.categorySourcedId)
      ? ['category']
      : []),
  ];
}

async function writeScore(probe: WriteProbe, profile: SisProfile): Promise<ConnectionStepResult> {
  const reply = await probe.putResult({ score: firstScore });
  if (!reply.ok) return await explainRefusal(probe, profile, reply.failure);
  const look = await probe.lookAtResults((own) => own.some(({ score }) => score !== null));
  if (look.kind === 'unread') return unread('scores', 'score_unread', look);
  const own = ofStudent(look.value, probe.result());
  const [shown] = own;
  if (shown === undefined) return failed('scores', 'score_not_shown');
  if (own.length > 1) return failed('scores', 'score_twice');
  if (isSameNumber(firstScore, shown.score)) return passed('scores', 'score_kept');
  const habit = explainDifference(probe.result(), shown, null);
  const values = { sent: String(firstScore), shown: String(shown.score) };
  return habit === null
    ? failed('scores', 'score_differs', { values })
    : noted('scores', 'score_rounded', { values, habit });
}

/** A score date in the other form is the one refusal that a profile can mend. */
async function explainRefusal(
  probe: WriteProbe,
  { scoreDate }: SisProfile,
  failure: SisFailure,
): Promise<ConnectionStepResult> {
  const refused = failedRequest('scores', failure, refusals);
  if (failure.kind !== 'item') return refused;
  const other = scoreDate === 'date' ? 'date-time' : 'date';
  const again = await probe.putResult({ score: firstScore }, { scoreDate: other });
  if (again.ok) return failed('scores', 'score_date_other', { values: { form: scoreDate, other } });
  const whole = await probe.putResult({ score: Math.round(firstScore) });
  return whole.ok ? failed('scores', 'score_whole_only', describeAnswer(failure)) : refused;
}

async function writeAboveMaximum(probe: WriteProbe): Promise<ConnectionStepResult> {
  const { resultValueMax } = probe.lineItem();
  const score = resultValueMax + 2;
  const values = { sent: String(score), points: String(resultValueMax) };
  const reply = await probe.putResult({ score });
  if (!reply.ok) return noted('scores', 'maximum_refused', { values, ...describeAnswer(reply.failure) });
  const look = await lookAtScore(probe, score);
  if (look.kind === 'unread') return unread('scores', 'score_unread', look);
  const shown = ofStudent(look.value, probe.result())[0];
  if (shown !== undefined && isSameNumber(score, shown.score))
    return passed('scores', 'maximum_kept', { values });
  return shown !== undefined && isSameNumber(resultValueMax, shown.score)
    ? noted('scores', 'maximum_capped', { values, habit: { kind: 'maximum' } })
    : noted('scores', 'maximum_lost', { values });
}

async function changeScore(probe: WriteProbe): Promise<ConnectionStepResult> {
  const reply = await probe.putResult({ score: changedScore });
  if (!reply.ok) return failed('changes', 'change_refused', describeAnswer(reply.failure));
  const look = await lookAtScore(probe, changedScore);
  if (look.kind === 'unread') return unread('changes', 'score_unread', look);
  const own = ofStudent(look.value, probe.result());
  const [shown] = own;
  if (own.length > 1) return failed('changes', 'score_twice');
  const isKept =
    shown !== undefined &&
    (isSameNumber(changedScore, shown.score) || explainDifference(probe.result(), shown, null) !== null);
  const values = { sent: String(changedScore), shown: String(shown?.score ?? '–') };
  return isKept ? passed('changes', 'change_kept') : failed('changes', 'change_ignored', { values });
}

async function writeExcuse(probe: WriteProbe, { exempt }: SisProfile): Promise<ConnectionStepResult> {
  const reply = await probe.putResult({
    scoreStatus: 'exempt',
    score: exempt === 'status' ? null : 0,
  });
  if (!reply.ok) {
    const habit = { kind: 'exempt', kept: false } as const;
    return noted('excused', 'exempt_refused', { habit, ...describeAnswer(reply.failure) });
  }
  const look = await probe.lookAtResults((own) => own.some(({ scoreStatus }) => scoreStatus === 'exempt'));
  if (look.kind === 'unread') return unread('excused', 'score_unread', look);
  const shown = ofStudent(look.value, probe.result())[0];
  const kept = shown?.scoreStatus === 'exempt';
  const habit = { kind: 'exempt', kept } as const;
  return kept ? passed('excused', 'exempt_kept', { habit }) : noted('excused', 'exempt_lost', { habit });
}

async function changeLineItem(probe: WriteProbe): Promise<ConnectionStepResult> {
  const title = `${probe.lineItem().title} B`;
  const reply = await probe.putLineItem({ title });
  if (!reply.ok) return noted('changes', 'line_item_change_refused', describeAnswer(reply.failure));
  const look = await probe.lookAtLineItems((own) => own.some((one) => one.title === title));
  if (look.kind === 'unread') return unread('changes', 'test_line_item_unread', look);
  if (look.value.length > 1) return failed('changes', 'line_item_doubled');
  return look.value[0]?.title === title
    ? passed('changes', 'line_item_change_kept')
    : noted('changes', 'line_item_change_ignored');
}

async function writeLongTitle(probe: WriteProbe): Promise<ConnectionStepResult> {
  const title = probe.lineItem().title;
  const lengthen = (length: number): string => `${title} ${'x'.repeat(length)}`.slice(0, length);
  let refusal: SisFailure | null = null;
  for (const length of [longTitleLength, ...shorterTitles]) {
    const long = lengthen(length);
    const reply = await probe.putLineItem({ title: long });
    if (!reply.ok) {
      refusal = reply.failure;
      if (refusal.kind === 'item') continue;
      break;
    }
    if (refusal !== null) {
      const values = { count: String(length) };
      const habit = { kind: 'title', length } as const;
      return noted('titles', 'title_refused', { values, habit, ...describeAnswer(refusal) });
    }
    const look = await probe.lookAtLineItems((own) => own.some((one) => one.title === long));
    if (look.kind === 'unread') return unread('titles', 'test_line_item_unread', look);
    const shown = look.value[0]?.title ?? '';
    if (shown === long) return passed('titles', 'title_whole', { values: { count: String(length) } });
    const habit = explainTitle(long, shown);
    return habit !== null && shown.length > title.length
      ? noted('titles', 'title_cut', { values: { count: String(shown.length) }, habit })
      : noted('titles', 'title_lost');
  }
  return noted('titles', 'title_never', refusal === null ? {} : describeAnswer(refusal));
}

async function writeHalfPoints(probe: WriteProbe): Promise<ConnectionStepResult> {
  const points = 10.5;
  const title = probe.lineItem().title.trim().slice(0, 30);
  const reply = await probe.putLineItem({ title, resultValueMax: points });
  if (!reply.ok) return noted('points', 'points_refused', describeAnswer(reply.failure));
  const look = await probe.lookAtLineItems((own) => own.some((one) => one.resultValueMax === points));
  if (look.kind === 'unread') return unread('points', 'test_line_item_unread', look);
  const shown = look.value[0]?.resultValueMax ?? 0;
  return isSameNumber(points, shown)
    ? passed('points', 'points_kept')
    : noted('points', 'points_changed', { values: { sent: String(points), shown: String(shown) } });
}

function lookAtScore(probe: WriteProbe, score: number): Promise<Look<readonly SisResult[]>> {
  return probe.lookAtResults((own) => own.some((one) => isSameNumber(score, one.score)));
}

function ofStudent(results: readonly SisResult[], { studentSourcedId }: SisResult): readonly SisResult[] {
  return results.filter((one) => matchingForm(one.studentSourcedId) === matchingForm(studentSourcedId));
}

function unread(
  step: ConnectionStep,
  finding: 'test_line_item_unread' | 'score_unread',
  { failure }: Extract<Look<unknown>, { kind: 'unread' }>,
): ConnectionStepResult {
  return skipped(step, finding, failure === null ? {} : describeAnswer(failure));
}
