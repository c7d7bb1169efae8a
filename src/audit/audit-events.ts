import type { ConsentChange } from '../canvas/oauth/consent.ts';
import type { Download } from '../domain/download.ts';
import type { Institution } from '../domain/institution.ts';
import type { LaunchContext } from '../domain/launch-context.ts';
import type { LaunchOutcome } from '../lti/launch/launch-outcome.ts';
import { refusalOf } from '../lti/launch/role-policy.ts';
import type { SessionContext } from '../lti/session/session-context.ts';
import type { PassbackEvent } from '../passback/passback-deps.ts';
import type { AuditActor } from '../store/audit.ts';
import type { CsvExportSummary } from '../store/passback/csv-exports.ts';
import { personOf } from './audit-calls.ts';
import type { Audit } from './create-audit.ts';

/** Turns events of the product into audit lines. */
export interface AuditEvents {
  onLaunchOutcome(outcome: LaunchOutcome): void;
  onAccessRefused(context: SessionContext): void;
  /** A person ended their own sessions. */
  onSignedOut(launch: LaunchContext, ended: { readonly all: boolean; readonly sessions: number }): void;
  onConsent(change: ConsentChange): void;
  /** A person downloaded grades, or the audit record itself. */
  onDownload(launch: LaunchContext, download: Download): void;
  onPassback(event: PassbackEvent): void;
  /** OneRoster CSV files were written into the operator's folder. */
  onCsvWritten(institutionId: string, written: CsvExportSummary): void;
  /** An institution was created through the operator's install link. */
  onRegistered(institution: Institution): void;
  /** Canvas's *Update Registration* opened the operator's install link once more. */
  onRegistrationUpdated(before: Institution, after: Institution): void;
  /** The operator's install link approved the first deployment. */
  onApprovedByLink(institutionId: string, deploymentId: string): void;
}

export function createAuditEvents(audit: Audit): AuditEvents {
  return {
    onLaunchOutcome({ event, code, check, institutionId, launch }) {
      // Without an institution nobody could read the line, but the log has it.
      if (institutionId === null) return;
      const action = 'launch';
      if (launch === null) {
        const facts = { event, check };
        audit.countRefusal({ institutionId, action, actor: stranger, outcome: 'refused', code, facts });
        return;
      }
      void audit.record({
        institutionId,
        action,
        actor: personOf(launch),
        outcome: code === 'ok' ? 'done' : 'refused',
        code: code === 'ok' ? null : code,
        courseId: launch.course?.contextId ?? null,
        facts: { event, check, placement: launch.placement },
      });
    },
    onAccessRefused({ session: { launch }, institution }) {
      void audit.record({
        institutionId: institution.id,
        action: 'access',
        actor: personOf(launch),
        outcome: 'refused',
        code: refusalOf(launch),
        courseId: launch.course?.contextId ?? null,
        facts: { placement: launch.placement },
      });
    },
    onSignedOut(launch, { all, sessions }) {
      void audit.record({
        institutionId: launch.institutionId,
        action: 'signed_out',
        actor: personOf(launch),
        courseId: launch.course?.contextId ?? null,
        facts: { all, sessions },
      });
    },
    onConsent({ institutionId, ltiUserId, kind }) {
      const action = kind === 'given' ? 'consent_given' : 'consent_revoked';
      const actor: AuditActor = { kind: 'person', id: ltiUserId, role: null };
      void audit.record({ institutionId, action, actor });
    },
    onDownload(launch, { what, only, ...download }) {
      void audit.record({
        institutionId: launch.institutionId,
        action: 'downloaded',
        actor: personOf(launch),
        courseId: launch.course?.contextId ?? null,
        runId: 'runId' in download ? download.runId : null,
        facts: { what, only },
      });
    },
    onCsvWritten(institutionId, { mode, fileName, lineItems, results }) {
      const actor: AuditActor = { kind: 'nightly', id: null, role: null };
      const facts = { what: 'csv', only: mode, file: fileName, lineItems, results };
      void audit.record({ institutionId, action: 'disclosure', actor, facts });
    },
    onRegistered(institution) {
      void audit.recordChange(theOperator, null, institution);
    },
    onRegistrationUpdated(before, after) {
      void audit.recordChange(stranger, before, after);
    },
    onApprovedByLink(institutionId, deploymentId) {
      const facts = { command: 'install-link --approve-first', deployment: deploymentId };
      void audit.record({ institutionId, action: 'operator', actor: theOperator, facts });
    },
    onPassback(event) {
      if (event.kind === 'run_braked') {
        const { institutionId, runId, runKind: kind, brake } = event;
        const facts = { kind, causes: brake.causes.join(', '), ...brake.figures };
        void audit.record({ institutionId, action: 'run_braked', actor: ourselves, runId, facts });
      }
      if (event.kind === 'run_ended') void audit.recordRunEnd(event.runId);
      if (event.kind !== 'run_requested') return;
      const { institutionId, runId, runKind: kind, scheduleId } = event;
      if (kind !== 'nightly' && scheduleId === undefined) return;
      const actor: AuditActor = { kind: 'nightly', id: null, role: null };
      const facts = scheduleId === undefined ? { kind } : { kind, schedule: scheduleId };
      void audit.record({ institutionId, action: 'run_requested', actor, runId, facts });
    },
  };
}

/** Nobody did it: the product itself. */
const theOperator: AuditActor = { kind: 'operator', id: null, role: null };
const ourselves: AuditActor = { kind: 'unknown', id: null, role: null };
const stranger: AuditActor = { kind: 'unknown', id: null, role: null };
