import type mongoose from 'mongoose';
import { z } from 'zod';
import { defaultInstitutionSettings } from '../domain/institution-settings.ts';
import type { AuditStore } from './audit.ts';
import { institutionFormat } from './institutions.ts';
import type { RunEnds } from './passback/run-ends.ts';
import type { UnusedCourses } from './passback/unused-courses.ts';
import { notNewerThan, openCollection, type StoredDocument } from './records.ts';

/** Just the days, so that an institution whose secrets cannot be read is swept like any other. */
const settingsSchema = z.object({
  auditDays: z.number().default(defaultInstitutionSettings.auditDays),
  runDays: z.number().default(defaultInstitutionSettings.runDays),
  cellDays: z.number().default(defaultInstitutionSettings.cellDays),
});

const rowSchema = z.object({
  _id: z.string(),
  facts: z.object({ settings: settingsSchema.default(settingsSchema.parse({})) }),
});

const dayMs = 24 * 60 * 60_000;

/**
 * Erases what each institution no longer keeps: ended runs with their items, courses that nobody uses, and
 * lines of the audit record (S38).
 */
export function createRetention(
  connection: mongoose.Connection,
  stores: {
    readonly audit: AuditStore;
    readonly runEnds: RunEnds;
    readonly unusedCourses: UnusedCourses;
  },
): (now: Date) => Promise<void> {
  const institutions = openCollection<StoredDocument>(connection, institutionFormat.collection);
  return async (now) => {
    const daysAgo = (days: number): Date => new Date(now.getTime() - days * dayMs);
    const rows = institutions.find(notNewerThan(institutionFormat.version)).project({
      'facts.settings.auditDays': 1,
      'facts.settings.runDays': 1,
      'facts.settings.cellDays': 1,
    });
    for await (const row of rows) {
      const { _id, facts } = rowSchema.parse({ facts: {}, ...row });
      await stores.runEnds.sweepInstitution(_id, daysAgo(facts.settings.runDays));
      await stores.unusedCourses.sweepInstitution(_id, daysAgo(facts.settings.cellDays));
      await stores.audit.sweepInstitution(_id, daysAgo(facts.settings.auditDays));
    }
  };
}
