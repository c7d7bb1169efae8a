import { z } from 'zod';
import type { CategoryChoice, SubmittedCategories } from '../../../domain/categories/category-page.ts';
import { parseInput } from '../../ui/input.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const plain = /^[^\u0000-\u001f\u007f]*$/;
const field = /^category:([^:]{1,100}):([^:]{1,100})$/;

const fields = z.looseObject({ version: z.coerce.number().int().min(0).max(1e9) });
const choices = z.record(z.string().regex(field).regex(plain), z.string().max(300).regex(plain));

export const categoriesQuery = z.object({
  synced: z.enum(['marked', 'refused', 'failed']).nullable().default(null),
  group: z.string().max(100).default(''),
  show: z.enum(['', 'everything']).default(''),
});

/**
 * The choices in a form: fields `category:<group>:<section>`, each once, empty for Unassociated. Other
 * fields, such as the form token, are ignored.
 * @throws ProductError `form_invalid`
 */
export function readCategoriesForm(body: unknown): SubmittedCategories {
  const { version, ...rest } = parseInput(fields, body);
  const given = Object.entries(rest).filter(([name]) => name.startsWith('category:'));
  const chosen = parseInput(choices, Object.fromEntries(given));
  return {
    version,
    choices: Object.entries(chosen).flatMap(([name, sourcedId]): CategoryChoice[] => {
      const [, groupId, sectionId] = field.exec(name) ?? [];
      if (groupId === undefined || sectionId === undefined) return [];
      return [{ groupId, sectionId, sourcedId: sourcedId === '' ? null : sourcedId }];
    }),
  };
}
