/** Writes docs/sis.md from the table of SIS personalities that the tests run; they fail if it is stale. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describePersonalities } from '../test/passback/delivery/describe-personalities.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'sis.md'), describePersonalities());
