import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file of a zip. Its lines are asked for when its turn comes, and only as fast as they are taken. */
export interface ZippedFile {
  readonly name: string;
  readonly lines: () => AsyncIterable<string> | Iterable<string>;
}

/** Writes a zip file by file to `output` and ends it. @throws what `lines` or `output` throw */
export async function writeZip(files: readonly ZippedFile[], at: Date, output: Writable): Promise<void> {
  const zip = new ZipFile();
  const packed = Readable.from(zip.outputStream);
  let open: Readable | null = null;
  zip.on('error', (error) => packed.destroy(error));
  for (const { name, lines } of files) {
    zip.addReadStreamLazy(name, { mtime: at }, (take) => {
      open = Readable.from(joinLines(lines()), { objectMode: false });
      take(null, open);
    });
  }
  zip.end();
  try {
    await pipeline(packed, output);
  } finally {
    // Ends a database cursor if the other side has left.
    closeReadable(open);
  }
}

const closeReadable = (readable: Readable | null): void => void readable?.destroy();

const charactersPerChunk = 32_768;

/** Lines in larger pieces: compressing each alone would take most of the time. */
async function* joinLines(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let text = '';
  for await (const line of lines) {
    text += line;
    if (text.length < charactersPerChunk) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
