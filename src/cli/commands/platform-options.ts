import { z } from 'zod';
import type { Platform } from '../../domain/institution.ts';
import { canvasPresets, presetPlatform } from '../../lti/registration/canvas-presets.ts';
import { option } from '../command.ts';
import { address, text } from '../institution-file.ts';

const canvas = ['URL', "address of the school's Canvas, such as https://school.instructure.com"] as const;
const clientId = ['ID', 'number of the LTI developer key in Canvas'] as const;

/** Other ways to give a platform; endpoints override the preset. */
const endpointOptions = {
  preset: option(
    z.enum(canvasPresets).optional(),
    'NAME',
    `kind of Canvas: ${canvasPresets.join(', ')}; production unless said`,
  ),
  issuer: option(text.optional(), 'URL', 'who signs launches, where it is not the one of the preset'),
  authorizationEndpoint: option(
    address.optional(),
    'URL',
    'where sign-ins go, where it is not the one of the preset',
  ),
  tokenEndpoint: option(address.optional(), 'URL', 'where service tokens come from, likewise'),
  jwksUrl: option(address.optional(), 'URL', "the platform's public keys, likewise"),
};

/** Options that give a new institution its platform. */
export const newPlatformOptions = {
  canvas: option(address, ...canvas),
  clientId: option(text, ...clientId),
  ...endpointOptions,
};

/** Options that change a platform. */
export const platformOptions = {
  canvas: option(address.optional(), ...canvas),
  clientId: option(text.optional(), ...clientId),
  ...endpointOptions,
};

type NewPlatformInput = z.output<z.ZodObject<typeof newPlatformOptions>>;
type PlatformInput = z.output<z.ZodObject<typeof platformOptions>>;

/** A new institution's platform. */
export function makePlatform(input: NewPlatformInput): Platform {
  const preset = presetPlatform(input.preset ?? 'production', input.canvas);
  return override({ ...preset, clientId: input.clientId }, input);
}

/** A platform changed by the options. A preset or another Canvas first resets its endpoints. */
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
