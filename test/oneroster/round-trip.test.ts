import { expect } from 'chai';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { readLocalDate } from '../../src/domain/local-date.ts';
import type { SisLineItem, SisResult } from '../../src/domain/sis.ts';
import { scoreStatuses } from '../../src/domain/sis.ts';
import { version1p2 } from '../../src/oneroster/payload/v1p2.ts';
import { writeLineItemCore } from '../../src/oneroster/payload/write-parts.ts';
import { hasOfficialSchema, officialValidator } from '../support/oneroster/official-schema.ts';
import { lineItem, never, plainProfile, result, ScriptedSis } from '../support/oneroster/scripted-sis.ts';

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
  const hours = fc.integer({ min: -11, max: 14 });
  /** `Etc/GMT-14` is UTC+14. Some real zones change their clocks, others are off by half or three quarters of an hour. */
  const zones = fc.oneof(
    hours.map((offset) => (offset === 0 ? 'UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`)),
    fc.constantFrom(
      ...[
        'America/Chicago',
        'Pacific/Pago_Pago',
        'Pacific/Auckland',
        'Pacific/Chatham',
        'Pacific/Kiritimati',
      ],
      ...['Asia/Kathmandu', 'Australia/Lord_Howe', 'Europe/Berlin', 'America/St_Johns'],
    ),
  );
  /** What the SIS gets for a day of a course in this zone. */
  const write = (text: string, timeZone: string, form: 'date' | 'date-time'): string[] => {
    const profile = plainProfile('1.2', { scoreDate: form, lineItemDate: form });
    const connection = new ScriptedSis(() => ({})).connection('1.2');
    const context = { connection, profile, timeZone, now: new Date('2026-03-02T08:00:00.000Z') };
    const written = version1p2.writeResult({ ...result, scoreDate: text }, context);
    const { assignDate, dueDate } = writeLineItemCore(
      { ...lineItem, assignDate: text, dueDate: text },
      context,
    );
    if (!written.ok || !('result' in written.value)) throw new Error('not written');
    const { scoreDate } = written.value.result as { scoreDate: string };
    return [assignDate ?? '', dueDate ?? '', scoreDate];
  };
  const dayOf = (written: string, zone: string): string =>
    DateTime.fromISO(written, { zone }).toFormat('yyyy-MM-dd');

  it('P15 a line item without a day names none', () => {
    const context = {
      connection: new ScriptedSis(() => ({})).connection('1.2'),
      profile: plainProfile('1.2'),
      timeZone: 'UTC',
      now: new Date('2026-03-02T08:00:00.000Z'),
    };
    const written = writeLineItemCore({ ...lineItem, assignDate: '', dueDate: '' }, context);
    expect(written).not.to.have.any.keys('assignDate', 'dueDate');
  });

  it('OF14 the SIS reads the course’s day, as written, in UTC and in the course’s zone, in either form', () => {
    fc.assert(
      fc.property(day, zones, fc.constantFrom('date', 'date-time'), (text, zone, form) => {
        for (const written of write(text, zone, form)) {
          expect(readLocalDate(written), `${written} for ${zone}`).to.equal(text);
          // A date has no zone in which it could be another day.
          if (form === 'date') expect(written).to.equal(text);
          else for (const reader of ['utc', zone]) expect(dayOf(written, reader), zone).to.equal(text);
        }
      }),
    );
  });

  it('OF14 so does a SIS in another zone, from UTC−12 to UTC+11, or as far west as the course’s evening allows', () => {
    fc.assert(
      fc.property(day, hours, fc.integer({ min: -12, max: 11 }), (text, course, reader) => {
        const [written = ''] = write(
          text,
          `Etc/GMT${course > 0 ? '-' : '+'}${Math.abs(course)}`,
          'date-time',
        );
        const local = new Date(Date.parse(written) + reader * 3_600_000).toISOString().slice(0, 10);
        const isReached = reader >= Math.max(-12, course - 23);
        expect(local === text, `${written} for UTC+${course} read in UTC+${reader}`).to.equal(isReached);
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
