import { z } from 'zod';
import { sisProfileFileSchema } from '../src/oneroster/profile/sis-profile.ts';

/** The file that gives editors completion and checks for `config/sis/*.json`. */
export const jsonSchemaPath = new URL('../config/sis-profile.schema.json', import.meta.url);

export function buildJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(sisProfileFileSchema, { io: 'input' }), title: 'SIS profile of Grade Passback' };
}
