import { type Institution, lostSecret, type SisAuth, type SisConnection } from '../domain/institution.ts';
import type { Deployment } from '../store/deployments.ts';

/** Shown in place of a secret. */
const kept = '(set)';
const mark = (secret: string): string =>
  secret === lostSecret ? '(cannot be decrypted: enter it again)' : kept;

/** An institution without its secrets. */
export function describeInstitution(institution: Institution, deployments: readonly Deployment[]) {
  const { canvas, sis, ...rest } = institution;
  return {
    ...rest,
    canvas: {
      ...canvas,
      apiKey: canvas.apiKey && {
        clientId: canvas.apiKey.clientId,
        clientSecret: mark(canvas.apiKey.clientSecret),
      },
    },
    sis: sis && describeSis(sis),
    deployments: deployments.map(({ deploymentId, state, firstSeenAt }) => ({
      deploymentId,
      state,
      firstSeenAt: firstSeenAt.toISOString(),
    })),
  };
}

function describeSis({ auth, headers, ...sis }: SisConnection) {
  return {
    ...sis,
    auth: describeAuth(auth),
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, kept])),
  };
}

function describeAuth(auth: SisAuth) {
  if (auth.kind === 'none') return auth;
  return auth.kind === 'oauth2'
    ? { ...auth, clientSecret: mark(auth.clientSecret) }
    : { ...auth, consumerSecret: mark(auth.consumerSecret) };
}

/** Nested facts as indented lines. */
export function toLines(facts: unknown, indent = ''): string {
  if (typeof facts !== 'object' || facts === null) return `${indent}${String(facts)}\n`;
  const entries = Object.entries(facts);
  if (entries.length === 0) return `${indent}(none)\n`;
  return entries.map(([name, value]) => toLine(name, value, indent)).join('');
}

function toLine(name: string, value: unknown, indent: string): string {
  const label = `${indent}${name}:`;
  if (Array.isArray(value) && value.every((entry) => typeof entry !== 'object')) {
    return `${label} ${value.length === 0 ? '(none)' : value.join(', ')}\n`;
  }
  if (typeof value === 'object' && value !== null) return `${label}\n${toLines(value, `${indent}  `)}`;
  return `${label} ${value === null ? '(none)' : String(value)}\n`;
}
