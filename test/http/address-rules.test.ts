import { expect } from 'chai';
import { isAddressAllowed } from '../../src/http/address-rules.ts';
import { thisMachine } from '../support/http/this-machine.ts';

describe('addresses that may be called (S23)', () => {
  const onlyPublic = { privateHosts: [] };
  const alsoPrivate = { privateHosts: thisMachine };

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
      expect(isAddressAllowed(address, alsoPrivate)).to.equal(false);
    });
  }

  for (const address of ['127.0.0.1', '10.0.0.1', '172.31.255.255', '192.168.1.1', '::1', 'fd12::1']) {
    it(`${address} is called only if private addresses are allowed`, () => {
      expect(isAddressAllowed(address, onlyPublic)).to.equal(false);
      expect(isAddressAllowed(address, alsoPrivate)).to.equal(true);
    });
  }
});
