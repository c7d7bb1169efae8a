import type { SectionCheck } from './subject.ts';

/** Another tool or a person made the same line item before. It is taken over, or stands in the way; never is a twin made of it. */
export const checkLineItemExists: SectionCheck = ({ title, existing, settings, sectionName }) => {
  if (existing === null || (settings.existingLineItems === 'adopt' && !existing.isAmbiguous)) return null;
  const check = existing.isAmbiguous ? 'line_items_exist' : 'line_item_exists';
  return { check, sectionName, values: { title: title.title } };
};
