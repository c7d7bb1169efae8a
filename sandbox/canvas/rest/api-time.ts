/** An instant as Canvas's API writes it: UTC, whole seconds. The database keeps the fraction. */
export const toApiTime = (date: Date | null): string | null =>
  date === null ? null : `${date.toISOString().slice(0, 19)}Z`;

const iso8601 = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/u;

/** Reads an ISO 8601 parameter; UTC unless it has an offset. Null: malformed. */
export function parseApiTime(text: string): Date | null {
  if (!iso8601.test(text)) return null;
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/u.test(text.slice(10));
  const date = new Date(text.includes('T') && !hasOffset ? `${text}Z` : text.replace(' ', 'T'));
  return Number.isNaN(date.getTime()) ? null : date;
}
