import { answerJson, type SisAnswer } from '../sis-answer.ts';
import type { WireObject } from './filter.ts';
import { type ListQuery, selectFields } from './list-query.ts';

/** One page of a list, and the total count. */
export interface ListPage {
  readonly objects: readonly WireObject[];
  readonly total: number;
}

/** The `Link` header with first, prev, next and last. Other query parameters are kept. */
function buildLinks(url: URL, query: ListQuery, total: number): string {
  const lastOffset = total === 0 ? 0 : Math.floor((total - 1) / query.limit) * query.limit;
  const link = (rel: string, offset: number): string => {
    const target = new URL(url);
    target.searchParams.set('limit', String(query.limit));
    target.searchParams.set('offset', String(offset));
    return `<${target.href}>; rel="${rel}"`;
  };
  return [
    link('first', 0),
    ...(query.offset > 0 ? [link('prev', Math.max(0, query.offset - query.limit))] : []),
    ...(query.offset + query.limit < total ? [link('next', query.offset + query.limit)] : []),
    link('last', lastOffset),
  ].join(', ');
}

/** The answer to a list request: `{"<envelope>":[…]}`, `X-Total-Count` and `Link`. */
export function answerList(url: URL, envelope: string, query: ListQuery, page: ListPage): SisAnswer {
  const objects = page.objects.map((object) => selectFields(object, query.fields));
  const headers = { 'x-total-count': String(page.total), link: buildLinks(url, query, page.total) };
  return answerJson(200, { [envelope]: objects }, { headers });
}
