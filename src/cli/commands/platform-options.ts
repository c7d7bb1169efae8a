import { z } from 'zod';
import type { Platform } from '../../domain/institution.ts';
import { canvasPresets, presetPlatform } from '../../lti/registration/canvas-presets.ts';
import { UsageError } from '../command.ts';
import { address, text } from '../institution-file.ts';

/** Options that say which LTI platform an institution has; endpoints win over the preset. */
export const platformOptions = {
  canvas: { value: 'URL', help: "address of the school's Canvas, such as https://school.instructure.com" },
  'client-id': { value: 'ID', help: 'number of the LTI developer key in Canvas' },
  preset: { value: 'NAME', help: `kind of Canvas: ${canvasPresets.join(', ')}; production unless said` },
  issuer: { value: 'URL', help: 'who signs launches, where it is not the one of the preset' },
  'authorization-endpoint': {
    value: 'URL',
    help: 'where sign-ins go, where it is not the one of the preset',
  },
  'token-endpoint': { value: 'URL', help: 'where service tokens come from, likewise' },
  'jwks-url': { value: 'URL', help: "the platform's public keys, likewise" },
} as const;

export const platformInput = {
  canvas: address.optional(),
  clientId: text.optional(),
  preset: z.enum(canvasPresets).optional(),
  issuer: text.optional(),
  authorizationEndpoint: address.optional(),
  tokenEndpoint: address.optional(),
  jwksUrl: address.optional(),
} as const;

type PlatformInput = z.output<z.ZodObject<typeof platformInput>>;

/** A new institution's platform. @throws UsageError without Canvas address or client id */
export function makePlatform(input: PlatformInput): {
  readonly canvasUrl: string;
  readonly platform: Platform;
} {
  const { canvas, clientId } = input;
  if (canvas === undefined) throw new UsageError('--canvas: is needed');
  if (clientId === undefined) throw new UsageError('--client-id: is needed');
  const preset = presetPlatform(input.preset ?? 'production', canvas);
  return { canvasUrl: canvas, platform: override({ ...preset, clientId }, input) };
}

/** A platform with what the options change. A preset, or another Canvas, renews its endpoints first. */
export function changePlatform(
  platform: Platform,
  canvasUrl: string,
  input: PlatformInput,
): { readonly canvasUrl: string; readonly platform: Platform } {
  const newUrl = input.canvas ?? canvasUrl;
  const base =
    input.preset === undefined
      ? { ...platform, tokenEndpoint: moveHost(platform.tokenEndpoint, canvasUrl, newUrl) }
      : presetPlatform(input.preset, newUrl);
  return { canvasUrl: newUrl, platform: override({ ...base, clientId: platform.clientId }, input) };
}

function override(platform: Platform, input: PlatformInput): Platform {
  return {
    issuer: input.issuer ?? platform.issuer,
    clientId: input.clientId ?? platform.clientId,
    authorizationEndpoint: input.authorizationEndpoint ?? platform.authorizationEndpoint,
    tokenEndpoint: input.tokenEndpoint ?? platform.tokenEndpoint,
    jwksUrl: input.jwksUrl ?? platform.jwksUrl,
  };
}

/** An endpoint on the school's own host moves with it. */
function moveHost(endpoint: string, before: string, after: string): string {
  return endpoint.startsWith(`${before}/`) ? `${after}${endpoint.slice(before.length)}` : endpoint;
}
