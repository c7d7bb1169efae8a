import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';

const directory =
  process.env['ONEROSTER_OPENAPI_DIR'] ?? resolve(import.meta.dirname, '../../../../shared/oneroster');
const file = join(directory, 'onerosterv1p2gradebookservice_openapi3_v1p0.json');

/** Whether the official OpenAPI files of OneRoster 1.2 are available (`ONEROSTER_OPENAPI_DIR`). */
export const hasOfficialSchema = existsSync(file);

/** A validator of one schema of the official gradebook service, with its references and formats. */
export function officialValidator(schema: string): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  ajv.addFormat('float', true);
  ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')), 'gradebook');
  return ajv.compile({ $ref: `gradebook#/components/schemas/${schema}` });
}
