import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { SisConnection } from '../../domain/institution.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import { UsageError } from '../command.ts';

/** What `npm run sis:check` was asked to do. */
export interface CheckOptions {
  readonly connection: SisConnection;
  readonly profile: SisProfile;
  readonly classSisId: string | null;
  readonly writes: boolean;
  readonly json: boolean;
}

export const checkUsage = `Tests a SIS over OneRoster, as Administration › SIS connection does.

npm run sis:check -- --url URL --profile NAME [options]

  --url URL            base address, such as https://sis.example/ims/oneroster; the profile's version adds its paths.
                       An address that ends otherwise is used for rostering and gradebook as it is.
  --rostering-url URL, --gradebook-url URL
                       the two addresses, where they differ
  --profile NAME       a file of config/sis, such as oneroster-1p2 or aspen
  --token-url URL      OAuth 2: where tokens come from
  --client-auth KIND   OAuth 2: basic (unless said) or post
  --oauth1 HASH        OAuth 1.0a instead, signed with HMAC-SHA1 or HMAC-SHA256
  --credentials FILE   JSON with clientId, clientSecret and, if the vendor asks for some, headers; - reads standard
                       input. Without it, SIS_CLIENT_ID, SIS_CLIENT_SECRET and SIS_HEADERS (JSON) are read from the
                       environment.
  --class ID           SIS ID of the section to test with; any class unless said
  --write              with --class: also writes an assignment and scores of one student, reads them back, changes
                       and removes them
  --json               the steps as JSON

Exit codes: 0 a grade sync works, or everything but writing does and nothing more was asked; 1 it does not work;
2 wrong usage; 3 nothing failed, but writing or reading back is not proven.
`;

const credentials = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
});

/**
 * The options of the shell. Secrets never stand among the arguments, which the process list shows.
 * @param read a whole file; `-` is standard input
 * @throws UsageError
 */
export async function readCheckOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  {
    read,
    profiles,
  }: {
    readonly read: (path: string) => Promise<string>;
    readonly profiles: ReadonlyMap<string, SisProfile>;
  },
): Promise<CheckOptions> {
  const given = parseArguments(args);
  const profile = profiles.get(given.profile ?? '');
  if (profile === undefined) {
    throw new UsageError(`--profile: must be one of ${[...profiles.keys()].join(', ')}`);
  }
  const classSisId = given.class ?? null;
  if (given.write && classSisId === null) throw new UsageError('--write: needs --class');
  const { clientId, clientSecret, headers } = await readCredentials(given.credentials, environment, read);
  const addresses = readAddresses(given, profile.version);
  const auth = readAuth(given, { clientId, clientSecret });
  if (auth.kind === 'oauth1' && profile.version === '1.2') {
    throw new UsageError('--oauth1: OneRoster 1.2 has OAuth 2 only');
  }
  return {
    connection: { profile: profile.name, ...addresses, auth, maxInFlight: null, headers },
    profile,
    classSisId,
    writes: given.write,
    json: given.json,
  };
}

function parseArguments(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: text,
        'rostering-url': text,
        'gradebook-url': text,
        profile: text,
        'token-url': text,
        'client-auth': text,
        oauth1: text,
        credentials: text,
        class: text,
        write: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch {
    // The parser's own sentence repeats what was typed, which may be a secret in the wrong place.
    throw new UsageError('There is an unknown option, or one without its value.');
  }
}

type Given = ReturnType<typeof parseArguments>;

function readAddresses(given: Given, version: SisProfile['version']) {
  const base = given.url?.replace(/\/+$/, '');
  const isOneRoster = base !== undefined && /\/ims\/oneroster$/i.test(base);
  const complete = (service: 'rostering' | 'gradebook'): string | undefined => {
    if (!isOneRoster) return base;
    return version === '1.1' ? `${base}/v1p1` : `${base}/${service}/v1p2`;
  };
  return {
    rosteringUrl: needAddress(given['rostering-url'] ?? complete('rostering'), '--url or --rostering-url'),
    gradebookUrl: needAddress(given['gradebook-url'] ?? complete('gradebook'), '--url or --gradebook-url'),
  };
}

function needAddress(address: string | undefined, option: string): string {
  if (address === undefined || !/^https?:\/\//.test(address) || !URL.canParse(address)) {
    throw new UsageError(`${option}: must be an address that starts with https://`);
  }
  return address.replace(/\/+$/, '');
}

function readAuth(
  given: Given,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): SisConnection['auth'] {
  if (given.oauth1 !== undefined) {
    const signature = z.enum(['HMAC-SHA1', 'HMAC-SHA256']).safeParse(given.oauth1).data;
    if (signature === undefined) throw new UsageError('--oauth1: must be HMAC-SHA1 or HMAC-SHA256');
    return { kind: 'oauth1', consumerKey: clientId, consumerSecret: clientSecret, signature };
  }
  const clientAuthentication = z.enum(['basic', 'post']).safeParse(given['client-auth'] ?? 'basic').data;
  if (clientAuthentication === undefined) throw new UsageError('--client-auth: must be basic or post');
  const tokenUrl = needAddress(given['token-url'], '--token-url');
  return { kind: 'oauth2', tokenUrl, clientId, clientSecret, clientAuthentication };
}

async function readCredentials(
  path: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  read: (path: string) => Promise<string>,
): Promise<z.output<typeof credentials>> {
  const { SIS_CLIENT_ID: clientId, SIS_CLIENT_SECRET: clientSecret, SIS_HEADERS } = environment;
  const found: unknown =
    path === undefined
      ? { clientId, clientSecret, ...(SIS_HEADERS ? { headers: parse(SIS_HEADERS) } : {}) }
      : parse(await readFile(path, read));
  const parsed = credentials.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    path === undefined
      ? 'SIS_CLIENT_ID and SIS_CLIENT_SECRET must be in the environment, or --credentials given; SIS_HEADERS is JSON'
      : '--credentials: must be JSON with clientId and clientSecret, and perhaps headers',
  );
}

async function readFile(path: string, read: (path: string) => Promise<string>): Promise<string> {
  try {
    return await read(path);
  } catch {
    throw new UsageError('--credentials: the file cannot be read');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
