import express, { type Router } from 'express';
import type { Faults } from '../faults.ts';
import { faultKinds, faultTargets } from '../faults.ts';
import type { SisStore } from '../sis-store.ts';
import { applyFaultForm, faultSettingsSchema } from './fault-forms.ts';
import { buildGradebookView } from './gradebook-view.ts';

interface PageDeps {
  readonly store: SisStore;
  readonly faults: Faults;
}

function nameSchool(store: SisStore): string {
  const orgs = [...store.roster().orgs.values()];
  return (orgs.find((org) => org.type === 'school') ?? orgs[0])?.name ?? 'No school yet';
}

async function countByClass(collection: {
  aggregate(pipeline: object[]): { toArray(): Promise<object[]> };
}): Promise<ReadonlyMap<string, number>> {
  const rows = await collection
    .aggregate([{ $match: { status: 'active' } }, { $group: { _id: '$classId', count: { $sum: 1 } } }])
    .toArray();
  return new Map(
    rows.flatMap((row) =>
      '_id' in row && typeof row._id === 'string' && 'count' in row && typeof row.count === 'number'
        ? [[row._id, row.count] as const]
        : [],
    ),
  );
}

/** `/`: every class with what has arrived in it. */
async function listClasses(store: SisStore) {
  const roster = store.roster();
  const [lineItems, results] = await Promise.all([
    countByClass(store.lineItems),
    countByClass(store.results),
  ]);
  return [...roster.classes.values()]
    .map((row) => ({
      id: row.id,
      title: row.title,
      code: row.code,
      periods: row.periods,
      teachers: [...roster.teachersOf(row.id)].map((id) => roster.users.get(id)?.familyName ?? id).join(', '),
      students: roster.studentsOf(row.id).size,
      lineItems: lineItems.get(row.id) ?? 0,
      results: results.get(row.id) ?? 0,
    }))
    .toSorted((a, b) => a.title.localeCompare(b.title) || a.periods.localeCompare(b.periods));
}

/**
 * What scripts need and a real SIS does not have, as JSON under `/sandbox` (as in the sandbox Canvas): the
 * faults, and the ledger of every write that arrived.
 */
export function createAdminRoutes({ store, faults }: PageDeps): Router {
  const router = express.Router();
  router.use('/sandbox', express.json({ limit: '100kb' }));
  router.get('/sandbox/faults', (_req, res) => {
    res.json(faults.current());
  });
  router.put('/sandbox/faults', (req, res) => {
    const changes = faultSettingsSchema.safeParse(req.body);
    if (!changes.success) return void res.status(400).json({ errors: changes.error.issues });
    faults.set(changes.data);
    res.json(faults.current());
  });
  router.delete('/sandbox/faults', (_req, res) => {
    faults.clear();
    res.status(204).end();
  });
  router.get('/sandbox/ledger', async (req, res) => {
    const { since } = req.query;
    const after = typeof since === 'string' ? new Date(since) : null;
    if (after !== null && Number.isNaN(after.getTime())) {
      return void res.status(400).json({ errors: [{ message: 'since is no ISO 8601 time' }] });
    }
    const entries = await store.ledger.read();
    res.json(after === null ? entries : entries.filter(({ at }) => at > after));
  });
  return router;
}

/** The SIS's pages for people: class list, gradebook, fault panel. */
export function createPageRoutes({ store, faults }: PageDeps): Router {
  const router = express.Router();
  const readForm = [express.urlencoded({ extended: false, limit: '10kb' }), express.json({ limit: '10kb' })];

  router.get('/', async (_req, res) => {
    const classes = await listClasses(store);
    const version = classes.map((row) => `${row.lineItems}-${row.results}`).join(' ');
    res.render('classes', { school: nameSchool(store), classes, version });
  });

  router.get('/classes/:id', async (req, res) => {
    const classRow = store.roster().classes.get(req.params.id);
    if (!classRow) {
      res.status(404).render('not-found', { school: nameSchool(store) });
      return;
    }
    const classId = classRow.id;
    const [categories, lineItems, results] = await Promise.all([
      store.categories.find().toArray(),
      store.lineItems.find({ classId }).toArray(),
      store.results.find({ classId }).toArray(),
    ]);
    const view = buildGradebookView(classRow, store.roster(), { categories, lineItems, results });
    res.render('gradebook', { school: nameSchool(store), view });
  });

  router.get('/faults', (_req, res) => {
    const { users } = store.roster();
    const students = [...users.values()].filter((user) => user.role === 'student');
    const nameOf = (id: string): string => {
      const user = users.get(id);
      return user ? `${user.givenName} ${user.familyName}` : id;
    };
    const settings = faults.current();
    res.render('faults', { school: nameSchool(store), settings, students, nameOf, faultKinds, faultTargets });
  });

  router.post('/faults', readForm, (req: express.Request, res: express.Response) => {
    const settings = applyFaultForm(faults.current(), req.body);
    if (settings === null) {
      res.status(400).type('text').send('The form cannot be read. Go back and try again.');
      return;
    }
    faults.set(settings);
    res.redirect(303, '/faults');
  });

  return router;
}
