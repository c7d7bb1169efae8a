import { auditFormat } from '../../src/store/audit.ts';
import { canvasConsentFormat } from '../../src/store/canvas-consents.ts';
import { canvasGrantFormat } from '../../src/store/canvas-grants.ts';
import { categoryMappingFormat } from '../../src/store/category-mappings.ts';
import { deploymentFormat } from '../../src/store/deployments.ts';
import { canaryFormat } from '../../src/store/encryption-canary.ts';
import { historyVisitFormat } from '../../src/store/history-visits.ts';
import { installLinkFormat } from '../../src/store/install-links.ts';
import { institutionFormat } from '../../src/store/institutions.ts';
import { loginFormat } from '../../src/store/logins.ts';
import { ltiEngineFormat } from '../../src/store/lti-engine-store.ts';
import { migrationFormat } from '../../src/store/migrations/run-migrations.ts';
import { nightlySyncFormat } from '../../src/store/nightly-syncs.ts';
import { noticeSubscriptionFormat } from '../../src/store/notice-subscriptions.ts';
import { outboxFormat } from '../../src/store/outbox.ts';
import { cellBookFormat } from '../../src/store/passback/cell-books.ts';
import { cellFormat } from '../../src/store/passback/cell-record.ts';
import { breakerFormat } from '../../src/store/passback/circuit-breakers.ts';
import { classLeaseFormat } from '../../src/store/passback/class-leases.ts';
import { classSnapshotFormat } from '../../src/store/passback/class-snapshots.ts';
import { courseFormat } from '../../src/store/passback/course-record.ts';
import { csvExportFormat } from '../../src/store/passback/csv-exports.ts';
import { csvRowFormat } from '../../src/store/passback/csv-rows.ts';
import { gradeFormat } from '../../src/store/passback/grades.ts';
import { itemFormat } from '../../src/store/passback/item-record.ts';
import { learnedHabitFormat } from '../../src/store/passback/learned-habits.ts';
import { memberFormat } from '../../src/store/passback/members.ts';
import { lineItemReceiptFormat, resultReceiptFormat } from '../../src/store/passback/receipts.ts';
import { runLineItemFormat } from '../../src/store/passback/run-line-item-record.ts';
import { runFormat } from '../../src/store/passback/run-record.ts';
import { slotsFormat } from '../../src/store/passback/sis-slots.ts';
import { studentTotalFormat } from '../../src/store/passback/student-totals.ts';
import { scheduledCourseFormat, scheduleFormat } from '../../src/store/schedules.ts';
import { sessionFormat } from '../../src/store/sessions.ts';
import { webhookFormat } from '../../src/store/webhooks.ts';

/** The format of every collection of the product. */
export const formats = [
  auditFormat,
  breakerFormat,
  learnedHabitFormat,
  canaryFormat,
  canvasConsentFormat,
  canvasGrantFormat,
  categoryMappingFormat,
  cellBookFormat,
  cellFormat,
  classLeaseFormat,
  classSnapshotFormat,
  courseFormat,
  csvExportFormat,
  csvRowFormat,
  deploymentFormat,
  gradeFormat,
  historyVisitFormat,
  installLinkFormat,
  institutionFormat,
  itemFormat,
  lineItemReceiptFormat,
  loginFormat,
  ltiEngineFormat,
  memberFormat,
  migrationFormat,
  nightlySyncFormat,
  noticeSubscriptionFormat,
  outboxFormat,
  resultReceiptFormat,
  runFormat,
  runLineItemFormat,
  scheduledCourseFormat,
  scheduleFormat,
  sessionFormat,
  slotsFormat,
  studentTotalFormat,
  webhookFormat,
] as const;
