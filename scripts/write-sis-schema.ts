import { writeFileSync } from 'node:fs';
import { buildJsonSchema, jsonSchemaPath } from './sis-profile-schema.ts';

writeFileSync(jsonSchemaPath, `${JSON.stringify(buildJsonSchema(), null, 2)}\n`);
