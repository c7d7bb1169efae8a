import { z } from 'zod';
import { institutionSchema } from '../../domain/institution.ts';
import { institutionSettingsSchema } from '../../domain/institution-settings.ts';
import { canvasPresets, loginOrigins, presetPlatform } from '../../lti/registration/canvas-presets.ts';
import { invitePath } from '../../lti/registration/tool-config.ts';
import { requireUsableAddress } from '../check-institution.ts';
import { defineCommand, flag, option } from '../command.ts';
import { isSameName } from '../find-institution.ts';
import { address, text } from '../institution-file.ts';

const dayMs = 24 * 60 * 60_000;

/** Creates the one-time link with which a school installs the tool itself. */
export const makeInstallLink = defineCommand({
  name: 'install-link',
  summary: 'makes a one-time link with which a Canvas administrator installs the tool (dynamic registration)',
  notes:
    'The school pastes the link in Canvas: Admin › Developer Keys › + Developer Key › + LTI Registration. Whoever has the\nlink can use it, so send it to that person only.',
  input: {
    canvas: option(address, 'URL', "address of the school's Canvas; the link works for no other"),
    name: option(
      institutionSchema.shape.name.optional(),
      'NAME',
      'name of the institution; the host of its Canvas unless said',
    ),
    preset: option(
      z.enum(canvasPresets).default('production'),
      'NAME',
      `kind of Canvas: ${canvasPresets.join(', ')}`,
    ),
    issuer: option(text.optional(), 'URL', 'who signs launches, where it is not the one of the preset'),
    sisLabel: option(
      institutionSettingsSchema.shape.sisLabel,
      'TEXT',
      "the school's own name for its SIS; its administrator can change it",
    ),
    approveFirst: flag(
      'approves the first deployment: the one that Canvas makes at once, else the first from which somebody opens the tool; later ones wait for you',
    ),
    days: option(z.coerce.number().min(0.01).max(90).default(7), 'NUMBER', 'how long the link works'),
  },
  async run({ services: { stores, settings, clock, randomBytes }, terminal }, input) {
    requireUsableAddress(input.canvas, settings);
    const name = input.name ?? new URL(input.canvas).host;
    const namesake = (await stores.institutions.list()).find((known) => isSameName(known.name, name));
    if (namesake) terminal.progress(`note: institution ${namesake.id} has the name ${name} already`);
    const invite = randomBytes(32).toString('base64url');
    const expiresAt = new Date(clock().getTime() + input.days * dayMs);
    await stores.installLinks.insert(invite, {
      name,
      canvasUrl: input.canvas,
      issuer: input.issuer ?? presetPlatform(input.preset, input.canvas).issuer,
      loginOrigins: input.issuer === undefined ? [...loginOrigins(input.preset)] : [],
      sisLabel: input.sisLabel,
      approveFirst: input.approveFirst,
      expiresAt,
    });
    const url = `${settings.PUBLIC_URL}${invitePath(invite)}`;
    const approval = input.approveFirst
      ? 'approves the first deployment: the one that Canvas makes at once, else the first from which somebody opens the tool'
      : 'approves no deployment: use deployment approve once deployment list shows one';
    return {
      text: `${url}\nworks once, until ${expiresAt.toISOString()}, for ${input.canvas}\n${approval}\n`,
      json: { url, expiresAt: expiresAt.toISOString(), approveFirst: input.approveFirst },
    };
  },
});
