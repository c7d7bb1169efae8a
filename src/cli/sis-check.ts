import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemClock, systemSleep } from '../clock.ts';
import { readPrivateHost } from '../http/address-rules.ts';
import { createHttp } from '../http/create-http.ts';
import { createLog } from '../log.ts';
import { loadProfiles } from '../oneroster/profile/load-profiles.ts';
import { productFolder } from '../product-folder.ts';
import { checkSis } from './sis-check/check-sis.ts';

/** `npm run sis:check`: *Test connection* for a district or vendor, without a database and without an institution. */
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const privateHosts = (process.env['ALLOWED_PRIVATE_HOSTS'] ?? '')
  .split(',')
  .flatMap((host) => readPrivateHost(host) ?? []);
const { http, close } = createHttp({ privateHosts });
process.exitCode = await checkSis(
  process.argv.slice(2),
  {
    http,
    clock: systemClock,
    sleep: systemSleep,
    randomBytes,
    log: createLog('silent'),
    profiles: loadProfiles(join(productFolder, 'config', 'sis')),
    environment: process.env,
    read: (path) => (path === '-' ? text(process.stdin) : readFile(path, 'utf8')),
    print: (said) => void process.stdout.write(said),
    printError: (said) => void process.stderr.write(said),
  },
  stop.signal,
);
await close();
