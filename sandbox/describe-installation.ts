import type { SampleSchool } from './sample/types.ts';
import { describeSis, type SandboxOptions, type SandboxSchool, sisClient } from './start-sandbox.ts';

/**
 * How to install a tool that runs at its default address on this Canvas and SIS: the exact commands, ready to
 * copy.
 */
export function describeInstallation(
  { canvas, sis }: Pick<SandboxSchool, 'canvas' | 'sis'>,
  { name, sisLabel }: Pick<SampleSchool, 'name' | 'sisLabel'>,
  speaks: Pick<SandboxOptions, 'version' | 'like'>,
): string {
  const { profile, rosteringUrl, gradebookUrl, headers } = describeSis(sis, speaks);
  const school = `--name "${name}" --canvas ${canvas.url} --preset self-hosted --issuer ${canvas.issuer}`;
  return [
    '',
    'To install the tool here:',
    '  npm run setup -- --address http://localhost:3000 --allow http://localhost',
    '  npm run build && npm start',
    'then, in another terminal, by a link for Admin › Developer Keys › + LTI Registration:',
    `  npm run admin -- install-link ${school} --sis-label "${sisLabel}"`,
    'or by hand, with an LTI key of this URL and redirect URI, and then its number:',
    `  http://localhost:3000/lti/config.json?sis_label=${encodeURIComponent(sisLabel)}`,
    '  http://localhost:3000/lti/launch',
    `  npm run admin -- institution add ${school} --client-id NUMBER --set "sisLabel=${sisLabel}"`,
    'once the administrator has opened the tool, its approval:',
    `  npm run admin -- deployment approve "${name}"`,
    'and its SIS:',
    `  echo ${sisClient.clientSecret} | npm run admin -- sis set "${name}" --profile ${profile} \\`,
    `    --rostering-url ${rosteringUrl} \\`,
    `    --gradebook-url ${gradebookUrl} \\`,
    `    --token-url ${sis.tokenUrl} --client-id ${sisClient.clientId} --secret-file -`,
    ...Object.entries(headers).map(
      ([name, value]) => `  and, under Administration › SIS connection, the header ${name}: ${value}`,
    ),
    '',
  ].join('\n');
}
