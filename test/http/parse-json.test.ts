import { expect } from 'chai';
import fc from 'fast-check';
import { parseJson, quoteLargeIntegers } from '../../src/http/parse-json.ts';

describe('JSON from others', () => {
  it('CF12 keeps every digit of an id above 2^53, wherever it appears', () => {
    const text = '{"user":{"id":70520000000000123},"ids":[9007199254740993,-9007199254740993,7]}';
    expect(parseJson(text)).to.deep.equal({
      user: { id: '70520000000000123' },
      ids: ['9007199254740993', '-9007199254740993', 7],
    });
  });

  it('leaves scores, escapes and digits inside text alone', () => {
    const text = '{"score":3.3333333333333335,"name":"id 12345678901234567890 \\"quoted\\"","big":1e300}';
    expect(parseJson(text)).to.deep.equal({
      score: 10 / 3,
      name: 'id 12345678901234567890 "quoted"',
      big: 1e300,
    });
  });

  it('differs from JSON.parse only for large integers', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify({ value, padding: '1234567890123456' });
        fc.pre(!/[[,:]-?\d{16,}(?![.\de])/.test(text));
        expect(JSON.stringify(parseJson(text))).to.equal(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('returns undefined for text that is not JSON, however many digits it has', () => {
    for (const text of [
      '',
      '<html>1234567890123456789',
      '{"id":1234567890123456789',
      '[1234567890123456789,]',
    ]) {
      expect(parseJson(text), text).to.equal(undefined);
    }
  });

  it('gives a library with its own parser large integers as text', () => {
    expect(quoteLargeIntegers('{"canvas_user_id": 70520000000000123, "n": 5}')).to.equal(
      '{"canvas_user_id":"70520000000000123","n":5}',
    );
    expect(quoteLargeIntegers('{"n": 5}')).to.equal('{"n": 5}');
  });
});
