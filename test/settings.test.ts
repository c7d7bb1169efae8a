import { expect } from 'chai';
import { ProductError } from '../src/errors.ts';
import { readSettings } from '../src/settings.ts';

const key = Buffer.alloc(32, 7).toString('base64url');
const good = { PUBLIC_URL: 'https://tool.example/', ENCRYPTION_KEYS: `k1:${key}` };

function readFaults(environment: Readonly<Record<string, string>>): string {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof ProductError) return error.detail ?? '';
  }
  return '';
}

describe('settings', () => {
  it('need an address and a key; the rest has defaults', () => {
    const settings = readSettings(good);
    expect(settings).to.deep.include({
      PUBLIC_URL: 'https://tool.example',
      PORT: 3000,
      ROLES: ['web', 'worker'],
    });
    expect(settings.METRICS_PORT).to.equal(undefined);
    expect(settings.METRICS_TOKEN).to.equal(undefined);
  });

  it('list every fault at once, by name, and never a value', () => {
    const faults = readFaults({
      PUBLIC_URL: 'ftp://secret-host',
      ENCRYPTION_KEYS: 'k1:secret-short-key',
      PORT: 'secret',
      ROLES: 'web,secret',
      MONGODB_URL: 'postgres://secret',
      LOG_LEVEL: 'secret',
      WORKER_CONCURRENCY: '0',
      TRUSTED_PROXIES: '-1',
      METRICS_PORT: '70000',
      METRICS_TOKEN: 'secret',
      ALLOW_PRIVATE_ADDRESSES: 'secret',
    });
    for (const name of [
      'PUBLIC_URL',
      'ENCRYPTION_KEYS',
      'PORT',
      'ROLES',
      'MONGODB_URL',
      'LOG_LEVEL',
      'WORKER_CONCURRENCY',
      'TRUSTED_PROXIES',
      'METRICS_PORT',
      'METRICS_TOKEN',
      'ALLOW_PRIVATE_ADDRESSES',
    ]) {
      expect(faults).to.match(new RegExp(`(^|; )${name}[.:]`));
    }
    expect(faults).to.not.contain('secret');
  });

  it('take an empty variable for none, as compose files pass them', () => {
    const settings = readSettings({
      ...good,
      METRICS_PORT: '',
      METRICS_TOKEN: '',
      MONGODB_URL: '',
      PORT: '',
    });
    expect(settings).to.include({ PORT: 3000 });
    expect(settings.METRICS_PORT).to.equal(undefined);
    expect(readFaults({ ...good, PUBLIC_URL: '' })).to.contain('PUBLIC_URL');
  });

  it('refuse two encryption keys of the same id', () => {
    expect(readFaults({ ...good, ENCRYPTION_KEYS: `k1:${key},k1:${key}` })).to.contain(
      'two keys have the same id',
    );
  });
});
