import type mongoose from 'mongoose';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { type SisPersonalityName, sisPersonalities } from '../../sandbox/sis/personalities.ts';
import { seedSis } from '../../sandbox/sis/seed-sis.ts';
import { startSandboxSis } from '../../sandbox/sis/start-sandbox-sis.ts';
import { describeSis, sisClient } from '../../sandbox/start-sandbox.ts';
import { checkSis } from '../../src/cli/sis-check/check-sis.ts';
import { createHttp } from '../../src/http/create-http.ts';
import { createLog } from '../../src/log.ts';
import { loadProfiles } from '../../src/oneroster/profile/load-profiles.ts';
import { thisMachine } from '../support/http/this-machine.ts';
import { never } from '../support/oneroster/scripted-sis.ts';

const reported = ['infinite-campus', 'powerschool', 'blackbaud'] as const;

/** `docs/sis-reports.md`: what `npm run sis:check -- --write` says of three SISs of the sandbox. */
export async function writeSisReports(connection: mongoose.Connection): Promise<string> {
  const parts: string[] = [];
  for (const name of reported) {
    const { title, profile } = sisPersonalities[name];
    const report = await reportOn(name, connection.useDb(`sis_${name}`));
    parts.push(
      `## ${title}\n\n\`npm run sandbox -- --sis ${name}\`, profile \`${profile}\`:\n\n\`\`\`text\n${report}\`\`\`\n`,
    );
  }
  return [
    '# Reports of `npm run sis:check`',
    '',
    'What the check says, with `--write`, of three SISs of the sandbox. They have what is documented of the SISs that they are',
    'named after (`sandbox/sis/personalities.ts`, `config/sis`) and otherwise follow the specification: a real one may have more',
    'habits. `npm run sis:reports` writes this page, and a test runs the checks again (`test/cli/sis-reports.test.ts`).',
    '',
    ...parts,
  ].join('\n');
}

/** What the check says of one SIS of the sandbox. */
export async function reportOn(name: SisPersonalityName, connection: mongoose.Connection): Promise<string> {
  const like = sisPersonalities[name];
  // In term, so that there is a grading period for the test's day.
  const clock = (): Date => new Date('2026-10-05T15:00:00.000Z');
  const log = createLog('silent');
  const { http, close } = createHttp({ privateHosts: thisMachine });
  const sis = await startSandboxSis({
    connection,
    port: 0,
    clients: [sisClient],
    style: like.style,
    log,
    clock,
  });
  try {
    const school = inventedSchool().sis;
    await seedSis(sis.store, school, clock);
    const { rosteringUrl, gradebookUrl } = describeSis(sis, { version: like.version, like });
    let report = '';
    const { clientId, clientSecret } = sisClient;
    const addresses = [
      '--rostering-url',
      rosteringUrl,
      '--gradebook-url',
      gradebookUrl,
      '--token-url',
      sis.tokenUrl,
    ];
    await checkSis(
      [...addresses, '--profile', like.profile, '--class', school.classes[0]?.id ?? '', '--write'],
      {
        http,
        clock,
        sleep: async () => undefined,
        randomBytes: (size) => Buffer.alloc(size, 7),
        log,
        profiles: loadProfiles(new URL('../../config/sis', import.meta.url).pathname),
        environment: {
          SIS_CLIENT_ID: clientId,
          SIS_CLIENT_SECRET: clientSecret,
          SIS_HEADERS: JSON.stringify(like.headers),
        },
        read: async () => '',
        print: (text) => {
          report += text;
        },
        printError: (text) => {
          report += text;
        },
      },
      never,
    );
    return report.replaceAll(new URL(sis.url).host, 'sis.example');
  } finally {
    await sis.close();
    await close();
  }
}
