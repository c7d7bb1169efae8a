import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CsvZip } from './csv-exports.ts';

/**
 * Writes a zip into a folder, which is made if it is missing. Whoever looks there sees the whole file under its name or no
 * file: it is written beside it and renamed, and it is on the disk before this resolves.
 */
export async function writeToFolder(folder: string, zip: CsvZip): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const unfinished = join(folder, `.${zip.fileName}.part`);
  try {
    // A process that died may have left one.
    const file = await open(unfinished, 'w', 0o640);
    try {
      await zip.writeTo(file.createWriteStream({ flush: true }));
    } finally {
      await file.close();
    }
    await rename(unfinished, join(folder, zip.fileName));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  const directory = await open(folder);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
