import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = join(import.meta.dirname, '../../screenshots');

export const locales = ['en-US', 'es-MX'] as const;

/** How people see pages; 640 × 400 is 1,280 × 800 at 200 %. */
const sizes = [
  { name: '1280', width: 1280, height: 900 },
  { name: '800', width: 800, height: 600 },
  { name: '375', width: 375, height: 700 },
  { name: '320', width: 320, height: 600 },
  { name: '640-at-200-percent', width: 640, height: 400 },
] as const;

const files: string[] = [];

/** Pictures of the page as it stands, at every size and in forced colours. */
export async function shoot(page: Page, scene: string): Promise<void> {
  for (const { name, width, height } of sizes) {
    await page.setViewportSize({ width, height });
    await keep(page, `${scene}.${name}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ forcedColors: 'active' });
  await keep(page, `${scene}.forced-colours`);
  await page.emulateMedia({ forcedColors: 'none' });
}

/** One picture at 1,280 pixels, of what the page's session or institution decides: contrast, theme. */
export async function shootOnce(page: Page, scene: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 900 });
  await keep(page, scene);
}

async function keep(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = `${name}.png`;
  await page.screenshot({ path: join(folder, file), fullPage: true, animations: 'disabled' });
  files.push(file);
}

/** The page with all pictures. */
export async function writeIndex(): Promise<void> {
  const figures = files.map(
    (file) => `<figure><figcaption>${file}</figcaption><img src="${file}" alt="${file}"></figure>`,
  );
  const style =
    'figure{display:inline-block;margin:1rem;vertical-align:top}img{max-width:40rem;border:1px solid}';
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title><style>${style}</style>`;
  await writeFile(join(folder, 'index.html'), `${page}${figures.join('\n')}</html>\n`);
}
