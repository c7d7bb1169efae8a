import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ProductError } from '../src/errors.ts';
import { readSettings, settingNames } from '../src/settings.ts';

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

  it('list every mistake at once, by name and never by value', () => {
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
      ALLOWED_PRIVATE_HOSTS: '!secret',
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
      'ALLOWED_PRIVATE_HOSTS',
    ]) {
      expect(
        faults.match(
          new RegExp(`^  ${name} must be .+ Example: ${name}=.+ See "Settings" in README.md.$`, 'gm'),
        ),
      ).to.have.length(1);
    }
    expect(faults.split('\n')[0]).to.equal('11 settings are wrong:');
    expect(faults).to.not.contain('secret');
  });

  it('treat an empty variable as absent, because compose files pass them so', () => {
    const settings = readSettings({
      ...good,
      METRICS_PORT: '',
      METRICS_TOKEN: '',
      MONGODB_URL: '',
      PORT: '',
    });
    expect(settings).to.include({ PORT: 3000 });
    expect(settings.METRICS_PORT).to.equal(undefined);
    expect(readFaults({ ...good, PUBLIC_URL: '' })).to.contain('PUBLIC_URL is missing');
  });

  it('S47 refuse an internet address without TLS', () => {
    for (const url of [
      'http://tool.example',
      'http://grades.school.org:8080/tool',
      'http://93.184.216.34',
      'http://[2606:4700::6810:85e5]/',
    ]) {
      expect(readFaults({ ...good, PUBLIC_URL: url }), url).to.contain('PUBLIC_URL must begin with https://');
      expect(readFaults({ ...good, REGIONAL_URLS: `eu-west-1=${url}` }), url).to.contain(
        'REGIONAL_URLS must begin with https://',
      );
    }
    for (const url of [
      'http://localhost:3000',
      'http://tool.localhost',
      'http://127.0.0.1:3000',
      'http://[::1]:3000',
      'http://10.1.2.3',
      'http://grades.school.internal',
      'http://tool:3000',
      'https://tool.example',
    ]) {
      expect(readSettings({ ...good, PUBLIC_URL: url }).PUBLIC_URL, url).to.equal(url);
    }
  });

  it('refuse two encryption keys with the same id', () => {
    expect(readFaults({ ...good, ENCRYPTION_KEYS: `k1:${key},k1:${key}` })).to.contain(
      'has two keys with the same id',
    );
  });

  it('explain mistakes in our own words', () => {
    for (const name of settingNames) {
      expect(readFaults({ ...good, [name]: '?' })).to.not.match(/expected|received|invalid|undefined|regex/i);
    }
    expect(readFaults({})).to.equal(
      [
        '2 settings are wrong:',
        '  PUBLIC_URL is missing: it must be the address under which browsers and Canvas reach the tool.' +
          ' Example: PUBLIC_URL=https://grades.example.org. See "Settings" in README.md.',
        '  ENCRYPTION_KEYS is missing: it must be id:key pairs, separated by commas: the id of letters, digits, - and _,' +
          ' the key 32 random bytes in base64url.' +
          ' Example: ENCRYPTION_KEYS=k1:<what `openssl rand -base64 32 | tr +/ -_` prints>. See "Settings" in README.md.',
      ].join('\n'),
    );
  });

  it('are all described in the document that mistakes refer to', async () => {
    const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
    const section = readme.split('\n## ').find((part) => part.startsWith('Settings\n')) ?? '';
    for (const name of settingNames) expect(section).to.contain(`\n| \`${name}\` |`);
  });
});
