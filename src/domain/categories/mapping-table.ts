import type { CategoryMapping } from './resolve-category.ts';

/** A stored choice (`store/category-mappings.ts`). */
export interface MappingRow {
  readonly groupId: string;
  readonly sectionId: string;
  /** Null: set to Unassociated. */
  readonly sourcedId: string | null;
  readonly title: string;
  readonly version: number;
}

/** Key of an assignment group in a section. Canvas ids are digits, so the colon is unambiguous. */
export function mappingKey(groupId: string, sectionId: string): string {
  return `${groupId}:${sectionId}`;
}

/** Stored choices by `mappingKey`. */
export function indexRows(rows: readonly MappingRow[]): ReadonlyMap<string, MappingRow> {
  return new Map(rows.map((row) => [mappingKey(row.groupId, row.sectionId), row]));
}

/** Mappings of the stored choices, by `mappingKey`. */
export function toMappings(rows: readonly MappingRow[]): ReadonlyMap<string, CategoryMapping> {
  return new Map(rows.map((row) => [mappingKey(row.groupId, row.sectionId), toMapping(row)]));
}

/** The mapping of one stored choice. */
export function toMapping({ sourcedId, title }: MappingRow): CategoryMapping {
  return sourcedId === null ? { kind: 'unassociated' } : { kind: 'category', sourcedId, title };
}
