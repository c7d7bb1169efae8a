import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { ProductError } from './errors.ts';
import { isPublicHost, type PrivateHost, readPrivateHost } from './http/address-rules.ts';

/** How a wrong setting is explained: what it must be (after "must be"), with an example. */
interface SettingHint {
  readonly must: string;
  readonly example: string;
}
const hints = z.registry<SettingHint>();

const wholeNumber = (low: number, high: number) => z.coerce.number().int().min(low).max(high);
const port: SettingHint = { must: 'a port, a whole number from 0 to 65535', example: '3000' };
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** `id:base64url` pairs, comma separated; the first key encrypts, all decrypt. Each key is 32 bytes. */
const encryptionKeys = z.string().transform((text, context) => {
  const keys = text.split(',').map((pair) => {
    const [id, encoded] = pair.trim().split(':');
    const key = Buffer.from(encoded ?? '', 'base64url');
    if (!/^[\w-]+$/.test(id ?? '') || key.length !== 32) {
      context.addIssue({ code: 'custom' });
    }
    return { id: id ?? '', key };
  });
  if (new Set(keys.map((key) => key.id)).size < keys.length) {
    context.addIssue({ code: 'custom', params: { fault: 'has two keys with the same id' } });
  }
  return keys;
});

const privateHosts = z.string().transform((text, context): readonly PrivateHost[] => {
  const hosts = text.split(',').map(readPrivateHost);
  const known = hosts.filter((host) => host !== null);
  if (known.length < hosts.length) context.addIssue({ code: 'custom' });
  return known;
});

/** Without TLS a browser keeps no session cookie, and anybody on the way can read grades (S47). */
function refusePlainPublic(url: string, context: z.RefinementCtx): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || !isPublicHost(hostname)) return;
  const fault = 'must begin with https://, because its host is on the internet: put a TLS proxy in front';
  context.addIssue({ code: 'custom', params: { fault } });
}

/** `region=url` pairs, comma separated, such as `eu-west-1=https://eu.tool.example`. */
const regionalUrls = z.string().transform((text, context) => {
  const pairs = text.split(',').map((pair) => pair.trim().split(/=(.*)/s));
  const isPair = ([region = '', url = '']: readonly string[]): boolean =>
    /^[a-z]+(-[a-z]+)+-\d+$/.test(region) && /^https?:/.test(url) && URL.canParse(url);
  if (!pairs.every(isPair)) {
    context.addIssue({ code: 'custom' });
    return {};
  }
  for (const [, url = ''] of pairs) refusePlainPublic(url, context);
  return Object.fromEntries(pairs.map(([region = '', url = '']) => [region, url.replace(/\/+$/, '')]));
});

const settingsSchema = z.object({
  /** The address at which browsers and Canvas reach the tool, without a trailing slash. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .superRefine(refusePlainPublic)
    .register(hints, {
      must: 'the address under which browsers and Canvas reach the tool',
      example: 'https://grades.example.org',
    }),
  /** Where the tool also runs, near the AWS regions of Canvas cloud; listed in its configuration. */
  REGIONAL_URLS: regionalUrls.optional().register(hints, {
    must: 'region=address pairs, separated by commas',
    example: 'eu-west-1=https://eu.grades.example.org',
  }),
  PORT: wholeNumber(0, 65535).default(3000).register(hints, port),
  /** `web`, `worker` or both. */
  ROLES: z
    .string()
    .default('web,worker')
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(['web', 'worker'])).nonempty())
    .register(hints, { must: 'web, worker or both', example: 'web,worker' }),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//)
    .optional()
    .register(hints, {
      must: 'the address of a MongoDB replica set, which begins with mongodb:// or mongodb+srv://',
      example: 'mongodb://db.example.org:27017/grade_passback?replicaSet=rs0',
    }),
  DATA_DIR: z
    .string()
    .default('data')
    .register(hints, { must: 'a folder', example: '/var/lib/grade-passback' }),
  /** Where OneRoster CSV files are written, in a folder for each institution; without it none are. */
  CSV_EXPORT_DIR: z
    .string()
    .refine(isAbsolute)
    .optional()
    .register(hints, { must: 'the full path of a folder', example: '/var/lib/grade-passback-csv' }),
  ENCRYPTION_KEYS: encryptionKeys.register(hints, {
    must: 'id:key pairs, separated by commas: the id of letters, digits, - and _, the key 32 random bytes in base64url',
    example: 'k1:<what `openssl rand -base64 32 | tr +/ -_` prints>',
  }),
  LOG_LEVEL: z
    .enum(logLevels)
    .default('info')
    .register(hints, { must: `one of ${logLevels.join(', ')}`, example: 'info' }),
  /** How many runs one worker process works on at once, besides those that would wait behind slow SISs. */
  WORKER_CONCURRENCY: wholeNumber(1, 64)
    .default(4)
    .register(hints, { must: 'a whole number from 1 to 64', example: '4' }),
  /** Hosts and networks that are not on the internet but that the tool may call. */
  ALLOWED_PRIVATE_HOSTS: privateHosts.default([]).register(hints, {
    must: 'hosts and networks, separated by commas; http:// before a host allows it without TLS',
    example: 'sis.school.internal,10.20.0.0/16,http://localhost',
  }),
  /** The number of trusted reverse proxies in front of the web role. */
  TRUSTED_PROXIES: wholeNumber(0, 10).default(0).register(hints, {
    must: 'the number of reverse proxies in front of the tool, from 0 to 10',
    example: '1',
  }),
  /** A separate port for `/metrics`, `/healthz` and `/readyz`; without it they are on the web role's port. */
  METRICS_PORT: wholeNumber(0, 65535)
    .optional()
    .register(hints, { ...port, example: '9464' }),
  /** Whom to write to about a security hole in this installation. */
  SECURITY_CONTACT: z
    .string()
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s]+)$/)
    .optional()
    .register(hints, {
      must: 'an address that begins with mailto: or https://',
      example: 'mailto:security@example.org',
    }),
  /** The SMTP server for e-mail; without it there is none. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .register(hints, {
      must: 'the address of an SMTP server, which begins with smtp:// or smtps://',
      example: 'smtps://user:password@mail.example.org',
    }),
  /** Who e-mail comes from; without it `no-reply` at the host of `PUBLIC_URL`. */
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]{1,200}$/)
    .optional()
    .register(hints, {
      must: 'an e-mail address, with or without a name',
      example: 'Grade Passback <grades@example.org>',
    }),
  /** The bearer token that Prometheus must send to read `/metrics`. */
  METRICS_TOKEN: z.string().min(16).optional().register(hints, {
    must: 'a token of at least 16 characters',
    example: '<what `openssl rand -hex 16` prints>',
  }),
});

/** Everything that an operator sets by environment variables; the README lists them. */
export type Settings = z.infer<typeof settingsSchema>;

/** The names of all settings. @internal for the tests of the README and of messages */
export const settingNames: readonly string[] = Object.keys(settingsSchema.shape);

/**
 * The settings in `environment`, with every mistake listed at once. An empty variable counts as absent,
 * because compose files and unit files pass them so.
 * @throws ProductError `settings_invalid`, whose detail has one line for each wrong variable and never its
 * value.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  // One line per setting, however many mistakes it has.
  const faults = new Map(parsed.error.issues.map((issue) => [String(issue.path[0]), issue]));
  const lines = [...faults].map(([name, issue]) => tellFault(name, given[name] === undefined, issue));
  const title = lines.length === 1 ? 'one setting is wrong' : `${lines.length} settings are wrong`;
  throw new ProductError('settings_invalid', { detail: [`${title}:`, ...lines].join('\n'), next: 'fix' });
}

function tellFault(name: string, isMissing: boolean, issue: z.core.$ZodIssue): string {
  const { must, example } = hintOf(name);
  const own: unknown = issue.code === 'custom' ? issue.params?.['fault'] : undefined;
  const fault = typeof own === 'string' ? own : `${isMissing ? 'is missing: it ' : ''}must be ${must}`;
  return `  ${name} ${fault}. Example: ${name}=${example}. See "Settings" in README.md.`;
}

function hintOf(name: string): SettingHint {
  const schema = Object.entries(settingsSchema.shape).find(([setting]) => setting === name)?.[1];
  const hint = schema && hints.get(schema);
  if (hint === undefined) throw new Error(`the setting ${name} has no hint`);
  return hint;
}
