import type mongoose from 'mongoose';
import { type CategoryMappingStore, createCategoryMappingStore } from '../category-mappings.ts';
import { type CellBookStore, createCellBookStore } from './cell-books.ts';
import { type CellStore, createCellStore } from './cells.ts';
import { type CircuitBreakers, createCircuitBreakers } from './circuit-breakers.ts';
import { type ClassLeases, createClassLeases } from './class-leases.ts';
import { type ClassSnapshotStore, createClassSnapshotStore } from './class-snapshots.ts';
import { type CourseDifferenceStore, createCourseDifferenceStore } from './course-differences.ts';
import { type CourseStore, createCourseStore } from './courses.ts';
import { type CsvExportStore, createCsvExportStore } from './csv-exports.ts';
import { type CsvRowStore, createCsvRowStore } from './csv-rows.ts';
import { createGradeStore, type GradeStore } from './grades.ts';
import { createInstitutionHealth, type InstitutionHealth } from './institution-health.ts';
import { createItemStore, type ItemStore } from './items.ts';
import { createLearnedHabitStore, type LearnedHabitStore } from './learned-habits.ts';
import { createMemberStore, type MemberStore } from './members.ts';
import { createReceiptStore, type ReceiptStore } from './receipts.ts';
import { createRunLeases, type RunLeases } from './run-leases.ts';
import { createRunLineItemStore, type RunLineItemStore } from './run-line-items.ts';
import { createRunStore, type RunStore } from './runs.ts';
import { createScheduledRuns, type ScheduledRuns } from './scheduled-runs.ts';
import { createSisSlotStore, type SisSlotStore } from './sis-slots.ts';
import { createStudentTotalStore, type StudentTotalStore } from './student-totals.ts';

/** Everything the passback stores. */
export interface PassbackStores {
  readonly courses: CourseStore;
  readonly members: MemberStore;
  readonly grades: GradeStore;
  readonly studentTotals: StudentTotalStore;
  readonly classSnapshots: ClassSnapshotStore;
  readonly runs: RunStore;
  readonly leases: RunLeases;
  readonly lineItems: RunLineItemStore;
  readonly items: ItemStore;
  readonly cells: CellStore;
  readonly cellBooks: CellBookStore;
  /** What administrators see of all courses' books, and the comparisons they requested. */
  readonly differences: CourseDifferenceStore;
  readonly receipts: ReceiptStore;
  readonly categoryMappings: CategoryMappingStore;
  readonly classLeases: ClassLeases;
  readonly learnedHabits: LearnedHabitStore;
  /** What a SIS that takes files is to hold. */
  readonly csvRows: CsvRowStore;
  readonly csvExports: CsvExportStore;
  readonly circuitBreakers: CircuitBreakers;
  readonly sisSlots: SisSlotStore;
  /** Read-only: what administrators see of all courses. */
  readonly health: InstitutionHealth;
  /** Read-only: what schedules must know of all courses. */
  readonly scheduledRuns: ScheduledRuns;
  removeInstitution(institutionId: string): Promise<void>;
  /** Creates the collections' indexes; called at every start, before anything is written. */
  ensureIndexes(): Promise<void>;
}

/** The passback's stores on an open connection. */
export function createPassbackStores(connection: mongoose.Connection): PassbackStores {
  const stores = {
    courses: createCourseStore(connection),
    members: createMemberStore(connection),
    grades: createGradeStore(connection),
    studentTotals: createStudentTotalStore(connection),
    classSnapshots: createClassSnapshotStore(connection),
    runs: createRunStore(connection),
    lineItems: createRunLineItemStore(connection),
    items: createItemStore(connection),
    cells: createCellStore(connection),
    cellBooks: createCellBookStore(connection),
    receipts: createReceiptStore(connection),
    categoryMappings: createCategoryMappingStore(connection),
    classLeases: createClassLeases(connection),
    learnedHabits: createLearnedHabitStore(connection),
    csvRows: createCsvRowStore(connection),
    csvExports: createCsvExportStore(connection),
  };
  const differences = createCourseDifferenceStore(connection);
  const ofSis = {
    circuitBreakers: createCircuitBreakers(connection),
    sisSlots: createSisSlotStore(connection),
  };
  return {
    ...stores,
    leases: createRunLeases(connection),
    ...ofSis,
    differences,
    health: createInstitutionHealth(connection),
    scheduledRuns: createScheduledRuns(connection),
    async removeInstitution(institutionId) {
      for (const store of [...Object.values(stores), ...Object.values(ofSis)])
        await store.removeInstitution(institutionId);
    },
    async ensureIndexes() {
      for (const store of [...Object.values(stores), differences]) await store.ensureIndexes();
    },
  };
}
