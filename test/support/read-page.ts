import request, { type Response } from 'supertest';
import { base, formToken, type WebAppFixture } from './web-app.ts';

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&#34;': '"',
  '&#39;': "'",
};

/** A page's text as a person reads it: without markup, white space collapsed. */
export function readText(html: string): string {
  return html
    .replace(/<head>[\s\S]*?<\/head>/, '')
    .replaceAll(/<span class="[^"]*block">/g, ' ')
    .replaceAll(/<\/?(span|strong|a|time|code)\b[^>]*>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/&(amp|lt|gt|#34|#39);/g, (entity) => entities[entity] ?? entity)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** GET a page of the session. */
export function get({ app }: WebAppFixture, path: string): Promise<Response> {
  return request(app).get(`${base}${path}`);
}

/** POST a form of the session as its own page would. */
export async function post(
  fixture: WebAppFixture,
  path: string,
  fields: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Response> {
  const form = new URLSearchParams({ csrf: formToken });
  for (const [name, value] of Object.entries(fields)) {
    for (const one of typeof value === 'string' ? [value] : value) form.append(name, one);
  }
  return request(fixture.app)
    .post(`${base}${path}`)
    .set('Sec-Fetch-Site', 'same-origin')
    .type('form')
    .send(form.toString());
}
