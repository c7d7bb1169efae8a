import { z } from 'zod';
import {
  addressSchema,
  type Institution,
  institutionSchema,
  platformSchema,
  type SisConnection,
  writtenCanvasConnectionSchema,
  writtenSisConnectionSchema,
} from '../domain/institution.ts';
import { type InstitutionSettings, institutionSettingsSchema } from '../domain/institution-settings.ts';
import { describeIssues, explainIssue, ProductError } from '../errors.ts';

export const address = addressSchema;
export const text = z.string().trim().min(1);

/** The file that sets up an institution; the README has an example. */
const institutionFile = z.strictObject({
  name: institutionSchema.shape.name,
  enabled: institutionSchema.shape.enabled,
  platform: z.strictObject(platformSchema.shape),
  /** Deployments that may launch right away; others wait for approval after their first launch. */
  deployments: z.array(text).default([]),
  canvas: writtenCanvasConnectionSchema,
  sis: writtenSisConnectionSchema.nullable().default(null),
  settings: institutionSettingsSchema.prefault({}),
});

/** An institution as its file describes it, without our id. */
export interface InstitutionDescription {
  readonly institution: Omit<Institution, 'id'>;
  readonly deployments: readonly string[];
}

/**
 * The institution described by the JSON `content` of a file.
 * @throws ProductError `institution_invalid`; its detail lists every fault by its path, never a value.
 */
export function parseInstitutionFile(content: unknown): InstitutionDescription {
  const { deployments, ...institution } = parsePart(institutionFile, content);
  return { institution, deployments };
}

/** A SIS connection as the member `sis` of the file. @throws as `parseInstitutionFile` */
export function parseSisConnection(content: unknown): SisConnection {
  return parsePart(writtenSisConnectionSchema, content);
}

/** The settings `before` with those of `content`, the member `settings` of the file. @throws as `parseInstitutionFile` */
export function parseSettings(before: InstitutionSettings, content: object): InstitutionSettings {
  return parsePart(institutionSettingsSchema, { ...before, ...content });
}

function parsePart<T>(schema: z.ZodType<T>, content: unknown): T {
  const parsed = schema.safeParse(content, { error: explainIssue });
  if (parsed.success) return parsed.data;
  throw new ProductError('institution_invalid', {
    detail: describeIssues(parsed.error.issues, 'message', 'file'),
    next: 'fix',
  });
}
