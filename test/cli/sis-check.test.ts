import { expect } from 'chai';
import { checkSis } from '../../src/cli/sis-check/check-sis.ts';
import { createHttp } from '../../src/http/create-http.ts';
import { createLog } from '../../src/log.ts';
import { thisMachine } from '../support/http/this-machine.ts';
import { createScriptedGradebook, type GradebookHabits } from '../support/oneroster/scripted-gradebook.ts';
import { never, plainProfile, ScriptedSis } from '../support/oneroster/scripted-sis.ts';

const secrets = { SIS_CLIENT_ID: 'key-1', SIS_CLIENT_SECRET: 'canary+s/cret=' };

describe('npm run sis:check', () => {
  const { http, close } = createHttp({ privateHosts: thisMachine, timeouts: { headers: 1500 } });
  after(close);

  async function run(
    args: readonly string[],
    {
      habits = {},
      environment = secrets,
      files = {},
      signal = never,
    }: {
      readonly habits?: Partial<GradebookHabits>;
      readonly environment?: Readonly<Record<string, string>>;
      readonly files?: Readonly<Record<string, string>>;
      readonly signal?: AbortSignal;
    } = {},
  ) {
    const gradebook = createScriptedGradebook(habits);
    const sis = await new ScriptedSis(gradebook.script).start();
    let [printed, complained] = ['', ''];
    const url = ['--url', `${sis.url}/ims/oneroster/`, '--token-url', `${sis.url}/token`];
    const code = await checkSis(
      args.flatMap((one) => (one === 'AT' ? url : [one])),
      {
        http,
        clock: () => new Date(),
        sleep: async () => undefined,
        randomBytes: (size) => Buffer.alloc(size, 7),
        log: createLog('silent'),
        profiles: new Map([
          ['oneroster-1p1', plainProfile('1.1')],
          ['oneroster-1p2', plainProfile('1.2')],
        ]),
        environment,
        read: async (path) => {
          const text = files[path];
          if (text === undefined) throw new Error('no file');
          return text;
        },
        print: (text) => {
          printed += text;
        },
        printError: (text) => {
          complained += text;
        },
      },
      signal,
    );
    await sis.stop();
    expect(printed + complained).not.to.contain('canary');
    return { code, printed, complained, sis, gradebook };
  }

  it('says in words what works, and ends with 0', async () => {
    const { code, printed, sis } = await run([
      'AT',
      '--profile',
      'oneroster-1p2',
      '--class',
      'c1',
      '--write',
    ]);
    expect(code).to.equal(0);
    expect(printed).to.match(/^OK {6}A class: Read class “Test class”/m);
    expect(printed).to.match(/^OK {6}Excused students: Your SIS keeps that a student is excused\.$/m);
    expect(printed.trimEnd().split('\n').at(-1)).to.match(/^A grade sync works: your SIS keeps assignments/);
    expect(sis.seen.some(({ path }) => path.startsWith('/ims/oneroster/gradebook/v1p2/lineItems'))).to.equal(
      true,
    );
  });

  it('removes what it wrote when somebody stops it with Ctrl+C', async () => {
    const stop = new AbortController();
    const habits: Partial<GradebookHabits> = {
      keepResult(sent) {
        stop.abort();
        return sent;
      },
    };
    const args = ['AT', '--profile', 'oneroster-1p2', '--class', 'c1', '--write'];
    const { code, printed, gradebook } = await run(args, { habits, signal: stop.signal });
    expect(stop.signal.aborted).to.equal(true);
    expect(code).not.to.equal(0);
    expect([...gradebook.lineItems.keys()]).to.deep.equal(['teachers-own']);
    expect([...gradebook.results.keys()]).to.deep.equal([]);
    expect(printed).to.match(/^OK {6}Removing the test/m);
  });

  it('gives the same as JSON, with what it learned', async () => {
    const habits = {
      keepResult: (sent: Record<string, unknown> & { sourcedId: string }) => ({ ...sent, score: 8 }),
    };
    const args = ['AT', '--profile', 'oneroster-1p2', '--class', 'c1', '--write', '--json'];
    const { code, printed } = await run(args, { habits });
    expect(code).to.equal(1);
    const report = JSON.parse(printed);
    expect(report).to.include({ outcome: 'bad', profile: 'oneroster-1p2' });
    expect(
      report.steps.find(({ finding }: { finding: string }) => finding === 'score_rounded'),
    ).to.deep.include({
      state: 'noted',
      text: 'Your SIS keeps fewer decimals: 8.375 became 8.',
      habit: { kind: 'decimals', decimals: 0 },
    });
  });

  it('ends with 1, 3 or 0 by what it found, and asks the vendor for what is missing', async () => {
    const read = ['AT', '--profile', 'oneroster-1p2'];
    const refused = await run(read, {
      habits: { answer: ({ method }) => (method === 'PUT' ? { status: 403 } : null) },
    });
    expect(refused.code).to.equal(1);
    expect(refused.printed).to.contain('Ask your vendor for permission to write the gradebook');
    const unknown = {
      answer: ({ method }: { method: string }) => (method === 'PUT' ? { status: 404 } : null),
    };
    expect((await run(read, { habits: unknown })).code).to.equal(3);
    expect((await run(read)).code).to.equal(0);
  });

  it('takes credentials from the environment, a file or standard input, never from an argument', async () => {
    const args = ['AT', '--profile', 'oneroster-1p2'];
    const content = JSON.stringify({
      clientId: 'key-1',
      clientSecret: 'canary-2',
      headers: { 'x-vendor': 'a:b' },
    });
    for (const path of ['secrets.json', '-']) {
      const { code, sis } = await run([...args, '--credentials', path], {
        environment: {},
        files: { [path]: content },
      });
      expect(code, path).to.equal(0);
      expect(sis.seen.at(-1)?.headers['x-vendor'], path).to.equal('a:b');
    }
    const none = await run(args, { environment: {} });
    expect([none.code, none.complained]).to.deep.equal([
      2,
      'SIS_CLIENT_ID and SIS_CLIENT_SECRET must be in the environment, or --credentials given; SIS_HEADERS is JSON\n',
    ]);
    const typed = await run([...args, '--client-secret', 'canary-typed']);
    expect(typed.code).to.equal(2);
    expect(typed.sis.seen).to.deep.equal([]);
  });

  it('refuses wrong usage before any request', async () => {
    for (const args of [
      [],
      ['AT', '--profile', 'nothing'],
      ['AT', '--profile', 'oneroster-1p2', '--write'],
      ['AT', '--profile', 'oneroster-1p2', '--oauth1', 'HMAC-SHA1'],
      ['--url', 'sis.example', '--profile', 'oneroster-1p1', '--oauth1', 'HMAC-SHA1'],
    ]) {
      const { code, sis } = await run(args);
      expect(code, args.join(' ')).to.equal(2);
      expect(sis.seen, args.join(' ')).to.deep.equal([]);
    }
  });
});
