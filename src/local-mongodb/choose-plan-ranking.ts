import mongoose from 'mongoose';
import type { Log } from '../log.ts';

/**
 * Makes the embedded engine rank query plans by trial, as MongoDB always has. Its default (0.1.1,
 * `internalQueryPlanRanker: "mixed"`) estimates costs when several indexes fit and no trial finds a row quickly. The
 * estimate needs the slot-based engine, which this build lacks: from a few thousand documents on, such queries failed
 * with "the slot-based execution engine is not part of this build". An engine without the parameter is left alone (DF2).
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
