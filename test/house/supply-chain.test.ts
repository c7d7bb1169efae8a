import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const lockfile = z.looseObject({ packages: z.record(z.string(), z.looseObject({})) });

describe('the bill of materials and the licences (S51)', () => {
  let checkout: string;
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'gp-supply-'));
    mkdirSync(join(checkout, 'docs'));
    cpSync(join(root, 'docs/supply-chain'), join(checkout, 'docs/supply-chain'), { recursive: true });
    cpSync(join(root, 'package-lock.json'), join(checkout, 'package-lock.json'));
  });
  afterEach(() => rmSync(checkout, { recursive: true, force: true }));

  function check(): { code: number | null; said: string } {
    const script = join(root, 'scripts/supply-chain.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check', checkout], {
      encoding: 'utf8',
    });
    return { code: status, said: stderr };
  }
  function changeLock(path: string, change: Readonly<Record<string, unknown>>): void {
    const file = join(checkout, 'package-lock.json');
    const lock = lockfile.parse(JSON.parse(readFileSync(file, 'utf8')));
    const packages = { ...lock.packages, [path]: { ...lock.packages[path], ...change } };
    writeFileSync(file, JSON.stringify({ ...lock, packages }));
  }

  it('match the lockfile', () => {
    expect(check()).to.deep.equal({ code: 0, said: '' });
  });

  it('fail for a new package, version or content', () => {
    changeLock('node_modules/new-one', { version: '1.0.0', license: 'MIT', integrity: 'sha512-AAAA' });
    changeLock('node_modules/express', { version: '5.9.9' });
    changeLock('node_modules/zod', { integrity: 'sha512-AAAA' });
    const { code, said } = check();
    expect(code).to.equal(1);
    for (const name of ['new-one@1.0.0', 'express@5.9.9', 'zod@']) {
      expect(said).to.match(
        new RegExp(`^${name}\\S* is not in docs/supply-chain/sbom.cdx.json: run npm run sbom$`, 'm'),
      );
    }
  });

  it('fail for a licence that is not permissive and not explained', () => {
    changeLock('node_modules/express', { license: 'AGPL-3.0' });
    changeLock('node_modules/zod', { license: 'MIT AND GPL-2.0' });
    const { said } = check();
    expect(said).to.contain('is under AGPL-3.0: explain it in scripts/licence-notes.json');
    expect(said).to.contain('is under MIT AND GPL-2.0');
  });
});
