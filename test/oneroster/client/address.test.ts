import { expect } from 'chai';
import { followableLink } from '../../../src/oneroster/client/address.ts';

describe('S28 next links that may be followed', () => {
  const base = 'https://sis.example/ims/oneroster/v1p1';
  const cases: [string, string | null][] = [
    ['https://sis.example/x?offset=100', 'https://sis.example/x?offset=100'],
    ['https://sis.example:443/x', 'https://sis.example/x'],
    // Behind a TLS proxy a SIS may call itself http; we follow the link on the configured origin.
    ['http://sis.example/x?a=b+c', 'https://sis.example/x?a=b%20c'],
    ['http://sis.example:8080/x', null],
    ['https://sis.example:8443/x', null],
    ['https://sis.example.evil.example/x', null],
    ['https://user:pass@sis.example/x', null],
    ['ftp://sis.example/x', null],
  ];
  for (const [link, expected] of cases) {
    it(`${link} → ${expected ?? 'refused'}`, () => {
      expect(followableLink(link, base)?.url ?? null).to.equal(expected);
    });
  }

  it('never leaves https for http', () => {
    expect(followableLink('https://sis.example/x', 'http://sis.example')).to.equal(null);
  });
});
