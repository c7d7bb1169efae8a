import { SisRefusal } from '../sis-answer.ts';
import type { SisStyle } from '../sis-style.ts';
import { parseFilter, valuesAt, type WireObject } from './filter.ts';

export interface ListQuery {
  readonly limit: number;
  readonly offset: number;
  readonly filter: ((object: WireObject) => boolean) | null;
  readonly sort: { readonly path: readonly string[]; readonly descending: boolean } | null;
  /** Null: all. */
  readonly fields: readonly string[] | null;
}

/** The names that `filter`, `sort` and `fields` may use. */
export type FieldNames = ReadonlySet<string>;

const defaultLimit = 100;

function readInteger(query: URLSearchParams, name: string, fallback: number, least: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
    throw new SisRefusal(400, 'invalid_selection_field', `${name} is not a number from ${least}`);
  }
  return Number(text);
}

/** The `fields` selection, for lists and single objects; null: all. */
export function readFields(query: URLSearchParams, known: FieldNames): readonly string[] | null {
  const fields = query
    .getAll('fields')
    .flatMap((list) => list.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = fields.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new SisRefusal(400, 'invalid_selection_field', `fields: unknown field ${unknown}`);
  }
  return fields.length === 0 ? null : fields;
}

/** An unknown sort field keeps the default order: 1.2 has no error code for it. */
function readSort(query: URLSearchParams, known: FieldNames): ListQuery['sort'] {
  const path = (query.get('sort') ?? '').split('.');
  if (!known.has(path[0] ?? '')) return null;
  return { path, descending: query.get('orderBy') === 'desc' };
}

/** @throws SisRefusal 400 */
export function readListQuery(query: URLSearchParams, known: FieldNames, style: SisStyle): ListQuery {
  const filter = query.get('filter');
  if (filter !== null && !style.filters) {
    throw new SisRefusal(400, 'invalid_filter_field', 'filter: not supported');
  }
  return {
    limit: Math.min(readInteger(query, 'limit', defaultLimit, 1), style.largestPage),
    offset: readInteger(query, 'offset', 0, 0),
    filter: filter === null ? null : parseFilter(filter, known),
    sort: readSort(query, known),
    fields: readFields(query, known),
  };
}

/** An object's selected fields. */
export function selectFields(object: WireObject, fields: readonly string[] | null): WireObject {
  if (fields === null) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => fields.includes(key)));
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const textA = String(a ?? '');
  const textB = String(b ?? '');
  return textA === textB ? 0 : textA < textB ? -1 : 1;
}

/** Filters and sorts a whole list in memory, before paging and field selection. */
export function filterAndSort(objects: readonly WireObject[], query: ListQuery): readonly WireObject[] {
  const { filter, sort } = query;
  const kept = filter ? objects.filter(filter) : objects;
  if (!sort) return kept;
  const sign = sort.descending ? -1 : 1;
  return kept.toSorted((a, b) => sign * compareValues(valuesAt(a, sort.path)[0], valuesAt(b, sort.path)[0]));
}
