import { z } from 'zod';
import { defaultInstitutionSettings } from '../../domain/institution-settings.ts';
import { canvasPresets, loginOrigins, presetPlatform } from '../../lti/registration/canvas-presets.ts';
import { invitePath } from '../../lti/registration/tool-config.ts';
import { defineCommand } from '../command.ts';
import { address, text } from '../institution-file.ts';
import { requireUsableAddress } from '../read-input.ts';

const dayMs = 24 * 60 * 60_000;

/** Makes the one-time link with which a school installs the tool itself. */
export const makeInstallLink = defineCommand({
  name: 'install-link',
  summary: 'makes a one-time link with which a Canvas administrator installs the tool (dynamic registration)',
  options: {
    canvas: { value: 'URL', help: "address of the school's Canvas; the link works for no other" },
    name: { value: 'NAME', help: 'name of the institution; the host of its Canvas unless said' },
    preset: { value: 'NAME', help: `kind of Canvas: ${canvasPresets.join(', ')}; production unless said` },
    issuer: { value: 'URL', help: 'who signs launches, where it is not the one of the preset' },
    'sis-label': {
      value: 'TEXT',
      help: "the school's own name for its SIS; its administrator can change it",
    },
    days: { value: 'NUMBER', help: 'how long the link works; 7 unless said' },
  },
  notes:
    'The school pastes the link in Canvas: Admin › Developer Keys › + Developer Key › + LTI Registration. Whoever has the\nlink can use it, so send it to that person only.',
  input: z.object({
    canvas: address,
    name: text.max(200).optional(),
    preset: z.enum(canvasPresets).default('production'),
    issuer: text.optional(),
    sisLabel: text.max(60).default(defaultInstitutionSettings.sisLabel),
    days: z.coerce.number().min(0.01).max(90).default(7),
  }),
  async run({ services: { stores, settings, clock, randomBytes } }, input) {
    requireUsableAddress(input.canvas, settings.ALLOW_PRIVATE_ADDRESSES);
    const invite = randomBytes(32).toString('base64url');
    const expiresAt = new Date(clock().getTime() + input.days * dayMs);
    await stores.installLinks.insert(invite, {
      name: input.name ?? new URL(input.canvas).host,
      canvasUrl: input.canvas,
      issuer: input.issuer ?? presetPlatform(input.preset, input.canvas).issuer,
      loginOrigins: input.issuer === undefined ? [...loginOrigins(input.preset)] : [],
      sisLabel: input.sisLabel,
      expiresAt,
    });
    const url = `${settings.PUBLIC_URL}${invitePath(invite)}`;
    return {
      text: `${url}\nworks once, until ${expiresAt.toISOString()}, for ${input.canvas}\n`,
      json: { url, expiresAt: expiresAt.toISOString() },
    };
  },
});
