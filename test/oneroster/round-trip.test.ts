import { expect } from 'chai';
import fc from 'fast-check';
import { readLocalDate, writeDateTime } from '../../src/domain/local-date.ts';
import type { SisLineItem, SisResult } from '../../src/domain/sis.ts';
import { scoreStatuses } from '../../src/domain/sis.ts';
import { hasOfficialSchema, officialValidator } from '../support/oneroster/official-schema.ts';
import { never, ScriptedSis } from '../support/oneroster/scripted-sis.ts';

const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const id = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter((text) => !/^\.{1,2}$/.test(text));
const points = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 10_000 }),
  fc.double({ min: 0, max: 10_000, noNaN: true }).map((value) => value + 0),
);
const lineItems: fc.Arbitrary<SisLineItem> = fc.record({
  sourcedId: id,
  title: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
  description: fc.constant(null),
  classSourcedId: id,
  schoolSourcedId: id,
  categorySourcedId: id,
  gradingPeriodSourcedId: fc.option(id),
  assignDate: day,
  dueDate: day,
  resultValueMin: fc.constant(0),
  resultValueMax: points,
});
const results: fc.Arbitrary<SisResult> = fc.record({
  sourcedId: id,
  lineItemSourcedId: id,
  studentSourcedId: id,
  classSourcedId: id,
  scoreStatus: fc.constantFrom(...scoreStatuses),
  score: points,
  scoreDate: day,
  late: fc.boolean(),
  missing: fc.boolean(),
});

/** A SIS that stores exactly what it is sent, and returns it. */
async function startKeepingSis(): Promise<ScriptedSis> {
  let kept: unknown;
  return new ScriptedSis(({ method, path, body }) => {
    if (method === 'PUT') {
      kept = JSON.parse(body);
      return { status: 201 };
    }
    const { lineItem, result } = kept as { lineItem?: unknown; result?: unknown };
    const all = path.includes('/results') ? { results: [result] } : { lineItems: [lineItem] };
    return { headers: { 'x-total-count': '1' }, json: all };
  }).start();
}

describe('What is sent comes back unchanged (M7)', () => {
  let sis: ScriptedSis;
  beforeEach(async () => {
    sis = await startKeepingSis();
  });
  afterEach(() => sis.stop());

  for (const version of ['1.1', '1.2'] as const) {
    it(`${version}: any line item: ids, non-ASCII titles, days, points`, async () => {
      const client = sis.client(version);
      await fc.assert(
        fc.asyncProperty(lineItems, async (lineItem) => {
          const put = await client.putLineItem(lineItem, never);
          expect(put).to.deep.equal({ ok: true, value: { sourcedId: lineItem.sourcedId } });
          const read = await client.readLineItems(lineItem.classSourcedId, never);
          const expected = version === '1.1' ? { ...lineItem, schoolSourcedId: '' } : lineItem;
          expect(read).to.deep.equal({ ok: true, value: [expected] });
        }),
        { numRuns: 60 },
      );
    });

    it(`${version}: any result: R3 scores of 0, decimals, statuses${version === '1.2' ? ', flags' : ''}`, async () => {
      const client = sis.client(version);
      await fc.assert(
        fc.asyncProperty(results, async (result) => {
          await client.putResult(result, never);
          const read = await client.readResults(result.classSourcedId, result.lineItemSourcedId, never);
          const expected = version === '1.1' ? { ...result, late: false, missing: false } : result;
          expect(read).to.deep.equal({ ok: true, value: [expected] });
        }),
        { numRuns: 60 },
      );
    });
  }

  const officially = hasOfficialSchema ? it : it.skip;
  officially(
    '1.2: any body is valid by the official OpenAPI file (set ONEROSTER_OPENAPI_DIR if skipped)',
    async () => {
      const client = sis.client('1.2');
      const isLineItem = officialValidator('SingleLineItemDType');
      const isResult = officialValidator('SingleResultDType');
      await fc.assert(
        fc.asyncProperty(lineItems, results, async (lineItem, result) => {
          await client.putLineItem(lineItem, never);
          expect(
            isLineItem(JSON.parse(sis.seen.at(-1)?.body ?? '')),
            JSON.stringify(isLineItem.errors),
          ).to.equal(true);
          await client.putResult(result, never);
          expect(isResult(JSON.parse(sis.seen.at(-1)?.body ?? '')), JSON.stringify(isResult.errors)).to.equal(
            true,
          );
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe('Days as date-times', () => {
  it('shows the SIS the same day in any zone from UTC−12 to UTC+11', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -12, max: 11 }), (text, offset) => {
        const local = new Date(Date.parse(writeDateTime(text)) + offset * 3_600_000);
        expect(local.toISOString().slice(0, 10)).to.equal(text);
      }),
    );
  });

  it('reads the written day, whatever the offset', () => {
    expect(readLocalDate('2026-03-02')).to.equal('2026-03-02');
    expect(readLocalDate('2026-03-02T23:59:59-08:00')).to.equal('2026-03-02');
    expect(readLocalDate('2026-03-02T00:00:00+13:00')).to.equal('2026-03-02');
    expect(readLocalDate('03/02/2026')).to.equal('');
    expect(readLocalDate(null)).to.equal('');
  });
});
