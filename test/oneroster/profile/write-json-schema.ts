import { writeFileSync } from 'node:fs';
import { buildJsonSchema, jsonSchemaPath } from './json-schema.ts';

writeFileSync(jsonSchemaPath, `${JSON.stringify(buildJsonSchema(), null, 2)}\n`);
