import type mongoose from 'mongoose';

interface PausedRow {
  readonly _id: string;
}

/** Ids of the institutions that have paused all runs, straight from where their settings lie: no secret is read. */
export function createPausedInstitutions(connection: mongoose.Connection): () => Promise<readonly string[]> {
  const rows = connection.getClient().db(connection.name).collection<PausedRow>('institutions');
  return async () => {
    const paused = await rows
      .find({ 'facts.settings.paused': true })
      .project<PausedRow>({ _id: 1 })
      .toArray();
    return paused.map((row) => row._id);
  };
}
