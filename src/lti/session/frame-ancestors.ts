import type { Response } from 'express';
import type { Institution } from '../../domain/institution.ts';

/** The web origins of an institution's Canvas: its own hosts (CF19), and its login host. */
export function canvasOrigins({ canvas, platform }: Institution): readonly string[] {
  const addresses = [canvas.baseUrl, ...(canvas.otherUrls ?? []), platform.authorizationEndpoint];
  return [...new Set(addresses.map((address) => new URL(address).origin))];
}

/** Who may frame our pages: the institution's Canvas and nobody else (S16). */
export function frameAncestors(institution: Institution): readonly string[] {
  return canvasOrigins(institution);
}

/** Lets the institution's Canvas frame the answer, which the app's own headers forbid to all. */
export function allowFraming(response: Response, institution: Institution): void {
  allowFramingFrom(response, frameAncestors(institution));
}

/** Opens the answer to frames of these origins. */
export function allowFramingFrom(response: Response, origins: readonly string[]): void {
  const policy = String(response.getHeader('content-security-policy') ?? '');
  const others = policy
    .split(';')
    .filter((rule) => !/^\s*frame-ancestors\b/.test(rule) && rule.trim() !== '');
  const rule = `frame-ancestors ${origins.join(' ')}`;
  response.setHeader('content-security-policy', [...others, rule].join(';'));
  response.removeHeader('x-frame-options');
}
