import mongoose from 'mongoose';
import { z } from 'zod';
import type { Migration } from './migration.ts';

/**
 * The collections that existed when documents got a version. A list of its own, because what a migration does
 * must not change with the code around it.
 */
const collections = [
  'audit',
  'canary',
  'canvas_consents',
  'canvas_grants',
  'category_mappings',
  'class_leases',
  'courses',
  'deployments',
  'grades',
  'install_links',
  'institutions',
  'items',
  'line_item_receipts',
  'logins',
  'lti_engine',
  'members',
  'nightly_syncs',
  'result_receipts',
  'run_line_items',
  'runs',
  'sessions',
  'sis_pauses',
  'sis_readings',
  'student_totals',
];
const documentsAtOnce = 1_000;

const { EJSON, ObjectId } = mongoose.mongo.BSON;
const idSchema = z.union([z.string(), z.instanceof(ObjectId)]);
/** How far it has got, as extended JSON: some ids are text, some ObjectIds. */
const position = z.object({ collection: z.string(), after: idSchema.optional() });
const batchOf = z.array(z.object({ _id: idSchema, v: z.number().optional() }));

/**
 * Gives `v: 1` to documents without a version. They are version 1 by definition, so nothing waits for this,
 * and those that a process of the previous version still adds need no second pass.
 */
export const schemaVersion: Migration = {
  number: 1,
  name: 'schema-version',
  async step(database, cursor) {
    const at = position.parse(cursor === null ? { collection: collections[0] } : EJSON.parse(cursor));
    const documents = database.collection<{ _id: z.infer<typeof idSchema>; v?: number }>(at.collection);
    const batch = batchOf.parse(
      await documents
        .find(at.after !== undefined ? { _id: { $gt: at.after } } : {}, {
          projection: { _id: 1, v: 1 },
        })
        .sort({ _id: 1 })
        .limit(documentsAtOnce)
        .toArray(),
    );
    const ids = batch.filter(({ v }) => v === undefined).map(({ _id }) => _id);
    if (ids.length > 0)
      await documents.updateMany({ _id: { $in: ids }, v: { $exists: false } }, { $set: { v: 1 } });
    const last = batch.at(-1);
    if (last && batch.length === documentsAtOnce) {
      return EJSON.stringify({ collection: at.collection, after: last._id });
    }
    const next = collections[collections.indexOf(at.collection) + 1];
    return next === undefined ? 'done' : EJSON.stringify({ collection: next });
  },
};
