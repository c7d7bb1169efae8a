import type { LineItemReading } from '../../domain/line-item-reading.ts';
import type { CourseContext } from '../ui/course-context.ts';

/** What the SIS shows of an assignment otherwise than it was sent, one sentence each. */
export function describeReading(
  { messages, t, formats }: CourseContext,
  reading: LineItemReading | null,
): readonly string[] {
  if (reading === null) return [];
  const { run: texts, compare } = messages;
  const show = (value: string | number | null): string =>
    value === null ? '–' : typeof value === 'number' ? formats.number(value) : formats.localDate(value);
  const fields = reading.fields.map(({ field, sent, seen }) =>
    t(texts.detailDiffers, { detail: t(compare.details[field]), sent: show(sent), seen: show(seen) }),
  );
  switch (reading.finding) {
    case 'absent':
      return [t(texts.lineItemAbsent)];
    case 'twice':
      return [t(texts.lineItemTwice), ...fields];
    default:
      return fields;
  }
}
