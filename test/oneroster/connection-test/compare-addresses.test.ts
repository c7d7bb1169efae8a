import { expect } from 'chai';
import { compareAddresses } from '../../../src/oneroster/connection-test/compare-addresses.ts';

const base = 'https://sis.example/ims/oneroster';
const rostering = `${base}/rostering/v1p2`;
const gradebook = `${base}/gradebook/v1p2`;

describe('the addresses of a SIS connection', () => {
  for (const [name, rosteringUrl, gradebookUrl, version, expected] of [
    ['fit 1.2', rostering, gradebook, '1.2', null],
    ['fit 1.1', `${base}/v1p1`, `${base}/v1p1`, '1.1', null],
    ['are the vendor’s own', 'https://sis.example/api', 'https://sis.example/v1p10/x', '1.2', null],
    ['are the other way round', gradebook, rostering, '1.2', 'addresses_swapped'],
    ['are of 1.2 for a profile of 1.1', rostering, gradebook, '1.1', 'version_other'],
    ['are of 1.1 for a profile of 1.2', `${base}/V1P1/`, `${base}/v1p1`, '1.2', 'version_other'],
  ] as const) {
    it(`${name}: ${expected ?? 'nothing to say'}`, () => {
      expect(compareAddresses({ rosteringUrl, gradebookUrl }, { version })).to.equal(expected);
    });
  }
});
