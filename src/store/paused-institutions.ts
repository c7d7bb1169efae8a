import type mongoose from 'mongoose';
import { z } from 'zod';
import { institutionFormat } from './institutions.ts';
import { openCollection, type StoredDocument } from './records.ts';

/**
 * Ids of the institutions that have paused all runs, straight from their settings, without reading any
 * secret.
 */
export function createPausedInstitutions(connection: mongoose.Connection): () => Promise<readonly string[]> {
  const rows = openCollection<StoredDocument>(connection, institutionFormat.collection);
  return async () => {
    const paused: unknown = await rows
      .find({ 'facts.settings.paused': true }, { projection: { _id: 1 } })
      .toArray();
    return z
      .array(z.object({ _id: z.string() }))
      .parse(paused)
      .map(({ _id }) => _id);
  };
}
