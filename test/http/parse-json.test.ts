import { expect } from 'chai';
import fc from 'fast-check';
import { parseJson, quoteLargeIntegers } from '../../src/http/parse-json.ts';

describe('JSON of others', () => {
  it('CF12 keeps every digit of an id above 2^53, wherever it stands', () => {
    const text = '{"user":{"id":70520000000000123},"ids":[9007199254740993,-9007199254740993,7]}';
    expect(parseJson(text)).to.deep.equal({
      user: { id: '70520000000000123' },
      ids: ['9007199254740993', '-9007199254740993', 7],
    });
  });

  it('leaves scores, digits inside texts and escapes alone', () => {
    const text = '{"score":3.3333333333333335,"name":"id 12345678901234567890 \\"quoted\\"","big":1e300}';
    expect(parseJson(text)).to.deep.equal({
      score: 10 / 3,
      name: 'id 12345678901234567890 "quoted"',
      big: 1e300,
    });
  });

  it('differs from JSON.parse in large integers alone', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify({ value, padding: '1234567890123456' });
        fc.pre(!/[[,:]-?\d{16,}(?![.\de])/.test(text));
        expect(JSON.stringify(parseJson(text))).to.equal(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('text that is not JSON is undefined, however many digits it has', () => {
    for (const text of [
      '',
      '<html>1234567890123456789',
      '{"id":1234567890123456789',
      '[1234567890123456789,]',
    ]) {
      expect(parseJson(text), text).to.equal(undefined);
    }
  });

  it('a library with a parser of its own gets large integers as texts', () => {
    expect(quoteLargeIntegers('{"canvas_user_id": 70520000000000123, "n": 5}')).to.equal(
      '{"canvas_user_id":"70520000000000123","n":5}',
    );
    expect(quoteLargeIntegers('{"n": 5}')).to.equal('{"n": 5}');
  });
});
