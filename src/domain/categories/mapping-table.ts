import type { CategoryMapping } from './resolve-category.ts';

/** One stored choice, as `store/category-mappings.ts` keeps it. */
export interface MappingRow {
  readonly groupId: string;
  readonly sectionId: string;
  /** Null: set to Unassociated. */
  readonly sourcedId: string | null;
  readonly title: string;
  readonly version: number;
}

/** Key of an assignment group in a section. Canvas's ids are digits, so the colon cannot confuse two keys. */
export function mappingKey(groupId: string, sectionId: string): string {
  return `${groupId}:${sectionId}`;
}

/** Stored choices by `mappingKey`. */
export function indexRows(rows: readonly MappingRow[]): ReadonlyMap<string, MappingRow> {
  return new Map(rows.map((row) => [mappingKey(row.groupId, row.sectionId), row]));
}

/** Stored choices as rules need them, by `mappingKey`. */
export function toMappings(rows: readonly MappingRow[]): ReadonlyMap<string, CategoryMapping> {
  return new Map(rows.map((row) => [mappingKey(row.groupId, row.sectionId), toMapping(row)]));
}

/** The choice of one row. */
export function toMapping({ sourcedId, title }: MappingRow): CategoryMapping {
  return sourcedId === null ? { kind: 'unassociated' } : { kind: 'category', sourcedId, title };
}
