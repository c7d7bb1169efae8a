import { z } from 'zod';
import { describeIssues } from '../../../../src/errors.ts';

/**
 * The configuration an administrator enters: pasted JSON, or the address of JSON, which Canvas fetches
 * itself. Throws if there is neither.
 */
export async function readTypedConfig(fields: Readonly<Record<string, string>>): Promise<unknown> {
  const url = fields['url']?.trim() ?? '';
  const json = url === '' ? (fields['json'] ?? '') : await fetchConfig(url);
  if (json.trim() === '') throw new Error('Paste the JSON, or enter the address where it is.');
  return JSON.parse(json);
}

async function fetchConfig(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`The address answered with status ${response.status}.`);
  return response.text();
}

/** What is wrong with a configuration, worded for the page. */
export function explain(error: unknown): string {
  if (error instanceof z.ZodError) {
    return describeIssues(error.issues, 'message', 'JSON');
  }
  if (error instanceof SyntaxError) return 'This is not JSON.';
  return error instanceof Error ? error.message : String(error);
}
