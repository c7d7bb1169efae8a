import { join } from 'node:path';

/** Folder of the product's own files (`config/`, `views/`, `public/`): beside `src/`, and beside `dist/` once built. */
export const productFolder = join(import.meta.dirname, '..');
