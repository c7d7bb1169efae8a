import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AptSource, parseDeb822Sources, parseOneLineSources, writeNewerSources } from './apt-sources.ts';

const run = promisify(execFile);

/** Where this machine's apt is configured. */
const aptFolder = '/etc/apt';

/** What node and the engine link against; everything else comes from the system. */
const packages = ['libc6', 'libstdc++6', 'libgcc-s1'];

/**
 * Fetches newer C and C++ libraries into `target` as an ordinary user: with apt's own client, from the
 * mirrors the machine is configured for, with folders of its own, unpacked by `dpkg -x`. Nothing of the
 * system changes. Two processes may do this at once: the first to finish wins.
 * @param architecture what Debian calls it, such as `amd64`
 * @param check rejects when what was unpacked does not work; it is thrown away then
 * @returns `target`
 * @throws Error with a short reason
 */
export async function fetchGlibc(
  target: string,
  architecture: string,
  check: (root: string) => Promise<void>,
): Promise<string> {
  const sources = writeNewerSources(await readAptSources(aptFolder));
  if (sources === '') throw new Error('apt is not configured for a Debian or Ubuntu release that is known');
  await mkdir(join(target, '..'), { recursive: true });
  const work = await mkdtemp(`${target}-new-`);
  try {
    const root = join(work, 'root');
    await downloadPackages(work, sources, architecture);
    await mkdir(root);
    for (const name of await readdir(work)) {
      if (name.endsWith('.deb')) await run('dpkg', ['-x', join(work, name), root]);
    }
    await check(root);
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

/** `apt-get update` and `apt-get download` with every folder of apt's below `work`. */
async function downloadPackages(work: string, sources: string, architecture: string): Promise<void> {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'sources', 'none']) {
    await mkdir(join(work, folder), { recursive: true });
  }
  await writeFile(join(work, 'status'), '');
  await writeFile(join(work, 'sources', 'newer.sources'), sources);
  await writeFile(join(work, 'apt.conf'), writeAptSettings(work, architecture));
  const options = { cwd: work, timeout: 180_000, env: aptEnvironment() };
  const apt = ['-c', join(work, 'apt.conf'), '-q'];
  // A mirror of other software may lack the release: what counts is whether the packages can be had.
  const updated = await run('apt-get', [...apt, 'update'], options).catch((error: unknown) => error);
  await run('apt-get', [...apt, 'download', ...packages], options).catch((error: unknown) => {
    throw new Error(shortReason(updated) ?? shortReason(error) ?? 'apt-get download failed', {
      cause: error,
    });
  });
}

/** What apt needs of the environment: programs, proxies and its own settings; none of this process's secrets. */
function aptEnvironment(): NodeJS.ProcessEnv {
  const allowed = /^(PATH|HOME|APT_CONFIG|(https?|ftp|all|no)_proxy)$/i;
  const kept = Object.entries(process.env).filter(([name]) => allowed.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
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

/** Renames an unpacked tree into place; a tree that another process put there meanwhile is as good. */
async function moveIntoPlace(root: string, target: string): Promise<void> {
  try {
    await rename(root, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

/** The first error line of a failed program, or why it could not be started. */
function shortReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && error.code === 'ENOENT') return 'there is no apt-get here';
  const stderr = 'stderr' in error ? String(error.stderr) : '';
  return /^[EW]: (.*)/m.exec(stderr)?.[1] ?? error.message.split('\n')[0];
}
