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
    for (const folder of ['docs/rules', 'src', 'sandbox', 'test', 'views', 'public']) {
      mkdirSync(join(checkout, folder), { recursive: true });
    }
    for (const paper of ['README.md', 'CONTRIBUTING.md', 'SECURITY.md']) write(paper, '');
  });
  afterEach(() => rmSync(checkout, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    writeFileSync(join(checkout, file), text);
  }
  function check(): { code: number | null; said: string } {
    const { status, stderr } = spawnSync(process.execPath, [script, checkout], { encoding: 'utf8' });
    return { code: status, said: stderr };
  }

  // Assembled here so that this repository's own check does not read them as citations.
  const [known, unknown] = [`S${90}`, `S${91}`];

  it('passes if every cited code is defined and every defined code is cited', () => {
    write('docs/rules/security.md', `| **${known}** | It holds. |\n`);
    write('src/one.ts', `/** Holds (${known}). */\n`);
    expect(check()).to.deep.equal({ code: 0, said: '' });
  });

  it('fails for a code that a comment or a test’s name cites and nothing defines', () => {
    write('test/one.test.ts', `it('${unknown} holds', () => {});\n`);
    expect(check().code).to.equal(1);
    expect(check().said).to.contain(`${unknown} is cited in test/one.test.ts`);
  });

  it('fails for a code that is defined and cited nowhere', () => {
    write('docs/rules/security.md', `| **${known}** | It holds. |\n`);
    expect(check().code).to.equal(1);
    expect(check().said).to.contain(`${known} is defined`);
  });

  it('fails for an undefined code at the end of a title, in a page or in the README', () => {
    for (const file of ['test/one.test.ts', 'views/one.ejs', 'README.md']) {
      write(file, `it('it holds, ${unknown}', () => {});\n`);
      expect(check(), file).to.deep.equal({
        code: 1,
        said: `${unknown} is cited in ${file} and not defined in docs/rules\n`,
      });
      write(file, '');
    }
  });

  it('fails for a code that is defined twice', () => {
    write('docs/rules/security.md', `| **${known}** | It holds. |\n`);
    write('docs/rules/launch.md', `| **${known}** | Something else holds. |\n`);
    write('src/one.ts', `/** Holds (${known}). */\n`);
    expect(check()).to.deep.equal({ code: 1, said: `${known} is defined twice in docs/rules\n` });
  });

  it('fails for a citation of notes outside the repository', () => {
    for (const words of [
      ['facts', '§ 7'].join(' '),
      ['facts', 'A3'].join(', '),
      ['product', 'md'].join('.'),
    ]) {
      write('src/one.ts', `/** As it is (${words}). */\n`);
      expect(check().code, words).to.equal(1);
      expect(check().said).to.contain('in src/one.ts lies outside the repository');
    }
  });

  it('counts every code of a range of launch cases', () => {
    const [first, last] = [`LC${90}`, `LC${92}`];
    write('docs/rules/launch.md', `| **${first}** | It holds. |\n| **${last}** | So does this. |\n`);
    write('test/one.test.ts', `describe('${first}–${Number(last.slice(2))} valid launches', () => {});\n`);
    expect(check().said).to.equal(`LC${91} is cited in test/one.test.ts and not defined in docs/rules\n`);
  });

  it('does not count a case that no test holds yet as a definition', () => {
    write('docs/rules/security.md', `## Not held by a test yet\n\n- ${known}: it should hold.\n`);
    expect(check()).to.deep.equal({ code: 0, said: '' });
  });

  it('does not mistake a class, a section or a drawing for a citation', () => {
    write('test/one.test.ts', `const ids = ['M9-1', 'S91', "H91"];\nconst name = 'Section-S91';\n`);
    write('views/one.ejs', '<path d="M91 3h9l4 4v14H91z"/>\n');
    expect(check()).to.deep.equal({ code: 0, said: '' });
  });
});
