import type { CanvasMember, CanvasSection } from '../../domain/course.ts';

/** What the roster says about sections, collected page by page. Its size grows with the sections, not with the roster. */
export interface SectionEvidence {
  add(member: CanvasMember): void;
  /** The given sections, with SIS ids from the roster. If none are given, the sections that the roster names. */
  complete(sections: readonly CanvasSection[]): CanvasSection[];
}

/**
 * Canvas lists SIS ids of sections only for people with `read_sis` on the root account. Names & Roles gives each member's
 * section ids and section SIS ids as two lists. A member with one of each proves that they belong together; longer lists
 * prove nothing, because their order is not documented.
 */
export function collectSectionEvidence(): SectionEvidence {
  const pairs = new Map<string, Set<string>>();
  const sisIds = new Set<string>();
  return {
    add({ sectionIds, sectionSisIds }) {
      for (const sisId of sectionSisIds) sisIds.add(sisId);
      const [sectionId, ...otherIds] = sectionIds;
      const [sisId, ...otherSisIds] = sectionSisIds;
      if (sectionId === undefined || sisId === undefined) return;
      if (otherIds.length > 0 || otherSisIds.length > 0) return;
      pairs.set(sectionId, (pairs.get(sectionId) ?? new Set()).add(sisId));
    },
    complete(sections) {
      if (sections.length === 0) {
        return [...sisIds].sort().map((sisId) => ({ id: sisId, name: sisId, sisId }));
      }
      return sections.map((section) => {
        const [known, ...others] = pairs.get(section.id) ?? [];
        if (section.sisId !== null || known === undefined || others.length > 0) return section;
        return { ...section, sisId: known };
      });
    },
  };
}
