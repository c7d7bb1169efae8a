import type { CanvasMember, CanvasSection } from '../../domain/course.ts';

/** What the roster tells about sections, collected while it streams by; grows with the sections, not with the roster. */
export interface SectionEvidence {
  add(member: CanvasMember): void;
  /** The given sections with the SIS ids that the roster knows; where none are given, those the roster names. */
  complete(sections: readonly CanvasSection[]): CanvasSection[];
}

/**
 * Canvas's section list holds SIS ids only for people who may read them (facts: `read_sis` on the root account), while
 * Names & Roles gives each member's section ids and section SIS ids as two lists. A member of one section with one SIS
 * id joins the two for certain; lists of several are not known to be in one order, so they prove nothing.
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
