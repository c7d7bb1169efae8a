import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { writeCsvLine } from '../src/csv.ts';

describe('CSV line', () => {
  it('S21 neutralises text that a spreadsheet would run', () => {
    for (const words of [
      '=HYPERLINK("http://evil","x")',
      '+1+1',
      '-2+3+cmd|" /C calc"!A0',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '  =1',
      '＝1',
    ]) {
      const [[cell] = []] = parse(writeCsvLine([words]), { trim: false });
      expect(cell).to.equal(`'${words}`);
    }
  });

  it('S21 no text cell ever starts like a formula, and every cell reads back', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2 }), (cells) => {
        const [row = []] = parse(writeCsvLine(cells), { skip_empty_lines: false });
        for (const [index, cell] of cells.entries()) {
          expect(row[index]).to.be.oneOf([cell, `'${cell}`]);
          expect(row[index]).not.to.match(/^\s*[=+\-@]/);
        }
      }),
    );
  });

  it('keeps numbers numbers, negative ones too', () => {
    expect(writeCsvLine([-1.5, 0, null, 'x'])).to.equal('-1.5,0,,x\r\n');
  });
});
