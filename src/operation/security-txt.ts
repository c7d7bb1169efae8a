import express, { type Router } from 'express';
import type { Clock } from '../clock.ts';

/**
 * RFC 9116 § 2.5.5 wants an expiry less than a year ahead. The address comes from the settings, so it is
 * always current.
 */
const validMs = 180 * 24 * 60 * 60_000;

export interface SecurityTxtDeps {
  /** `mailto:` or `https:`; undefined: the operator named none, and the page does not exist. */
  readonly contact: string | undefined;
  readonly publicUrl: string;
  readonly clock: Clock;
}

/**
 * `/.well-known/security.txt`: whom to write to about a security hole in this installation (RFC 9116; S46).
 */
export function createSecurityTxtRouter({ contact, publicUrl, clock }: SecurityTxtDeps): Router {
  const router = express.Router();
  if (contact === undefined) return router;
  router.get('/.well-known/security.txt', (_request, response) => {
    const expires = new Date(clock().getTime() + validMs).toISOString();
    const lines = [
      `Contact: ${contact}`,
      `Expires: ${expires}`,
      'Preferred-Languages: en',
      `Canonical: ${publicUrl}/.well-known/security.txt`,
    ];
    response.type('text/plain').send(`${lines.join('\n')}\n`);
  });
  return router;
}
