import mongoose from 'mongoose';
import type { Log } from '../log.ts';

/**
 * Makes the embedded engine rank query plans by trying them, as MongoDB has always done. By itself (0.1.1, parameter
 * `internalQueryPlanRanker: "mixed"`) it estimates costs when several indexes fit and no trial finds a row soon; that
 * estimate needs the slot-based engine, which is not part of its build, so such a query failed from some thousand
 * documents on ("the slot-based execution engine is not part of this build"). A later engine that does not know the
 * parameter is used as it is (DF2).
 */
export async function choosePlanRanking(uri: string, log: Log): Promise<void> {
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5000 });
  try {
    await client.db('admin').command({ setParameter: 1, internalQueryPlanRanker: 'multiPlanning' });
  } catch (err) {
    log.warn({ event: 'mongodb_plan_ranking', err }, 'The embedded engine keeps its own ranking of plans');
  } finally {
    await client.close();
  }
}
