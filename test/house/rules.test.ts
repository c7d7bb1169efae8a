import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

const script = join(import.meta.dirname, '../../scripts/check-rules.mjs');

describe('the check of the rule book', () => {
  let checkout: string;
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'gp-rules-'));
    for (const folder of ['docs/rules', 'src', 'sandbox', 'test', 'public']) {
      mkdirSync(join(checkout, folder), { recursive: true });
    }
    write('SECURITY.md', '');
  });
  afterEach(() => rmSync(checkout, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    writeFileSync(join(checkout, file), text);
  }
  function check(): { code: number | null; said: string } {
    const { status, stderr } = spawnSync(process.execPath, [script, checkout], { encoding: 'utf8' });
    return { code: status, said: stderr };
  }

  // Put together, so that the check of this repository does not take them for citations.
  const [known, unknown] = [`S${90}`, `S${91}`];

  it('passes where every cited code is defined and every defined one is cited', () => {
    write('docs/rules/security.md', `| **${known}** | It holds. |\n`);
    write('src/one.ts', `/** Holds (${known}). */\n`);
    expect(check()).to.deep.equal({ code: 0, said: '' });
  });

  it('fails for a code that is cited in a comment or in the name of a test and defined nowhere', () => {
    write('test/one.test.ts', `it('${unknown} holds', () => {});\n`);
    expect(check().code).to.equal(1);
    expect(check().said).to.contain(`${unknown} is cited in test/one.test.ts`);
  });

  it('fails for a code that is defined and cited nowhere', () => {
    write('docs/rules/security.md', `| **${known}** | It holds. |\n`);
    expect(check().code).to.equal(1);
    expect(check().said).to.contain(`${known} is defined`);
  });

  it('takes no class, section or grade of test data for a citation', () => {
    write('test/one.test.ts', "const ids = ['M9-1', 'S91', \"H1\"];\nconst name = 'Section-S91';\n");
    expect(check()).to.deep.equal({ code: 0, said: '' });
  });
});
