import { expect } from 'chai';
import fc from 'fast-check';
import {
  type CellRules,
  clearScore,
  decideCell,
  isCleared,
  outcomeOfCell,
  resultFlaws,
  type SisGrade,
  type WantedGrade,
} from '../../src/domain/cell.ts';
import { type SentScore, scoreStatuses } from '../../src/domain/sis.ts';

const base: SentScore = {
  score: 8,
  scoreStatus: 'fully graded',
  late: false,
  missing: false,
  scoreDate: '2026-10-05',
};
const plain: CellRules = {
  resend: 'score',
  conflicts: 'report',
  lineItemMissing: false,
  detailsWait: false,
  repair: false,
  undone: null,
  clears: false,
};
const want = (score: Partial<SentScore>): WantedGrade => ({
  kind: 'score',
  score: { ...base, ...score },
  lineItemSourcedId: 'l',
});
const hold = (sent: Partial<SentScore>, change: Partial<SisGrade> = {}): SisGrade => ({
  resultSourcedId: 'r',
  lineItemSourcedId: 'l',
  sent: { ...base, ...sent },
  sentAt: new Date(0),
  confirmedAt: new Date(1),
  seen: null,
  seenAt: null,
  accepted: null,
  inDoubt: false,
  flaw: null,
  sendings: 1,
  replaced: null,
  ...change,
});
/** Decides a cell, with a person's word for what happens to it. */
function decide(wanted: WantedGrade, held: SisGrade | null, rules: Partial<CellRules> = {}): string {
  const verdict = decideCell(wanted, held, { ...plain, ...rules });
  if (verdict === null) return 'gone';
  return [verdict.state, verdict.sends ? 'sends' : '', verdict.reason ?? ''].filter(Boolean).join(' ');
}

const anyScore: fc.Arbitrary<SentScore> = fc.record({
  score: fc.option(fc.constantFrom(0, 1, 5, 9.5)),
  scoreStatus: fc.constantFrom('exempt', 'fully graded', 'partially graded', 'not submitted'),
  late: fc.boolean(),
  missing: fc.boolean(),
  scoreDate: fc.constantFrom('2026-10-05', '2026-10-06'),
});
const anyWanted: fc.Arbitrary<WantedGrade> = fc.oneof(
  anyScore.map(want),
  fc.constant({ kind: 'excluded', reason: 'grade_hidden' } as const),
  fc.constant({ kind: 'left_behind', reason: 'student_inactive' } as const),
);
const anySeen = fc.option(
  fc.oneof(
    fc.constant('absent' as const),
    fc.record({
      score: fc.option(fc.constantFrom(0, 1, 5, 9.5)),
      scoreStatus: fc.constantFrom(...scoreStatuses),
    }),
  ),
);
const anyHeld: fc.Arbitrary<SisGrade> = fc
  .record({
    sent: anyScore,
    seen: anySeen,
    accepted: anySeen,
    inDoubt: fc.boolean(),
    isConfirmed: fc.boolean(),
    flaw: fc.option(fc.constantFrom(...resultFlaws)),
    sendings: fc.integer({ min: 1, max: 3 }),
    replaced: fc.option(fc.constant({ score: 5, scoreStatus: 'fully graded' } as const)),
  })
  .map(({ sent, isConfirmed, ...rest }) =>
    hold(sent, { ...rest, confirmedAt: isConfirmed ? new Date(1) : null }),
  );
const anyRules: fc.Arbitrary<CellRules> = fc.record({
  resend: fc.constantFrom('score', 'score+status', 'everything'),
  conflicts: fc.constantFrom('report', 'canvas_wins', 'ask'),
  lineItemMissing: fc.boolean(),
  detailsWait: fc.boolean(),
  repair: fc.boolean(),
  undone: fc.option(fc.record({ wanted: fc.option(anyScore) })),
  clears: fc.boolean(),
});

describe('the grade cell', () => {
  describe('a score', () => {
    it('is sent once, and again when it changes, 0 included', () => {
      expect(decide(want({}), null)).to.equal('new sends');
      expect(decide(want({}), hold({}))).to.equal('in_sync');
      expect(decide(want({ score: 9 }), hold({}))).to.equal('changed sends');
      expect(decide(want({ score: 0 }), hold({}))).to.equal('changed sends');
      expect(decide(want({ score: 0 }), hold({ score: 0 }))).to.equal('in_sync');
    });

    it('is only called sent if the SIS cannot be read', () => {
      expect(decide(want({}), hold({}, { confirmedAt: null }))).to.equal('sent');
    });

    it('is not sent again because it was graded again on another day', () => {
      expect(decide(want({ scoreDate: '2026-11-01' }), hold({}))).to.equal('in_sync');
    });

    it('is held back if only the status changed, or sent if the policy is wider', () => {
      for (const status of [
        { late: true },
        { missing: true },
        { scoreStatus: 'partially graded' },
      ] as const) {
        expect(decide(want(status), hold({}))).to.equal('status_changed status_only');
        expect(decide(want(status), hold({}), { resend: 'score+status' })).to.equal('status_changed sends');
        expect(decide(want(status), hold({}), { resend: 'everything' })).to.equal('status_changed sends');
      }
    });

    it('is held back when a graded student is excused, which clears the score in Canvas', () => {
      const excused = { score: null, scoreStatus: 'exempt' } as const;
      expect(decide(want(excused), hold({}))).to.equal('status_changed status_only');
      expect(decide(want({ ...excused, score: 0 }), hold({}))).to.equal('status_changed status_only');
      expect(decide(want(excused), hold({}), { resend: 'score+status' })).to.equal('status_changed sends');
    });

    it('is sent when an excused student gets a score, even 0', () => {
      const excused = { score: null, scoreStatus: 'exempt' } as const;
      expect(decide(want({ score: 5 }), hold(excused))).to.equal('changed sends');
      expect(decide(want({ score: 0 }), hold({ ...excused, score: 0 }))).to.equal('changed sends');
    });

    it('is sent if the SIS lost it, its line item has a new id, or nobody knows what arrived', () => {
      expect(decide(want({}), hold({}, { lineItemSourcedId: 'other' }))).to.equal('missing_in_sis sends');
      expect(decide(want({}), hold({}), { lineItemMissing: true })).to.equal('missing_in_sis sends');
      expect(decide(want({}), hold({}, { seen: 'absent' }))).to.equal('missing_in_sis sends');
      expect(decide(want({}), hold({}, { inDoubt: true }))).to.equal('in_doubt sends');
      expect(decide(want({}), hold({}), { repair: true })).to.equal('changed sends');
    });

    it('is held back if only its assignment changed, until a score is sent too', () => {
      expect(decide(want({}), hold({}), { detailsWait: true })).to.equal('held_back details_only');
      expect(decide(want({ score: 9 }), hold({}), { detailsWait: true })).to.equal('changed sends');
    });
  });

  describe('a score that the SIS does not show as it was sent', () => {
    const unshown = { confirmedAt: null, seen: 'absent' } as const;

    it('is sent once more, then no longer, until it changes, is seen or asked for', () => {
      expect(decide(want({}), hold({}, { ...unshown, sendings: 1 }))).to.equal('missing_in_sis sends');
      const given = hold({}, { ...unshown, sendings: 2 });
      for (const conflicts of ['report', 'canvas_wins', 'ask'] as const) {
        expect(decide(want({}), given, { conflicts })).to.equal('sent never_shown');
      }
      expect(decide(want({ score: 9 }), given)).to.equal('missing_in_sis sends');
      expect(decide(want({}), given, { repair: true })).to.equal('changed sends');
      expect(decide(want({}), { ...given, seen: { score: 3, scoreStatus: 'fully graded' } })).to.equal(
        'changed_in_sis changed_in_sis',
      );
      expect(decide(want({}), { ...given, seen: { ...base }, confirmedAt: new Date(1) })).to.equal('in_sync');
    });

    it('is sent once more if the SIS still shows what it held before', () => {
      const old = { score: 3, scoreStatus: 'fully graded' } as const;
      const held = hold({}, { confirmedAt: null, seen: old, replaced: old });
      expect(decide(want({}), held)).to.equal('changed sends');
      expect(decide(want({}), { ...held, sendings: 2 })).to.equal('sent never_shown');
    });

    it('is not sent again if a habit explains it, and is in order once Canvas wants what the SIS made of it', () => {
      const rounded = hold(
        { score: 8.5 },
        { confirmedAt: null, seen: { score: 9, scoreStatus: 'fully graded' }, flaw: 'rounded' },
      );
      expect(decide(want({ score: 8.5 }), rounded)).to.equal('sent sis_rounds');
      expect(decide(want({ score: 9 }), rounded)).to.equal('in_sync');
      expect(decide(want({ score: 7 }), rounded, { conflicts: 'ask' })).to.equal('changed sends');
      expect(decide(want({ score: 8.5 }), { ...rounded, flaw: 'capped' })).to.equal('sent sis_caps');
    });

    it('is sent once more if nothing explains it, then stays a difference', () => {
      const held = hold(
        {},
        { confirmedAt: null, seen: { score: 3, scoreStatus: 'fully graded' }, flaw: 'different' },
      );
      expect(decide(want({}), held)).to.equal('in_doubt sends');
      expect(decide(want({}), { ...held, sendings: 2 })).to.equal('changed_in_sis not_confirmed');
    });
  });

  describe('an edit in the SIS', () => {
    const edited = { seen: { score: 2, scoreStatus: 'fully graded' } } as const;
    it('is reported, and only a score that changes in Canvas overwrites it', () => {
      expect(decide(want({}), hold({}, edited))).to.equal('changed_in_sis changed_in_sis');
      expect(decide(want({ late: true }), hold({}, edited))).to.equal('changed_in_sis changed_in_sis');
      expect(decide(want({ score: 9 }), hold({}, edited))).to.equal('changed sends');
    });

    it('is overwritten at once or waits for a person, as the school decides', () => {
      expect(decide(want({}), hold({}, edited), { conflicts: 'canvas_wins' })).to.equal(
        'changed_in_sis sends',
      );
      expect(decide(want({ score: 9 }), hold({}, edited), { conflicts: 'ask' })).to.equal(
        'changed_in_sis changed_in_sis',
      );
      expect(decide(want({ score: 9 }), hold({}, edited), { conflicts: 'ask', repair: true })).to.equal(
        'changed sends',
      );
      expect(decide(want({}), hold({}, { seen: 'absent' }), { conflicts: 'ask' })).to.equal(
        'missing_in_sis missing_in_sis',
      );
    });

    it('is no conflict once a person accepts it, but is one again if the SIS changes it once more', () => {
      expect(decide(want({}), hold({}, { ...edited, accepted: edited.seen }))).to.equal('in_sync');
      const again = { accepted: edited.seen, seen: { ...edited.seen, score: 3 } };
      expect(decide(want({}), hold({}, again))).to.equal('changed_in_sis changed_in_sis');
    });

    it('is none if the SIS only names the status differently, or shows a placeholder for exempt', () => {
      const renamed = { seen: { score: 8, scoreStatus: 'submitted' } } as const;
      expect(decide(want({}), hold({}, renamed))).to.equal('in_sync');
      const exempt = { score: null, scoreStatus: 'exempt' } as const;
      expect(decide(want(exempt), hold(exempt, { seen: { score: 0, scoreStatus: 'exempt' } }))).to.equal(
        'in_sync',
      );
    });
  });

  it('is left behind if nobody in Canvas matches it, and gone if the SIS has nothing of it either', () => {
    const left = { kind: 'left_behind', reason: 'left_behind' } as const;
    expect(decide(left, hold({}))).to.equal('left_behind left_behind');
    expect(decide(left, null)).to.equal('gone');
    expect(decide({ kind: 'excluded', reason: 'grade_hidden' }, hold({}))).to.equal('excluded grade_hidden');
  });

  it('P11 is cleared only if the school says so, only what was sent, and only once', () => {
    const gone = { kind: 'left_behind', reason: 'score_removed' } as const;
    const hidden = { kind: 'excluded', reason: 'grade_hidden' } as const;
    const refused = { kind: 'excluded', reason: 'assignment_refused' } as const;
    const clears = { clears: true };
    expect(decide(gone, hold({}))).to.equal('left_behind score_removed');
    expect(decide(gone, hold({}), clears)).to.equal('left_behind sends score_removed');
    expect(decide(hidden, hold({}), clears)).to.equal('excluded sends grade_hidden');
    // A problem with the assignment removes nothing from the SIS.
    expect(decide(refused, hold({}), clears)).to.equal('excluded assignment_refused');
    const typed = { seen: { score: 3, scoreStatus: 'fully graded' } } as const;
    const accepted = { ...typed, accepted: typed.seen };
    expect(decide(gone, hold({}, typed), clears)).to.equal('left_behind score_removed');
    expect(decide(gone, hold({}, accepted), clears)).to.equal('left_behind score_removed');
    expect(decide(gone, hold({}, { seen: 'absent' }), clears)).to.equal('left_behind score_removed');
    expect(decide(gone, hold({}, { inDoubt: true }), clears)).to.equal('left_behind score_removed');
    const cleared = clearScore(base);
    expect(decide(gone, hold(cleared), clears)).to.equal('in_sync');
    expect(decide(gone, hold(cleared, typed), clears)).to.equal('left_behind score_removed');
    expect(decide(want({}), hold(cleared), clears)).to.equal('changed sends');
    expect(decide(want({ score: null, scoreStatus: 'exempt' }), hold(cleared))).to.equal('changed sends');
  });

  it('P12 is held back once its sending was undone, until Canvas changes it or a person asks', () => {
    const undone = { undone: { wanted: { ...base, score: 9 } } };
    expect(decide(want({ score: 9 }), hold({}), undone)).to.equal('held_back undone');
    expect(decide(want({ score: 7 }), hold({}), undone)).to.equal('changed sends');
    expect(decide(want({ score: 9 }), hold({}), { ...undone, repair: true })).to.equal('changed sends');
    const gone = { kind: 'left_behind', reason: 'score_removed' } as const;
    const cleared = { clears: true, undone: { wanted: null } };
    expect(decide(gone, hold({}), cleared)).to.equal('left_behind score_removed');
  });

  it('M3 anything just sent and read back is in sync, whatever the rules', () => {
    fc.assert(
      fc.property(anyScore, anyRules, (score, rules) => {
        const { score: shown, scoreStatus } = score;
        const held = hold(score, { seen: { score: shown, scoreStatus } });
        fc.pre(!isCleared(score));
        const settled = { ...rules, lineItemMissing: false, detailsWait: false, repair: false, undone: null };
        expect(decide(want(score), held, settled)).to.equal('in_sync');
      }),
    );
  });

  it('M6 has exactly one outcome in every situation, with the reason if it is not sent', () => {
    fc.assert(
      fc.property(anyWanted, fc.option(anyHeld), anyRules, (wanted, held, rules) => {
        const verdict = decideCell(wanted, held, rules);
        if (verdict === null) {
          expect(held).to.equal(null);
          return;
        }
        const outcome = outcomeOfCell(verdict);
        expect(outcome === 'pending').to.equal(verdict.sends);
        // Only what is cleared says why it is sent.
        expect(verdict.sends && verdict.reason !== null).to.equal(verdict.sends && wanted.kind !== 'score');
        if (verdict.state === 'in_sync' || verdict.state === 'sent') expect(outcome).to.equal('unchanged');
        if (wanted.kind !== 'score' && !rules.clears) expect(verdict.sends).to.equal(false);
      }),
    );
  });

  it('a wider resend policy sends whatever a narrower one sends', () => {
    fc.assert(
      fc.property(anyWanted, anyHeld, anyRules, (wanted, held, rules) => {
        const narrow = decideCell(wanted, held, { ...rules, resend: 'score' });
        const wide = decideCell(wanted, held, { ...rules, resend: 'score+status' });
        if (narrow?.sends) expect(wide?.sends).to.equal(true);
      }),
    );
  });

  it('R16 under `ask` nothing that the SIS changed is overwritten without a person', () => {
    fc.assert(
      fc.property(anyWanted, anyHeld, anyRules, (wanted, held, rules) => {
        const asked = { ...rules, conflicts: 'ask', repair: false, lineItemMissing: false } as const;
        const verdict = decideCell(wanted, { ...held, inDoubt: false }, asked);
        if (verdict?.state === 'changed_in_sis') expect(verdict.sends).to.equal(false);
      }),
    );
  });
});
