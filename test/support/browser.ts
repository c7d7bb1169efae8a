import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packedChromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** What a suite may do with the shared browser. */
export type SuiteBrowser = Pick<Browser, 'newContext' | 'newPage'>;

/** One Chromium per mocha process, started by the first suite that needs it. */
let shared: Promise<Browser> | undefined;

/**
 * Gives the calling suite a real headless Chromium. Whatever the suite opens is closed after it, before its own `after`
 * hooks stop the servers. Call it directly inside `describe`, before other hooks.
 */
export function useBrowser(): () => SuiteBrowser {
  const contexts: BrowserContext[] = [];
  let browser: SuiteBrowser | undefined;
  before('open a browser', async function () {
    // The first start on a machine unpacks it.
    this.timeout(120_000);
    const running = await startOnce();
    browser = {
      async newContext(options) {
        const context = await running.newContext(options);
        contexts.push(context);
        return context;
      },
      async newPage(options) {
        const page = await running.newPage(options);
        contexts.push(page.context());
        return page;
      },
    };
  });
  after('close its pages', async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  return () => {
    if (!browser) throw new Error('useBrowser: only usable inside tests and hooks that run after its own');
    return browser;
  };
}

async function startOnce(): Promise<Browser> {
  const running = await shared;
  if (running?.isConnected()) return running;
  shared = launchBrowser();
  return shared;
}

after('close the browser', async () => {
  await (await shared)?.close();
});

/**
 * Chromium is unpacked from its npm package once per machine and user, with the libraries that a bare machine
 * lacks (NSS), so nothing has to be installed.
 */
async function launchBrowser(): Promise<Browser> {
  const folder = await unpackOnce();
  const libraries = join(folder, 'al2023', 'lib');
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [libraries, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      FONTCONFIG_FILE: await describeFonts(folder),
    },
  });
}

/**
 * Unpacks into a temporary folder and renames it, so that no concurrent test process sees half a browser.
 * Each user gets their own copy: the package's `/tmp/chromium` belongs to whoever came first.
 */
async function unpackOnce(): Promise<string> {
  const folder = join(tmpdir(), `grade-passback-chromium-${process.getuid?.() ?? 'user'}-143`);
  if (existsSync(join(folder, 'chromium'))) return folder;
  const fresh = await mkdtemp(`${folder}-`);
  await withEnvironment({ TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }, () =>
    packedChromium.executablePath(),
  );
  await mkdir(join(fresh, 'fonts'), { recursive: true });
  await chmod(fresh, 0o755);
  try {
    await rename(fresh, folder);
  } catch (error) {
    if (!existsSync(join(folder, 'chromium'))) throw error;
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

/**
 * The package's font settings only name folders of a cloud function, and without a font Chromium crashes at the first
 * drop-down. Ours name the package's font and the machine's.
 */
async function describeFonts(folder: string): Promise<string> {
  const file = join(folder, 'our-fonts.conf');
  if (existsSync(file)) return file;
  const fresh = `${file}-${process.pid}`;
  const folders = [join(folder, 'fonts'), '/usr/share/fonts'].map((path) => `<dir>${path}</dir>`).join('');
  const cache = `<cachedir>${join(folder, 'fonts-cache')}</cachedir>`;
  await writeFile(fresh, `<?xml version="1.0"?><fontconfig>${folders}${cache}</fontconfig>`);
  await rename(fresh, file);
  return file;
}

/** The package reads its target folder and whether to unpack libraries from the environment only. */
async function withEnvironment<T>(
  variables: Readonly<Record<string, string>>,
  action: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await action();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
