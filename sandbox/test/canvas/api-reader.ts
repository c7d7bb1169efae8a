import type { CanvasUnderTest } from './running-canvas.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON body, untyped: each test reads what it needs. */
  readonly body: ReturnType<typeof Object>;
  /** The address of a Link relation. */
  link(rel: string): string | null;
}

/** Calls the REST API as a person; null: without a token. */
export async function callApi(
  under: CanvasUnderTest,
  login: string | null,
  path: string,
  init: { method?: string; json?: unknown } = {},
): Promise<ApiAnswer> {
  const response = await fetch(new URL(path, under.canvas.url), {
    method: init.method ?? 'GET',
    headers: {
      ...(login === null ? {} : await under.bearer(login)),
      ...(init.json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }),
  });
  const text = await response.text();
  const links = response.headers.get('link') ?? '';
  return {
    status: response.status,
    headers: response.headers,
    body: Object(text === '' ? {} : JSON.parse(text)),
    link: (rel) => new RegExp(`<([^>]*)>; rel="${rel}"`, 'u').exec(links)?.[1] ?? null,
  };
}
