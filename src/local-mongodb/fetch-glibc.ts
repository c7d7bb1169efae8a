import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AptSource, parseDeb822Sources, parseOneLineSources, writeNewerSources } from './apt-sources.ts';

const run = promisify(execFile);

/** What Node and the engine link against; the rest comes from the system. */
const packages = ['libc6', 'libstdc++6', 'libgcc-s1'];

/** What to fetch, and with what. */
export interface GlibcFetch {
  /** Folder for the libraries; its parent is created if missing. */
  readonly target: string;
  /** Debian's name, such as `amd64`. */
  readonly architecture: string;
  /** Rejects if the unpacked libraries do not work; they are then discarded. */
  readonly check: (root: string) => Promise<void>;
  /** Where apt is configured. */
  readonly aptFolder: string;
  /** Where `apt-get` and `dpkg` are looked for. */
  readonly path: string;
}

/**
 * Fetches newer C and C++ libraries as an ordinary user: with apt's own client, from the machine's configured mirrors,
 * into private folders, unpacked by `dpkg -x`. The system stays untouched. If two processes do this at once, the first
 * to finish wins.
 * @returns the target folder
 * @throws Error with a short reason
 */
export async function fetchGlibc(fetch: GlibcFetch): Promise<string> {
  const { target } = fetch;
  const sources = writeNewerSources(await readAptSources(fetch.aptFolder));
  if (sources === '')
    throw new Error('apt is not configured for a release of Debian or Ubuntu with a known successor');
  await mkdir(join(target, '..'), { recursive: true });
  const work = await mkdtemp(`${target}-new-`);
  try {
    const root = join(work, 'root');
    await downloadPackages(work, sources, fetch);
    await mkdir(root);
    for (const name of await readdir(work)) {
      if (name.endsWith('.deb'))
        await run('dpkg', ['-x', join(work, name), root], { env: aptEnvironment(fetch.path) });
    }
    await fetch.check(root);
    await moveIntoPlace(root, target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Every source in `sources.list`, `sources.list.d/*.list` and `sources.list.d/*.sources` below `folder`. */
export async function readAptSources(folder: string): Promise<AptSource[]> {
  const inFolder = await readdir(join(folder, 'sources.list.d')).catch(() => []);
  const paths = [
    join(folder, 'sources.list'),
    ...inFolder.map((name) => join(folder, 'sources.list.d', name)),
  ];
  const sources: AptSource[] = [];
  for (const path of paths) {
    const isOneLine = path.endsWith('.list');
    if (!isOneLine && !path.endsWith('.sources')) continue;
    const text = await readFile(path, 'utf8').catch(() => '');
    sources.push(...(isOneLine ? parseOneLineSources(text) : parseDeb822Sources(text)));
  }
  return sources;
}

/** Runs `apt-get update` and `apt-get download` with all of apt's folders below `work`. */
async function downloadPackages(work: string, sources: string, fetch: GlibcFetch): Promise<void> {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'sources', 'none']) {
    await mkdir(join(work, folder), { recursive: true });
  }
  await writeFile(join(work, 'status'), '');
  await writeFile(join(work, 'sources', 'newer.sources'), sources);
  await writeFile(join(work, 'apt.conf'), writeAptSettings(work, fetch.architecture));
  const options = { cwd: work, timeout: 180_000, env: aptEnvironment(fetch.path) };
  const apt = ['-c', join(work, 'apt.conf'), '-q'];
  // A third-party mirror may lack the release, and apt treats a missing list as a warning. What counts is
  // whether the packages can be downloaded.
  const updated: unknown = await run('apt-get', [...apt, 'update'], options).catch((error: unknown) => error);
  await run('apt-get', [...apt, 'download', ...packages], options).catch((error: unknown) => {
    throw new Error(findReason(updated) ?? findReason(error) ?? 'apt-get failed', { cause: error });
  });
}

/** The environment apt needs: programs, proxies and its own settings, without this process's secrets. */
function aptEnvironment(path: string): NodeJS.ProcessEnv {
  const allowed = /^(HOME|APT_CONFIG|(https?|ftp|all|no)_proxy)$/i;
  const kept = Object.entries(process.env).filter(([name]) => allowed.test(name));
  return { ...Object.fromEntries(kept), PATH: path, LC_ALL: 'C' };
}

/** apt.conf(5): read after the system's own settings, whose proxies and mirrors' credentials stay in force. */
function writeAptSettings(work: string, architecture: string): string {
  return `#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Architectures;
APT::Architectures { "${architecture}"; };
APT::Default-Release "";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
Dir::State "${work}";
Dir::State::Lists "${work}/lists";
Dir::State::status "${work}/status";
Dir::Cache "${work}/cache";
Dir::Cache::Archives "${work}/cache/archives";
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "${work}/sources";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "${work}/none";
`;
}

/** Renames an unpacked tree into place. One that another process put there meanwhile is just as good. */
async function moveIntoPlace(root: string, target: string): Promise<void> {
  try {
    await rename(root, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

/** The first error apt-get printed, or that apt-get is missing. */
function findReason(outcome: unknown): string | undefined {
  if (typeof outcome !== 'object' || outcome === null) return undefined;
  if ('code' in outcome && outcome.code === 'ENOENT') return 'there is no apt-get here';
  const stderr = 'stderr' in outcome ? String(outcome.stderr) : '';
  return /^[EW]: (.*)/m.exec(stderr)?.[1];
}
