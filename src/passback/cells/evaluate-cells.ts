import { isDeepStrictEqual } from 'node:util';
import {
  type CellRules,
  compareScores,
  decideCell,
  type SisGrade,
  type WantedGrade,
} from '../../domain/cell.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import { canClearResults } from '../../oneroster/profile/sis-profile.ts';
import {
  blankCell,
  type CellKey,
  type CellRecord,
  cellName,
  classKeyOf,
} from '../../store/passback/cell-record.ts';
import type { GradeRecord } from '../../store/passback/grades.ts';
import type { MemberRecord } from '../../store/passback/members.ts';
import { type CellClaim, type ClaimRules, claimCells } from '../comparison/claim-cells.ts';
import type { AssignmentPlan } from '../comparison/plan-assignment.ts';

/** Everything that decides about one assignment's cells, besides the grades and what the SIS holds. */
export interface EvaluationRules extends ClaimRules {
  readonly institutionId: string;
  readonly courseKey: string;
  readonly settings: Pick<InstitutionSettings, 'resend' | 'conflicts' | 'removal'> & ClaimRules['settings'];
  /** SourcedIds of our line items that are missing in the SIS. */
  readonly missingInSis: ReadonlySet<string>;
  /** Canvas ids of the sections that feed a class. */
  readonly sectionsOfClass: (classSourcedId: string) => readonly string[];
  /** False for an assignment that Canvas may only seem to have lost. */
  readonly mayClear: boolean;
  /** SourcedIds of classes where changed details of the assignment's line item wait for a score. */
  readonly classesWithWaitingDetails: ReadonlySet<string>;
}

/** The cells of one assignment that are evaluated together: all of them, or those of some people. */
export interface EvaluatedPart {
  readonly assignmentId: string;
  /** Null: the assignment no longer takes part in grade passback. */
  readonly plan: AssignmentPlan | null;
  readonly grades: readonly { readonly grade: GradeRecord; readonly member: MemberRecord | null }[];
  /** As stored: those of the same people and students. */
  readonly cells: readonly CellRecord[];
}

/** What to write so that the stored cells are true again. */
export interface CellChanges {
  readonly added: readonly CellRecord[];
  /** With what each was before. */
  readonly changed: readonly { readonly cell: CellRecord; readonly before: CellRecord }[];
  readonly removed: readonly CellRecord[];
}

/** Brings one assignment's cells up to date with its grades. Pure; unchanged cells are left out. */
export function evaluateCells(rules: EvaluationRules, part: EvaluatedPart): CellChanges {
  const stored = new Map(part.cells.map((cell) => [cellName(cell), cell]));
  const claimed = matchClaims(rules, part);
  const added: CellRecord[] = [];
  const changed: { cell: CellRecord; before: CellRecord }[] = [];
  const removed: CellRecord[] = [];
  for (const [name, claim] of claimed) {
    const known = stored.get(name) ?? null;
    const next = buildCell(rules, claim, known);
    if (next === null) {
      if (known) removed.push(known);
    } else if (known === null) added.push(next);
    else if (isChanged(known, next)) changed.push({ cell: next, before: known });
  }
  for (const [name, known] of stored) {
    if (claimed.has(name)) continue;
    const left = known.held && judge(rules, known, { kind: 'left_behind', reason: 'left_behind' });
    if (!left) removed.push(known);
    else if (isChanged(known, left)) changed.push({ cell: left, before: known });
  }
  return { added, changed, removed };
}

/** A grade with what it asks of one cell. */
interface Claimant {
  readonly key: CellKey;
  readonly claim: CellClaim;
  readonly grade: GradeRecord;
  readonly member: MemberRecord | null;
}

/** Who stands for each cell, by the cell's name. */
function matchClaims(
  rules: EvaluationRules,
  { assignmentId, plan, grades, cells }: EvaluatedPart,
): ReadonlyMap<string, Claimant> {
  if (plan === null) return new Map();
  const claims = grades.flatMap(({ grade, member }) =>
    claimCells({ ...rules, plan, grade, member }).map((claim): Claimant => {
      const { classSourcedId, section, studentSourcedId } = claim;
      const classKey = classKeyOf(classSourcedId, section?.id);
      const key = { assignmentId, classKey, studentSourcedId, personId: grade.personId };
      return { key, claim, grade, member };
    }),
  );
  const known = claims.filter(({ claim }) => claim.studentSourcedId !== null);
  const matched = new Map(
    [...groupBy(known, ({ key }) => cellName(key))].map(([name, rivals]) => [name, chooseClaimant(rivals)]),
  );
  const heldOf = groupBy(
    cells.filter((cell) => cell.held !== null),
    (cell) => cell.personId,
  );
  const taken = new Set(matched.keys());
  for (const claimant of claims) {
    if (claimant.claim.studentSourcedId !== null) continue;
    // A student who cannot be found in the SIS now may have been sent before: the refusal is about that
    // score, unless it belongs to another person by now.
    const sent = (heldOf.get(claimant.key.personId) ?? []).filter(
      (cell) => concerns(claimant, cell) && !taken.has(cellName(cell)),
    );
    for (const cell of sent) {
      const name = cellName(cell);
      if (!matched.has(name)) matched.set(name, { ...claimant, key: cell });
    }
    if (sent.length === 0) matched.set(cellName(claimant.key), claimant);
  }
  return matched;
}

/**
 * Whether a refusal is about a score that was sent: in its class or, if that cannot be read now, in its
 * section.
 */
function concerns({ key, claim: { section, classSourcedId } }: Claimant, cell: CellRecord): boolean {
  if (section === null || cell.classKey === key.classKey) return true;
  return classSourcedId === null && cell.sectionIds.includes(section.id);
}

/**
 * Of several Canvas accounts with one SIS id, the one whose grade is sent; between two such grades nobody
 * guesses.
 */
function chooseClaimant(rivals: readonly Claimant[]): Claimant {
  const sendable = rivals.filter(({ claim }) => claim.first?.kind === 'score');
  const [first] = sendable.length > 0 ? sendable : rivals.filter(({ claim }) => claim.first !== null);
  const chosen = first ?? rivals[0];
  if (!chosen) throw new Error('a cell that nobody claims');
  if (sendable.length < 2) return chosen;
  const refused = { kind: 'excluded', reason: 'student_ambiguous' } as const;
  return { ...chosen, claim: { ...chosen.claim, first: refused, again: refused } };
}

function buildCell(
  rules: EvaluationRules,
  { key, claim, grade, member }: Claimant,
  known: CellRecord | null,
): CellRecord | null {
  const wanted = keepDay(known?.held ? claim.again : claim.first, grade, known);
  if (wanted === null) return null;
  const { score, excused, late, missing, postedAt } = grade;
  const base: CellRecord =
    known ?? blankCell(rules, { ...key, classSourcedId: claim.classSourcedId }, wanted, rules.now);
  const claimedBy: CellRecord = {
    ...base,
    personId: grade.personId,
    sectionName: claim.section?.name ?? base.sectionName,
    // If it belongs to a class that they have left, it stays where it was.
    sectionIds: claim.classSourcedId === null && known?.held ? base.sectionIds : claim.sectionIds,
    studentName: member?.name ?? base.studentName,
    studentSisId: member?.sisId ?? base.studentSisId,
    canvas: { score, excused, late, missing, isHidden: postedAt === null },
  };
  return judge(rules, claimedBy, wanted);
}

/** A grade without a time is dated by the day it was first seen, not again every day. */
function keepDay(
  wanted: WantedGrade | null,
  grade: GradeRecord,
  known: CellRecord | null,
): WantedGrade | null {
  if (wanted?.kind !== 'score' || known?.wanted.kind !== 'score' || grade.gradedAt !== null) return wanted;
  if (compareScores(wanted.score, known.wanted.score) !== 'none') return wanted;
  return { ...wanted, score: { ...wanted.score, scoreDate: known.wanted.score.scoreDate } };
}

/** The cell with what is wanted and the state that follows; null where nothing is left of it. */
function judge(rules: EvaluationRules, cell: CellRecord, wanted: WantedGrade): CellRecord | null {
  const { classSourcedId, held } = cell;
  const lineItem = wanted.kind === 'score' ? wanted.lineItemSourcedId : (held?.lineItemSourcedId ?? '');
  return decideStored(
    {
      ...cell,
      // Nobody knows any more which of them the student was in.
      sectionIds:
        cell.sectionIds.length > 0 || classSourcedId === null
          ? cell.sectionIds
          : rules.sectionsOfClass(classSourcedId),
      wanted,
      lineItemMissing: rules.missingInSis.has(lineItem),
      clears: rules.settings.removal === 'clear' && canClearResults(rules.profile) && rules.mayClear,
      detailsWait: rules.classesWithWaitingDetails.has(classSourcedId ?? ''),
    },
    rules.settings,
  );
}

/** The cell with the state that follows from its facts, for callers who change one of them. */
export function decideStored(
  cell: CellRecord,
  { resend, conflicts }: Pick<InstitutionSettings, 'resend' | 'conflicts'>,
): CellRecord | null {
  const { lineItemMissing, detailsWait, repair, undone, clears } = cell;
  const rules: CellRules = { resend, conflicts, lineItemMissing, detailsWait, repair, undone, clears };
  const verdict = decideCell(cell.wanted, toSisGrade(cell), rules);
  if (verdict === null) return null;
  const { state, reason, sends } = verdict;
  const toldReason = reason === null ? null : cell.toldReason;
  const due = sends ? 'send' : reason !== toldReason ? 'tell' : undefined;
  if (due !== undefined) return { ...cell, state, reason, toldReason, due };
  if (cell.due === undefined) return { ...cell, state, reason, toldReason };
  const { due: _, ...settled } = cell;
  return { ...settled, state, reason, toldReason };
}

/** What is known about the SIS's side of a cell. */
export function toSisGrade({ held, resultSourcedId }: CellRecord): SisGrade | null {
  if (held === null) return null;
  return { ...held, resultSourcedId: resultSourcedId ?? '' };
}

function isChanged(before: CellRecord, after: CellRecord): boolean {
  return !isDeepStrictEqual({ ...before, v: undefined }, { ...after, v: undefined });
}
