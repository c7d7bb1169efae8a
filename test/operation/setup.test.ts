import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect } from 'chai';
import { createLog, toReadableLine } from '../../src/log.ts';
import { readSettings } from '../../src/settings.ts';

const root = join(import.meta.dirname, '../..');

describe('npm run setup', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gp-setup-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function setUp(args: readonly string[], input = '') {
    const all = ['--import', 'tsx', 'scripts/setup.ts', '--to', folder, ...args];
    return spawnSync(process.execPath, all, { cwd: root, input, encoding: 'utf8' });
  }

  it('refuses an address that the tool would refuse, and asks for a missing one', () => {
    const refused = setUp([], 'http://grades.school.org\n');
    expect(refused.status).to.equal(1);
    expect(refused.stderr).to.contain('Address under which').and.to.contain('must begin with https://');
  });

  it('writes settings that the tool starts with, readable by their owner only, and never over existing ones', () => {
    const { status, stdout } = setUp(['--address', 'http://localhost:4000', '--allow', 'http://localhost']);
    expect([status, stdout]).to.satisfy(
      ([code, text]: [number, string]) => code === 0 && text.includes('npm start'),
    );
    const file = join(folder, '.env');
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    const written = readFileSync(file, 'utf8');
    const settings = readSettings(parseEnv(written));
    expect(settings).to.include({ PUBLIC_URL: 'http://localhost:4000', PORT: 4000 });
    expect(settings.ALLOWED_PRIVATE_HOSTS).to.have.length(1);
    expect(stdout).to.not.contain(parseEnv(written)['ENCRYPTION_KEYS']);
    const again = setUp(['--address', 'https://tool.example']);
    expect([again.status, again.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 1 && text.includes('exists already'),
    );
    expect(readFileSync(file, 'utf8')).to.equal(written);
  });
});

describe('the log on a terminal', () => {
  it('is readable: time, level, message and details on one line, a stack only for errors', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => lines.push(toReadableLine(line)) });
    log.info(
      { event: 'started', roles: ['web'], port: 3000, metricsPort: null },
      'Ready: http://localhost:3000',
    );
    log.warn({ event: 'x', err: new Error('no stack') }, 'a warning');
    log.error({ err: new Error('boom') }, 'an error');
    expect(lines[0]).to.match(
      /^\d\d:\d\d:\d\d info {2}Ready: http:\/\/localhost:3000 roles=\["web"\] port=3000\n$/,
    );
    expect(lines[1]).to.match(/^\d\d:\d\d:\d\d warn {2}a warning\n$/);
    expect(lines[2]).to.contain('an error\nError: boom\n    at ');
    expect(toReadableLine('no JSON\n')).to.equal('no JSON\n');
  });
});
