import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { callbackPath } from '../src/canvas/oauth/consent.ts';
import { accountScopes, canvasScopes } from '../src/canvas/oauth/scopes.ts';
import { applyInstitution, findApplied } from '../src/cli/commands/institution-apply.ts';
import { parseInstitutionFile } from '../src/cli/institution-file.ts';
import { systemClock } from '../src/clock.ts';
import type { InstitutionSettings } from '../src/domain/institution-settings.ts';
import { readPrivateHost } from '../src/http/address-rules.ts';
import type { Log } from '../src/log.ts';
import { buildToolConfig } from '../src/lti/registration/tool-config.ts';
import type { Settings } from '../src/settings.ts';
import { type Product, type StartOptions, startProduct } from '../src/start.ts';
import { connectMongo } from '../src/store/connect.ts';
import type { MongoHandle } from '../src/store/mongo-handle.ts';
import { installApiKey, installTool } from './canvas/install-tool.ts';
import { createPagesRouter } from './canvas/pages/pages-router.ts';
import { seedSchool } from './canvas/school/seed/seed-school.ts';
import { type SandboxCanvas, startSandboxCanvas } from './canvas/start-sandbox-canvas.ts';
import type { SampleSchool } from './sample/types.ts';
import type { SisPersonality } from './sis/personalities.ts';
import { seedSis } from './sis/seed-sis.ts';
import type { SisStyle } from './sis/sis-style.ts';
import { type SandboxSis, startSandboxSis } from './sis/start-sandbox-sis.ts';

export interface SchoolOptions {
  readonly mongo: Pick<MongoHandle, 'uri' | 'kind'>;
  readonly sample: SampleSchool;
  /** Part of the databases' names, for schools that share a MongoDB. */
  readonly schoolKey: string;
  readonly log: Log;
  /** The host of Canvas's address. With `127.0.0.1` the tool's frame is another site's, as in real schools. Default: `localhost`. */
  readonly canvasHost?: 'localhost' | '127.0.0.1';
  /** 0: any free one. */
  readonly ports: { readonly canvas: number; readonly sis: number };
  readonly sisStyle?: Partial<SisStyle>;
  /** The SIS that the sandbox SIS behaves like. */
  readonly like?: SisPersonality;
}

export interface SandboxOptions extends SchoolOptions, Pick<StartOptions, 'wrapHttp' | 'onEvent'> {
  readonly ports: SchoolOptions['ports'] & { readonly tool: number };
  readonly version: '1.1' | '1.2';
  /** How the tool authenticates to the SIS; OAuth 1.0a exists only on 1.1. Default: OAuth 2. */
  readonly sisAuth?: 'oauth1' | 'oauth2';
  readonly encryptionKey: Buffer<ArrayBuffer>;
  readonly roles?: Settings['ROLES'];
  readonly institutionSettings?: Partial<InstitutionSettings>;
}

/** Tool, sandbox Canvas and sandbox SIS, connected. */
export interface Sandbox {
  readonly toolUrl: string;
  readonly institutionId: string;
  readonly product: Product;
  readonly canvas: SandboxCanvas;
  readonly sis: SandboxSis;
  stop(): Promise<void>;
}

/** The sandbox SIS's client; its secret protects only invented grades on this machine. */
export const sisClient = { clientId: 'grade-passback', clientSecret: 'sandbox-secret' } as const;

/** A school's Canvas and SIS, without a tool. */
export interface SandboxSchool {
  readonly canvas: SandboxCanvas;
  readonly sis: SandboxSis;
  stop(): Promise<void>;
}

/** Starts sandbox Canvas and sandbox SIS on one MongoDB, and fills the school the first time. */
export async function startSchool(options: SchoolOptions): Promise<SandboxSchool> {
  const { mongo, schoolKey } = options;
  const connection = await connectMongo({ ...mongo, uri: nameDatabase(mongo.uri, `${schoolKey}_sandbox`) });
  const sis = await startSis(options, connection.useDb(`${schoolKey}_sis`));
  const canvas = await startCanvas(options, connection.useDb(`${schoolKey}_canvas`), sis.url);
  return {
    canvas,
    sis,
    async stop() {
      await Promise.all([canvas.close(), sis.close()]);
      await connection.close();
    },
  };
}

/**
 * Starts tool, sandbox Canvas and sandbox SIS on one MongoDB, fills the school the first time, installs the
 * tool in Canvas and connects it to the SIS: what an administrator does by hand in a real school.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { mongo, log, sample, schoolKey, ports } = options;
  const { canvas, sis, stop } = await startSchool(options);
  // The tool must know its address before Canvas can register it.
  const toolPort = ports.tool === 0 ? await findFreePort() : ports.tool;
  const toolUrl = `http://localhost:${toolPort}`;
  const { clientId, deploymentId } = await installTool(canvas.store, {
    toolConfig: buildToolConfig({ publicUrl: toolUrl }, { sisLabel: sample.sisLabel }),
    redirectUris: [`${toolUrl}/lti/launch`],
  });
  const apiKey = await installApiKey(canvas.store, {
    name: 'Grade Passback',
    redirectUris: [`${toolUrl}${callbackPath}`],
    scopes: [...canvasScopes, ...accountScopes],
  });
  const product = await startProduct({
    settings: describeSettings(options, toolUrl, toolPort),
    mongo: { ...mongo, uri: nameDatabase(mongo.uri, `${schoolKey}_tool`) },
    log,
    ...(options.wrapHttp ? { wrapHttp: options.wrapHttp } : {}),
    ...(options.onEvent ? { onEvent: options.onEvent } : {}),
  });
  const description = parseInstitutionFile({
    name: sample.name,
    platform: {
      issuer: canvas.issuer,
      clientId,
      authorizationEndpoint: canvas.authorizationUrl,
      tokenEndpoint: canvas.tokenUrl,
      jwksUrl: canvas.jwksUrl,
    },
    deployments: [deploymentId],
    canvas: { baseUrl: canvas.url, apiKey: { clientId: String(apiKey.id), clientSecret: apiKey.secret } },
    sis: describeSis(sis, options),
    settings: { sisLabel: sample.sisLabel, ...options.institutionSettings },
  });
  const institution = await applyInstitution(
    product.services,
    await findApplied(product.services.stores, description.institution),
    description,
  );
  return {
    toolUrl,
    institutionId: institution.id,
    product,
    canvas,
    sis,
    async stop() {
      await product.stop();
      await stop();
    },
  };
}

async function startSis(
  { ports, sample, log, sisStyle, like }: SchoolOptions,
  connection: Connection,
): Promise<SandboxSis> {
  const sis = await startSandboxSis({
    connection,
    port: ports.sis,
    host: 'localhost',
    clients: [sisClient],
    style: { ...like?.style, ...sisStyle },
    log,
    clock: systemClock,
  });
  await seedSis(sis.store, sample.sis, systemClock);
  return sis;
}

async function startCanvas(
  { ports, sample, log, canvasHost = 'localhost' }: SchoolOptions,
  connection: Connection,
  sisUrl: string,
): Promise<SandboxCanvas> {
  const canvas = await startSandboxCanvas({
    connection,
    port: ports.canvas,
    host: canvasHost,
    clock: systemClock,
    log,
    makePages: (context) => createPagesRouter(context, { sisUrl }),
    loginPath: '/',
  });
  await seedSchool(canvas.store, sample, systemClock());
  return canvas;
}

/** What the tool may call without TLS: the sandbox on this machine. */
const localHosts = ['http://localhost', 'http://127.0.0.1'].flatMap((text) => readPrivateHost(text) ?? []);

function describeSettings(options: SandboxOptions, toolUrl: string, toolPort: number): Settings {
  return {
    PUBLIC_URL: toolUrl,
    PORT: toolPort,
    ROLES: options.roles ?? ['web', 'worker'],
    DATA_DIR: '',
    ENCRYPTION_KEYS: [{ id: 'demo', key: options.encryptionKey }],
    LOG_LEVEL: 'warn',
    WORKER_CONCURRENCY: 4,
    ALLOWED_PRIVATE_HOSTS: localHosts,
    TRUSTED_PROXIES: 0,
  };
}

/** How a tool reaches the sandbox SIS: the `sis` member of an institution's file. */
export function describeSis(
  { url, tokenUrl }: SandboxSis,
  { version, sisAuth, like }: Pick<SandboxOptions, 'version' | 'sisAuth' | 'like'>,
) {
  const { clientId, clientSecret } = sisClient;
  const auth =
    sisAuth === 'oauth1'
      ? { kind: 'oauth1', consumerKey: clientId, consumerSecret: clientSecret }
      : { kind: 'oauth2', tokenUrl, clientAuthentication: 'basic', clientId, clientSecret };
  const base = `${url}/ims/oneroster`;
  const profile = like?.profile ?? (version === '1.2' ? 'oneroster-1p2' : 'oneroster-1p1');
  const headers = like?.headers ?? {};
  return version === '1.2'
    ? {
        profile,
        rosteringUrl: `${base}/rostering/v1p2`,
        gradebookUrl: `${base}/gradebook/v1p2`,
        auth,
        headers,
      }
    : { profile, rosteringUrl: `${base}/v1p1`, gradebookUrl: `${base}/v1p1`, auth, headers };
}

/** The address with another database name in its path. */
export function nameDatabase(uri: string, name: string): string {
  const [address = '', query] = uri.split('?');
  const server = address.replace(/^(mongodb(?:\+srv)?:\/\/[^/]+).*$/, '$1');
  return `${server}/${name}${query === undefined ? '' : `?${query}`}`;
}

/** A new encryption key for a demo. */
export function createDemoKey(): Buffer<ArrayBuffer> {
  return Buffer.from(randomBytes(32));
}

async function findFreePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no free port'));
        else resolve(address.port);
      });
    });
  });
}
