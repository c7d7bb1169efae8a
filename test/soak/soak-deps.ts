import { randomBytes } from 'node:crypto';
import type mongoose from 'mongoose';
import { createAudit } from '../../src/audit/create-audit.ts';
import { systemSleep } from '../../src/clock.ts';
import { createHttp } from '../../src/http/create-http.ts';
import { createLog } from '../../src/log.ts';
import { createSisAccesses } from '../../src/passback/delivery/sis-accesses.ts';
import type { PassbackDeps } from '../../src/passback/passback-deps.ts';
import type { LeaseTimes } from '../../src/passback/runs/lease.ts';
import { createDatabaseClock } from '../../src/store/database-clock.ts';
import { createStores } from '../../src/store/stores.ts';
import { thisMachine } from '../support/http/this-machine.ts';
import { plainProfile } from '../support/passback/in-memory-sis.ts';
import { connectCanvas } from './canvas-server.ts';
import { asWorker, type SchoolAddress } from './soak-school.ts';

/** Pauses between retries are this much shorter than the product's, so that a round takes seconds. */
const hurry = 10;

/** A short lease, in the proportions of the product's: a request ends within its margin. */
export const soakLease: LeaseTimes = { leaseMs: 3_000, heartbeatMs: 600 * hurry, sendMarginMs: 1_300 };
const timeouts = { connect: 300, headers: 600, body: 300 };

const key = { id: 'k1', key: Buffer.alloc(32, 7) };

/** The product's parts from the database to HTTP, for one process of a soak. */
export function createSoakDeps(
  connection: mongoose.Connection,
  schools: readonly SchoolAddress[],
  worker: string,
) {
  const log = createLog(process.env['SOAK_LOG'] ?? 'silent');
  const databaseClock = createDatabaseClock(connection);
  const clock = databaseClock.now;
  const stores = createStores(connection, [key], { clock, randomBytes });
  const { http, close } = createHttp({ privateHosts: thisMachine, timeouts });
  const find = (id: string) => schools.find(({ institution }) => institution.id === id);
  const findInstitution = async (id: string) => {
    const school = find(id);
    return school ? asWorker(school.institution, worker) : null;
  };
  const audit = createAudit({
    store: stores.audit,
    runEnds: stores.runEnds,
    findInstitution,
    clock,
    randomBytes,
    log,
  });
  const sleep: PassbackDeps['sleep'] = (ms, signal) => systemSleep(ms / hurry, signal);
  const deps: PassbackDeps = {
    stores: stores.passback,
    findInstitution,
    openCanvas: async ({ id }) => connectCanvas(find(id)?.canvasUrl ?? ''),
    openSis: createSisAccesses({
      stores: stores.passback,
      slotTimes: soakLease,
      http,
      clock,
      sleep,
      randomBytes,
      log,
      profiles: new Map([[plainProfile.name, plainProfile]]),
    }).open,
    clock,
    sleep,
    randomBytes,
    log,
    onEvent: (event) => {
      if (event.kind === 'run_ended') void audit.recordRunEnd(event.runId);
    },
    failpoint: () => {},
  };
  return { deps, stores, audit, databaseClock, close };
}
