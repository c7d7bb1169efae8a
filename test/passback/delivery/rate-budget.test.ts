import { expect } from 'chai';
import { createRateBudget, type RequestRate } from '../../../src/passback/delivery/rate-budget.ts';

const rate: RequestRate = { requests: 300, seconds: 180 };

/** When requests start that are sent as fast as the budgets of all processes allow, in milliseconds. */
function sendGreedily(portions: readonly number[], minutes: number): readonly number[] {
  let now = 0;
  const budgets = portions.map((portion) => {
    const budget = createRateBudget(rate, () => now);
    budget.setPortion(portion);
    return budget;
  });
  const starts: number[] = [];
  while (now < minutes * 60_000) {
    for (const budget of budgets) {
      for (; budget.waitMs() === 0; starts.push(now)) budget.spend();
    }
    now += Math.max(1, Math.min(...budgets.map((budget) => budget.waitMs())));
  }
  return starts;
}

/** The most starts in any time of this length. */
function mostWithin(starts: readonly number[], ms: number): number {
  let first = 0;
  let most = 0;
  for (const [at, start] of starts.entries()) {
    while ((starts[first] ?? start) <= start - ms) first += 1;
    most = Math.max(most, at - first + 1);
  }
  return most;
}

describe('the rate of a SIS', () => {
  for (const portions of [[1], [0.5, 0.5], [0.7, 0.2, 0.1]]) {
    it(`is kept in any three minutes, and used, by processes with ${portions.join(', ')} of it`, () => {
      const starts = sendGreedily(portions, 20);
      expect(mostWithin(starts, rate.seconds * 1_000)).to.be.at.most(rate.requests);
      expect(starts.length).to.be.at.least(20 * 60 * (rate.requests / rate.seconds) * 0.75);
    });
  }

  it('lets a small grade sync through at once', () => {
    expect(sendGreedily([1], 1).filter((start) => start === 0)).to.have.length(60);
  });

  it('saves nothing up for a process whose part became small', () => {
    let now = 0;
    const budget = createRateBudget(rate, () => now);
    budget.setPortion(0.1);
    let sent = 0;
    for (; budget.waitMs() === 0; sent += 1) budget.spend();
    expect(sent).to.equal(6);
    now += budget.waitMs();
    expect(budget.waitMs()).to.equal(0);
  });
});
