/** Writes docs/sis-reports.md from the SISs of the sandbox; a test fails if it is stale. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMongoDb } from '../src/local-mongodb/open-mongodb.ts';
import { createLog } from '../src/log.ts';
import { connectMongo } from '../src/store/connect.ts';
import { writeSisReports } from '../test/cli/sis-reports.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'sis-reports-'));
const mongo = await openMongoDb({ url: undefined, dataDir, log: createLog('warn') });
const connection = await connectMongo(mongo);
try {
  writeFileSync(join(import.meta.dirname, '..', 'docs', 'sis-reports.md'), await writeSisReports(connection));
} finally {
  await connection.close();
  await mongo.close();
  rmSync(dataDir, { recursive: true, force: true });
}
