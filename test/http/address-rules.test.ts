import { expect } from 'chai';
import {
  type AddressRules,
  findUrlFault,
  isAddressAllowed,
  readPrivateHost,
} from '../../src/http/address-rules.ts';

function allow(...texts: readonly string[]): AddressRules {
  const privateHosts = texts.flatMap((text) => readPrivateHost(text) ?? []);
  expect(privateHosts).to.have.length(texts.length);
  return { privateHosts };
}

describe('addresses that may be called (S23)', () => {
  const onlyPublic = allow();
  const allPrivate = allow('0.0.0.0/0', '::/0');

  for (const address of ['93.184.216.34', '8.8.8.8', '2606:4700::6810:85e5', '2a00:1450:4001::8a']) {
    it(`${address} is public`, () => expect(isAddressAllowed(address, onlyPublic)).to.equal(true));
  }

  const never = [
    '0.0.0.0',
    '169.254.169.254',
    '100.100.100.200',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::ffff:8.8.8.8',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '2001:0:1::1',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
    'localhost',
    '',
  ];
  for (const address of never) {
    it(`${address || 'nothing'} is never called`, () => {
      expect(isAddressAllowed(address, onlyPublic)).to.equal(false);
      expect(isAddressAllowed(address, allPrivate)).to.equal(false);
      expect(isAddressAllowed(address, allow('sis.school.internal'), 'sis.school.internal')).to.equal(false);
    });
  }

  for (const address of [
    '127.0.0.1',
    '10.0.0.1',
    '100.64.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '::1',
    'fd12::1',
  ]) {
    it(`${address} is called only if the operator lists its network`, () => {
      expect(isAddressAllowed(address, onlyPublic)).to.equal(false);
      expect(isAddressAllowed(address, allPrivate)).to.equal(true);
    });
  }

  it('S52 of private networks only the listed hosts and networks are called', () => {
    const rules = allow(
      '10.20.0.0/16',
      '192.168.7.9',
      'sis.school.internal',
      '*.apps.school.internal',
      'fd12::/16',
    );
    for (const [address, hostname, expected] of [
      ['10.20.255.1', 'anything.example', true],
      ['10.21.0.1', 'anything.example', false],
      ['192.168.7.9', 'x.example', true],
      ['192.168.7.10', 'x.example', false],
      ['172.16.0.1', 'sis.school.internal', true],
      ['172.16.0.1', 'SIS.school.internal', true],
      ['172.16.0.1', 'evil.sis.school.internal', false],
      ['172.16.0.1', 'a.apps.school.internal', true],
      ['172.16.0.1', 'apps.school.internal', false],
      ['172.16.0.1', 'evilapps.school.internal', false],
      ['fd12::5', 'x.example', true],
      ['fd13::5', 'x.example', false],
      ['169.254.169.254', 'sis.school.internal', false],
    ] as const) {
      expect([address, hostname, isAddressAllowed(address, rules, hostname)]).to.deep.equal([
        address,
        hostname,
        expected,
      ]);
    }
  });

  it('S22 S52 an address that is visibly wrong is refused before anything is called', () => {
    const rules = allow('http://localhost', 'sis.school.internal', '192.168.7.9');
    for (const [url, expected] of [
      ['https://sis.example/x', null],
      ['https://sis.example:8443/x', null],
      ['http://sis.example/x', 'scheme'],
      ['https://sis.example:22/x', 'port'],
      ['https://a:b@sis.example/x', 'user'],
      ['http://localhost:3200/x', null],
      ['http://localhost/x', null],
      ['https://localhost/x', null],
      ['http://sis.school.internal/x', 'scheme'],
      ['https://sis.school.internal/x', null],
      ['https://192.168.7.9/x', null],
      ['https://192.168.7.8/x', 'private'],
      ['https://[::1]/x', 'private'],
      ['https://2130706433/x', 'private'],
    ] as const) {
      expect([url, findUrlFault(new URL(url), rules)]).to.deep.equal([url, expected]);
    }
    for (const url of ['https://other.internal/', 'https://intranet/', 'https://localhost/']) {
      expect(findUrlFault(new URL(url), allow()), url).to.equal('private');
      // A network may cover what the name resolves to.
      expect(findUrlFault(new URL(url), allow('10.0.0.0/8')), url).to.equal(null);
    }
  });

  it('does not accept arbitrary text as a host', () => {
    for (const text of [
      '',
      '10.0.0.0/33',
      '10.0.0.0/x',
      'https://sis.example',
      'a b',
      'sis/8',
      '*',
      '::1/200',
    ]) {
      expect(readPrivateHost(text), text).to.equal(null);
    }
  });
});
