import { z } from 'zod';
import { describeIssues, ProductError } from './errors.ts';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const wholeNumber = (low: number, high: number): z.ZodType<number> =>
  z.coerce.number().int().min(low).max(high);

/** `id:base64url` pairs, comma separated; the first key encrypts, all decrypt. Each key is 32 bytes. */
const encryptionKeys = z.string().transform((text, context) => {
  const keys = text.split(',').map((pair) => {
    const [id, encoded] = pair.trim().split(':');
    const key = Buffer.from(encoded ?? '', 'base64url');
    if (!/^[\w-]+$/.test(id ?? '') || key.length !== 32) {
      context.addIssue({
        code: 'custom',
        message: 'each key must be id:<32 bytes in base64url>, the id of letters, digits, - and _',
      });
    }
    return { id: id ?? '', key };
  });
  if (new Set(keys.map((key) => key.id)).size < keys.length) {
    context.addIssue({ code: 'custom', message: 'two keys have the same id' });
  }
  return keys;
});

/** `region=url` pairs, comma separated, such as `eu-west-1=https://eu.tool.example`. */
const regionalUrls = z.string().transform((text, context) => {
  const pairs = text.split(',').map((pair) => pair.trim().split(/=(.*)/s));
  const isPair = ([region = '', url = '']: readonly string[]): boolean =>
    /^[a-z]+(-[a-z]+)+-\d+$/.test(region) && /^https?:/.test(url) && URL.canParse(url);
  if (!pairs.every(isPair)) {
    context.addIssue({
      code: 'custom',
      message: 'must be region=url, such as eu-west-1=https://eu.tool.example',
    });
  }
  return Object.fromEntries(pairs.map(([region = '', url = '']) => [region, url.replace(/\/+$/, '')]));
});

const settingsSchema = z.object({
  /** The address under which browsers and Canvas reach the tool, without a closing slash. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** Where the tool also runs, near the AWS regions of Canvas cloud; named in its configuration. */
  REGIONAL_URLS: regionalUrls.optional(),
  PORT: wholeNumber(0, 65535).default(3000),
  /** `web`, `worker` or both. */
  ROLES: z
    .string()
    .default('web,worker')
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(['web', 'worker'])).nonempty()),
  MONGODB_URL: z.string().startsWith('mongodb').optional(),
  DATA_DIR: z.string().min(1).default('data'),
  ENCRYPTION_KEYS: encryptionKeys,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Runs that one worker process works on at once. */
  WORKER_CONCURRENCY: wholeNumber(1, 64).default(4),
  /** Only for trying out on one machine: lets the tool call loopback and private addresses, and http. */
  ALLOW_PRIVATE_ADDRESSES: flag.default(false),
  /** Hops of trusted reverse proxies in front of the web role. */
  TRUSTED_PROXIES: wholeNumber(0, 10).default(0),
  /** A port of its own for `/metrics`, `/healthz` and `/readyz`; without it they are on the port of the web role. */
  METRICS_PORT: wholeNumber(0, 65535).optional(),
  /** What Prometheus must show as bearer token to read `/metrics`. */
  METRICS_TOKEN: z.string().min(16).optional(),
});

/** Everything an operator sets by environment variables; the README lists them. */
export type Settings = z.infer<typeof settingsSchema>;

/**
 * The settings in `environment`, with every fault listed at once. An empty variable counts as none: compose files and
 * unit files pass those.
 * @throws ProductError `settings_invalid`, whose detail names each wrong variable and never its value.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new ProductError('settings_invalid', {
    detail: describeIssues(parsed.error.issues, 'message'),
    next: 'fix',
  });
}
