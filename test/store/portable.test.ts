import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

/**
 * What the embedded engine lacks (sessions, transactions, change streams) or does not promise (the TTL
 * sweep): DF4.
 */
const unportable =
  /\.(startSession|withTransaction|startTransaction)\b|\.watch\(|expireAfterSeconds|\bexpires:\s*['"\d]/;

describe('what the product asks of MongoDB', () => {
  it('Z14 includes no transactions, change streams or TTL indexes', () => {
    const folder = join(import.meta.dirname, '../../src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    expect(files.length).to.be.above(100);
    const offending = files.filter((file) => unportable.test(readFileSync(join(folder, file), 'utf8')));
    expect(offending).to.deep.equal([]);
  });
});
