import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import { z } from 'zod';
import {
  type Answer,
  type Caller,
  lineItemBody,
  openCaller,
  ref,
  resultBody,
  scopes,
  useSis,
} from './sis-under-test.ts';

const folder =
  process.env['ONEROSTER_OPENAPI_DIR'] ??
  fileURLToPath(new URL('../../../../shared/oneroster', import.meta.url));

const files = {
  gradebook: `${folder}/onerosterv1p2gradebookservice_openapi3_v1p0.json`,
  rostering: `${folder}/onerosterv1p2rostersservice_openapi3_v1p0.json`,
};

const response = z.object({
  content: z.record(z.string(), z.object({ schema: z.object({ $ref: z.string() }) })).optional(),
});
const documentShape = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), response) }))),
});

/** Parts of the standard that the sandbox SIS does not offer. */
const notOffered = [/^\/assessment/, /^\/demographics/, /^\/scoreScales\/\{/];

/** Values for the parameters of a path. */
const parameters: Readonly<Record<string, string>> = {
  classSourcedId: 'cls-bio9-1',
  lineItemSourcedId: 'li-1',
  studentSourcedId: 'stu-100401',
  schoolSourcedId: 'org-juniper-hills',
  termSourcedId: 'sem-fall',
  courseSourcedId: 'crs-bio9',
  teacherSourcedId: 'tea-20011',
  userSourcedId: 'stu-100401',
};

const singles: Readonly<Record<string, string>> = {
  categories: 'cat-homework',
  lineItems: 'li-1',
  results: 'r-1',
  academicSessions: 'gp-q1',
  classes: 'cls-bio9-1',
  courses: 'crs-bio9',
  enrollments: 'enr-cls-bio9-1-stu-100401',
  gradingPeriods: 'gp-q1',
  orgs: 'org-juniper-hills',
  schools: 'org-juniper-hills',
  students: 'stu-100401',
  teachers: 'tea-20011',
  terms: 'sem-fall',
  users: 'adm-20001',
};

function fillPath(path: string): string {
  const collection = path.split('/')[1] ?? '';
  return path
    .replace('{sourcedId}', singles[collection] ?? '')
    .replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
}

/** Opens an official file; returns a validator for any of its schemas by `$ref`. */
function openFile(path: string) {
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'official', ...documentShape.parse(document) });
  return {
    paths: Object.entries(documentShape.parse(document).paths),
    find: (reference: string): ValidateFunction => {
      const validate = ajv.getSchema(`official${reference}`);
      if (!validate) throw new Error(`no schema ${reference}`);
      return validate;
    },
  };
}

function expectValid(validate: ValidateFunction, answer: Answer): void {
  expect(validate(answer.json), `${answer.text} ${JSON.stringify(validate.errors)}`).to.equal(true);
}

describe('sandbox SIS: answers fit the official OpenAPI files of 1.2 (skipped if they are absent)', () => {
  const { sis, caller } = useSis();

  before(async function fillGradebook() {
    if (!existsSync(files.gradebook)) return this.skip();
    const lineItem = lineItemBody('v1p2', 'li-1', {
      description: 'Label the organelles',
      metadata: { source: 'test' },
      academicSession: ref('academicSession', 'sem-fall'),
      learningObjectiveSet: [{ source: 'case', learningObjectiveIds: ['a'] }],
    });
    const result = resultBody('r-1', 'li-1', {
      class: ref('class', 'cls-bio9-1'),
      textScore: 'B+',
      comment: 'Good',
      late: 'true',
      missing: 'false',
      inProgress: 'false',
      incomplete: 'false',
    });
    expect((await caller().put('/lineItems/li-1', lineItem)).status).to.equal(201);
    expect((await caller().put('/results/r-1', result)).status).to.equal(201);
    const exempt = resultBody('r-2', 'li-1', { scoreStatus: 'exempt', score: undefined });
    expect((await caller().put('/results/r-2', exempt)).status).to.equal(201);
  });

  for (const service of ['gradebook', 'rostering'] as const) {
    if (!existsSync(files[service])) continue;
    const official = openFile(files[service]);
    for (const [path, operations] of official.paths) {
      const schema = operations['get']?.responses['200']?.content?.['application/json']?.schema;
      if (!schema || notOffered.some((pattern) => pattern.test(path))) continue;
      it(`${service} GET ${path}`, async () => {
        const answer = await caller().get(fillPath(path));
        expect(answer.status, answer.text).to.equal(200);
        expect(answer.headers.get('content-type')).to.contain('application/json');
        expectValid(official.find(schema.$ref), answer);
        const isList = Array.isArray(Object.values(z.object({}).loose().parse(answer.json))[0]);
        if (isList) expect(answer.headers.get('x-total-count')).to.match(/^\d+$/);
      });
    }
  }

  it('refuses with the official status object for 400, 401, 403, 404, 422, 429 and 500', async () => {
    const validate = openFile(files.gradebook).find('#/components/schemas/imsx_StatusInfoDType');
    const reader = await openCaller(sis(), 'v1p2', scopes('v1p2', 'gradebook.readonly'));
    const withFault = ({ get }: Caller, kind: '429' | '500') => {
      sis().faults.set({ next: [{ kind, count: 1, target: 'all' }] });
      return get('/lineItems');
    };
    const answers = [
      await caller().get('/lineItems?fields=colour'),
      await openCaller(sis(), 'v1p2').then(({ get }) => {
        sis().revokeTokens();
        return get('/lineItems');
      }),
    ];
    const renewed = await openCaller(sis(), 'v1p2');
    const freshReader = await openCaller(sis(), 'v1p2', scopes('v1p2', 'gradebook.readonly'));
    expect((await reader.get('/lineItems')).status).to.equal(401);
    answers.push(
      await freshReader.put('/lineItems/li-1', {}),
      await renewed.get('/lineItems/none'),
      await renewed.put('/lineItems/li-1', {}),
      await withFault(renewed, '429'),
      await withFault(renewed, '500'),
    );
    expect(answers.map((answer) => answer.status)).to.deep.equal([400, 401, 403, 404, 422, 429, 500]);
    for (const answer of answers) expectValid(validate, answer);
  });

  it('answers a bulk POST with the official pairs of ids', async () => {
    const validate = openFile(files.gradebook).find('#/components/schemas/GUIDPairSetDType');
    const body = { results: [resultBody('mine', 'li-1', { student: ref('user', 'stu-100402') }).result] };
    const { post } = await openCaller(sis(), 'v1p2');
    const answer = await post('/lineItems/li-1/results', body);
    expect(answer.status).to.equal(201);
    expectValid(validate, answer);
  });
});
