import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { commands } from '../../src/cli/commands/index.ts';
import { systemClock } from '../../src/clock.ts';
import { defaultInstitutionSettings, settingFields } from '../../src/domain/institution-settings.ts';
import { presetPlatform } from '../../src/lti/registration/canvas-presets.ts';
import { createStores, type Stores } from '../../src/store/stores.ts';
import { adminHere, adminProcess, type RunAdmin, readJson, recordAdmin } from '../support/cli/run-admin.ts';
import { hostedPlatform } from '../support/hosted-canvas.ts';
import { useMongo } from '../support/mongodb.ts';

const key = randomBytes(32);
const secrets = ['canary-sis-secret', 'canary-api-secret', 'canary-vendor-header', 'canary-argument'];
const created = z.object({ id: z.string() });
const escapeRegExp = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');

describe('operator’s command line', () => {
  const mongo = useMongo();
  let run: RunAdmin;
  let asProcess: RunAdmin;
  const written: string[] = [];
  let folder: string;
  let stores: Stores;
  let id: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gp-cli-'));
    const environment = {
      PUBLIC_URL: 'https://tool.example',
      MONGODB_URL: mongo.uri(),
      ENCRYPTION_KEYS: `one:${key.toString('base64url')}`,
    };
    run = recordAdmin(adminHere(mongo.connection(), environment), written);
    asProcess = recordAdmin(adminProcess(environment), written);
    stores = createStores(mongo.connection(), [{ id: 'one', key }], { clock: systemClock, randomBytes });
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    // S30: whatever was called, with whatever outcome.
    for (const secret of secrets) expect(written.join('\n')).not.to.contain(secret);
  });

  const file = async (name: string, content: string): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };

  describe('usage', () => {
    it('explains every command and every option', async () => {
      const { code, stdout } = await asProcess(['--help']);
      expect(code).to.equal(0);
      for (const command of commands) {
        expect(stdout.replaceAll(/\s+/g, ' ')).to.contain(command.summary);
        const help = await run([...command.name.split(' '), '--help']);
        expect(help.code).to.equal(0);
        expect(help.stdout).to.contain(command.name);
        for (const { name } of command.options) expect(help.stdout).to.contain(`--${name}`);
        for (const { name } of command.arguments) expect(help.stdout).to.contain(name);
      }
    });

    it('lists every institution setting with its default', async () => {
      for (const command of ['add', 'change', 'apply']) {
        const { stdout } = await run(['institution', command, '--help']);
        for (const [name] of settingFields) {
          expect(stdout).to.match(
            new RegExp(
              `^ *${name} .*${escapeRegExp(JSON.stringify(defaultInstitutionSettings[name]))} unless set$`,
              'm',
            ),
          );
        }
      }
    });

    it('shows help without any settings, and otherwise names the missing ones', async () => {
      const bare = adminProcess({});
      expect((await bare(['sis', 'set', '--help'])).code).to.equal(0);
      const { code, stderr } = await bare(['institution', 'list']);
      expect(code).to.equal(1);
      expect(stderr).to.contain('PUBLIC_URL').and.to.contain('ENCRYPTION_KEYS');
    });

    it('exits with 2 for an unknown command or option, without repeating values', async () => {
      const leaking = await asProcess(['institution', 'list', '--client-secret=canary-argument']);
      expect([leaking.code, leaking.stdout]).to.deep.equal([2, '']);
      for (const args of [
        ['nonsense'],
        ['institution', 'nonsense'],
        ['institution', 'show'],
        ['institution', 'show', 'a', 'canary-argument'],
        ['institution', 'list', '--client-secret=canary-argument'],
        ['sis', 'set', 'x', '--client-secret', 'canary-argument'],
        ['institution', 'add', '--name', 'x', '--canvas', 'canary-argument', '--client-id', '1'],
        ['keys', 'rotate'],
        ['run', 'list', 'x', '--state', 'canary-argument'],
      ]) {
        const { code, stdout, stderr } = await run(args);
        expect([args, code]).to.deep.equal([args, 2]);
        expect(stdout).to.equal('');
        expect(stderr).not.to.equal('');
      }
    });

    it('has no option that takes a secret', () => {
      const valued = commands.flatMap(({ options }) => options.map(({ name }) => name));
      expect(
        valued.filter((name) => /secret|password|token$|key$/.test(name) && !name.endsWith('-file')),
      ).to.deep.equal([]);
    });
  });

  describe('institutions', () => {
    it('are added with the endpoints of each kind of Canvas, and with their own keys', async () => {
      const call = await run([
        'institution',
        'add',
        '--name=Lakeside ISD',
        '--canvas=https://lakeside.beta.instructure.com/',
        '--preset=beta',
        '--client-id=10000000000001',
        '--deployment=1:abc',
        '--set=sisLabel=Lakeside SIS',
        '--set=alsoMayPost=[]',
        '--json',
      ]);
      id = created.parse(readJson(call)).id;
      expect((await stores.institutions.find(id))?.platform).to.deep.equal({
        issuer: 'https://canvas.beta.instructure.com',
        clientId: '10000000000001',
        authorizationEndpoint: 'https://sso.beta.canvaslms.com/api/lti/authorize_redirect',
        tokenEndpoint: 'https://lakeside.beta.instructure.com/login/oauth2/token',
        jwksUrl: 'https://sso.beta.canvaslms.com/api/lti/security/jwks',
      });
      expect((await stores.institutions.find(id))?.settings).to.include({ sisLabel: 'Lakeside SIS' });
      expect(await stores.ltiEngine.Get(false, 'publickey')).to.have.length(1);
      expect((await stores.deployments.list(id))[0]).to.include({ deploymentId: '1:abc', state: 'approved' });
    });

    it('are added with any issuer and endpoints', async () => {
      const call = await run([
        'institution',
        'add',
        '--name=Moodle-like',
        '--canvas=https://lms.example',
        '--client-id=abc',
        '--issuer=https://issuer.example',
        '--authorization-endpoint=https://lms.example/auth',
        '--token-endpoint=https://lms.example/token',
        '--jwks-url=https://lms.example/jwks',
        '--json',
      ]);
      const added = await stores.institutions.find(created.parse(readJson(call)).id);
      expect(added?.platform).to.deep.equal({
        issuer: 'https://issuer.example',
        clientId: 'abc',
        authorizationEndpoint: 'https://lms.example/auth',
        tokenEndpoint: 'https://lms.example/token',
        jwksUrl: 'https://lms.example/jwks',
      });
    });

    it('are refused for a duplicate, a private address or an unknown setting', async () => {
      const twin = ['institution', 'add', '--name=Twin', '--canvas=https://lakeside.beta.instructure.com'];
      const again = await run([...twin, '--preset=beta', '--client-id=10000000000001']);
      expect(again.code).to.equal(1);
      expect(again.stderr).to.contain('another institution has this issuer and client id');
      const local = await run([
        'institution',
        'add',
        '--name=L',
        '--canvas=http://10.0.0.1',
        '--client-id=1',
      ]);
      expect(local.code).to.equal(2);
      const setting = await run(['institution', 'change', id, '--set=colour=red', '--json']);
      expect(setting.code).to.equal(1);
      expect(JSON.parse(setting.stderr)).to.include({ error: 'institution_invalid' });
    });

    it('are listed with what is missing, shown, and found by name', async () => {
      const list = await run(['institution', 'list']);
      expect(list.stdout).to.match(new RegExp(`^${id}  Lakeside ISD .* missing: sis, canvas-api$`, 'm'));
      const shown = await run(['institution', 'show', 'Lakeside ISD']);
      expect(shown.stdout).to.contain('sisLabel: Lakeside SIS').and.to.contain('1:abc');
      expect((await run(['institution', 'show', 'Nobody'])).code).to.equal(1);
    });

    it('are changed, disabled and enabled; a new client id gets new keys', async () => {
      const before = await stores.ltiEngine.Get(false, 'publickey', { clientId: '10000000000001' });
      expect(before).to.have.length(1);
      const change = await run([
        'institution',
        'change',
        id,
        '--name=Lakeside',
        '--client-id=2',
        '--preset=production',
        '--canvas=https://lakeside.instructure.com',
        '--other-canvas=https://grades.lakeside.example',
        '--set=resend=everything',
      ]);
      expect(change.code, change.stderr).to.equal(0);
      const changed = await stores.institutions.find(id);
      expect(changed).to.deep.include({ name: 'Lakeside', enabled: true });
      expect(changed?.platform).to.include({ issuer: 'https://canvas.instructure.com', clientId: '2' });
      expect(changed?.canvas.otherUrls).to.deep.equal(['https://grades.lakeside.example']);
      expect(changed?.settings).to.include({ resend: 'everything', sisLabel: 'Lakeside SIS' });
      expect(await stores.ltiEngine.Get(false, 'publickey', { clientId: '10000000000001' })).to.equal(false);
      expect(await stores.ltiEngine.Get(false, 'publickey', { clientId: '2' })).to.have.length(1);
      await run(['institution', 'disable', id]);
      expect((await stores.institutions.find(id))?.enabled).to.equal(false);
      await run(['institution', 'enable', id]);
      expect((await stores.institutions.find(id))?.enabled).to.equal(true);
    });
  });

  describe('deployments', () => {
    it('are listed once a launch comes from them, and approved or refused', async () => {
      await stores.deployments.findOrRecord(id, '9:seen');
      const pending = await run(['deployment', 'list', '--state=pending', '--json']);
      expect(readJson(pending)).to.have.length(1);
      expect(pending.stdout).to.contain('9:seen');
      for (const [verb, state] of [
        ['approve', 'approved'],
        ['refuse', 'refused'],
      ] as const) {
        expect((await run(['deployment', verb, id, '9:seen'])).code).to.equal(0);
        const decided = await stores.deployments.list(id);
        expect(decided.find(({ deploymentId }) => deploymentId === '9:seen')?.state).to.equal(state);
      }
    });

    it('cannot be decided before a launch came from them: a typing error would hide the pending one', async () => {
      await stores.deployments.findOrRecord(id, '10:first');
      const mistyped = await run(['deployment', 'approve', id, '10:frist']);
      expect(mistyped.code).to.equal(1);
      expect(mistyped.stderr).to.contain('no launch came from deployment 10:frist; pending: 10:first');
      expect((await stores.deployments.list(id)).map(({ deploymentId }) => deploymentId)).to.not.include(
        '10:frist',
      );
      expect((await run(['institution', 'list'])).stdout).to.contain('pending deployments: 10:first');
    });

    it('need no id if exactly one is pending', async () => {
      const approved = await run(['deployment', 'approve', id]);
      expect([approved.code, approved.stdout]).to.deep.equal([0, '10:first: approved\n']);
      const none = await run(['deployment', 'approve', id]);
      expect([none.code, none.stderr]).to.deep.equal([
        1,
        'no deployment is pending; one is once somebody has opened the tool in Canvas\n',
      ]);
      await stores.deployments.findOrRecord(id, '11:a');
      await stores.deployments.findOrRecord(id, '12:b');
      const several = await run(['deployment', 'refuse', id]);
      expect(several.code).to.equal(1);
      expect(several.stderr).to.contain('11:a').and.to.contain('12:b');
    });
  });

  describe('connections', () => {
    const flags = (): string[] => [
      'sis',
      'set',
      id,
      '--profile=oneroster-1p2',
      '--rostering-url=https://sis.example/rostering',
      '--gradebook-url=https://sis.example/gradebook',
      '--token-url=https://sis.example/token',
      '--client-id=tool',
    ];

    it('S29 sets the SIS from flags, reads its secret from a file or standard input, and never shows it again', async () => {
      const secretFile = await file('secret.txt', 'canary-sis-secret\n');
      const headersFile = await file('headers.json', '{"x-vendor-authorization":"canary-vendor-header"}');
      const set = await run([...flags(), `--secret-file=${secretFile}`, `--headers-file=${headersFile}`]);
      expect(set.code, set.stderr).to.equal(0);
      const { sis } = (await stores.institutions.find(id)) ?? {};
      expect(sis?.auth).to.deep.include({ clientId: 'tool', clientSecret: 'canary-sis-secret' });
      expect(sis?.headers).to.deep.equal({ 'x-vendor-authorization': 'canary-vendor-header' });
      const shown = await run(['institution', 'show', id, '--json']);
      expect(shown.stdout).to.contain('x-vendor-authorization').and.to.contain('(set)');

      const piped = await asProcess([...flags(), '--secret-file=-'], 'canary-sis-secret-2');
      expect(piped.code, piped.stderr).to.equal(0);
      const auth = (await stores.institutions.find(id))?.sis?.auth;
      expect(auth).to.include({ clientSecret: 'canary-sis-secret-2' });
    });

    it('sets the SIS from a file, with OAuth 1.0a', async () => {
      const whole = {
        profile: 'oneroster-1p1',
        rosteringUrl: 'https://sis.example/v1p1',
        gradebookUrl: 'https://sis.example/v1p1',
        auth: { kind: 'oauth1', consumerKey: 'k', consumerSecret: 'canary-sis-secret' },
      };
      const set = await run(['sis', 'set', id, '--file=-'], JSON.stringify(whole));
      expect(set.code, set.stderr).to.equal(0);
      expect((await stores.institutions.find(id))?.sis?.auth).to.deep.include({
        kind: 'oauth1',
        signature: 'HMAC-SHA256',
      });
    });

    it('refuses impossible values and changes nothing', async () => {
      const before = await stores.institutions.find(id);
      const broken = await run(['sis', 'set', id, '--file=-'], '{"auth": canary-sis-secret');
      expect(broken.code).to.equal(1);
      const wrong = await run(
        ['sis', 'set', id, '--file=-'],
        '{"auth":{"clientSecret":"canary-sis-secret"}}',
      );
      expect(wrong.code).to.equal(1);
      expect(wrong.stderr).to.contain('profile');
      const attempts = [
        [...flags().slice(0, 3), '--profile=no-such', ...flags().slice(4), '--secret-file=-'],
        [...flags(), '--secret-file=-', '--rostering-url=http://sis.example'],
        flags(),
      ];
      for (const args of attempts) {
        expect((await run(args, 'canary-sis-secret')).code, args.join(' ')).to.equal(2);
      }
      expect((await run([...flags(), '--secret-file=-'], '  \n')).code).to.equal(1);
      expect((await run([...flags(), '--secret-file=/no/such/file'])).code).to.equal(1);
      expect(await stores.institutions.find(id)).to.deep.equal(before);
    });

    it('sets the Canvas API key; a different key asks every teacher for consent again', async () => {
      const person = { institutionId: id, canvasUserId: '7' };
      const set = (clientId: string) =>
        run(['canvas-api', 'set', id, `--client-id=${clientId}`, '--secret-file=-'], 'canary-api-secret');
      expect((await set('100')).code).to.equal(0);
      const tokens = { accessToken: 'a', refreshToken: 'r', accessTokenExpiresAt: new Date() };
      await stores.canvasGrants.save(person, 'sub', tokens);
      await set('100');
      expect(await stores.canvasGrants.find(person)).not.to.equal(null);
      await set('200');
      expect(await stores.canvasGrants.find(person)).to.equal(null);
      expect((await stores.institutions.find(id))?.canvas.apiKey).to.deep.equal({
        clientId: '200',
        clientSecret: 'canary-api-secret',
      });
    });

    it('removes both with their secrets', async () => {
      expect((await run(['sis', 'clear', id])).code).to.equal(0);
      expect((await run(['canvas-api', 'clear', id])).code).to.equal(0);
      const cleared = await stores.institutions.find(id);
      expect(cleared?.sis).to.equal(null);
      expect(cleared?.canvas.apiKey).to.equal(null);
    });
  });

  const findJuniper = async () =>
    (await stores.institutions.listByPlatform('https://canvas.instructure.com', '77'))[0] ?? null;

  describe('a file that describes a school', () => {
    const description = {
      name: 'Juniper Schools',
      platform: hostedPlatform('https://juniper.instructure.com', '77'),
      deployments: ['1:juniper'],
      canvas: {
        baseUrl: 'https://juniper.instructure.com',
        apiKey: { clientId: '78', clientSecret: 'canary-api-secret' },
      },
      sis: {
        profile: 'oneroster-1p2',
        rosteringUrl: 'https://sis.example/rostering',
        gradebookUrl: 'https://sis.example/gradebook',
        auth: {
          kind: 'oauth2',
          tokenUrl: 'https://sis.example/token',
          clientId: 'tool',
          clientSecret: 'canary-sis-secret',
        },
      },
      settings: { sisLabel: 'Juniper SIS' },
    };
    const apply = (changes: object, options: readonly string[] = ['--untested']) =>
      run(['institution', 'apply', '-', ...options], JSON.stringify({ ...description, ...changes }));

    it('sets a school up; applied again, it changes only what it says', async () => {
      const applied = await apply({});
      expect(applied.code, applied.stderr).to.equal(0);
      const [juniper = ''] = applied.stdout.split('  ');
      const again = await apply({ settings: { sisLabel: 'Juniper SIS', titleLimit: 30 } });
      expect(again.code, again.stderr).to.equal(0);
      expect((await stores.institutions.find(juniper))?.settings).to.include({
        sisLabel: 'Juniper SIS',
        titleLimit: 30,
      });
      const deployments = await stores.deployments.list(juniper);
      expect(deployments.map(({ deploymentId, state }) => [deploymentId, state])).to.deep.equal([
        ['1:juniper', 'approved'],
      ]);
    });

    it('is refused as a whole, in plain words, if it would break the school', async () => {
      const before = await findJuniper();
      const attempts: readonly (readonly [object, string])[] = [
        [{ sis: { ...description.sis, profile: 'no-such' } }, 'sis.profile: must be one of'],
        [{ sis: { ...description.sis, gradebookUrl: 'http://10.0.0.1' } }, 'sis.gradebookUrl'],
        [{ deployments: ['1:juniper', '1:junipre'] }, 'no launch came from deployment 1:junipre'],
        [{ settings: { titleLimit: 5 } }, 'settings.titleLimit: must be at least 10'],
        [{ settings: { colour: 'red' } }, 'settings: colour: there is no such member'],
        [
          { settings: { resend: 'never' } },
          'settings.resend: must be one of score, score+status, everything',
        ],
        [{ name: undefined }, 'name: is missing'],
        [
          { platform: { ...description.platform, jwksUrl: 'keys' } },
          'platform.jwksUrl: must be a web address',
        ],
      ];
      for (const [changes, told] of attempts) {
        const { code, stderr } = await apply(changes);
        expect([told, code]).to.deep.equal([told, 1]);
        expect(stderr)
          .to.contain(told)
          .and.not.to.match(/expected|received|Unrecognized|Invalid/);
      }
      expect(await findJuniper()).to.deep.equal(before);
    });

    it('tests a new Canvas API key as Administration does, and leaves one that did not change alone', async () => {
      const school = findJuniper;
      const before = await school();
      const apiKey = { clientId: '77', clientSecret: 'canary-api-secret' };
      const wrong = { canvas: { ...description.canvas, apiKey } };
      const refused = await apply(wrong, []);
      expect([refused.code, await school()]).to.deep.equal([1, before]);
      expect(refused.stderr).to.contain('this is the number of the LTI key').and.to.contain('--untested');
      expect((await apply(wrong)).code).to.equal(0);
      const renamed = await apply({ ...wrong, name: 'Juniper Hills Schools' }, []);
      expect([renamed.code, renamed.stderr, (await school())?.name]).to.deep.equal([
        0,
        '',
        'Juniper Hills Schools',
      ]);
      expect((await apply({})).code).to.equal(0);
    });

    it('asks every teacher for consent again if it has a different Canvas API key', async () => {
      const school = await findJuniper();
      const person = { institutionId: school?.id ?? '', canvasUserId: '7' };
      const tokens = { accessToken: 'a', refreshToken: 'r', accessTokenExpiresAt: new Date() };
      await stores.canvasGrants.save(person, 'sub', tokens);
      const apiKey = { clientId: '79', clientSecret: 'canary-api-secret' };
      expect((await apply({ canvas: { ...description.canvas, apiKey } })).code).to.equal(0);
      expect(await stores.canvasGrants.find(person)).to.equal(null);
    });

    it('S8 a second Canvas with the same issuer and client id is added only if it can be told apart', async () => {
      const juniper = await findJuniper();
      const hill = {
        name: 'Hill School',
        platform: { ...presetPlatform('self-hosted', 'https://hill.example'), clientId: '77' },
        deployments: ['1:hill'],
        canvas: { baseUrl: 'https://hill.example' },
      };
      const apply = (changes: object) =>
        run(['institution', 'apply', '-'], JSON.stringify({ ...hill, ...changes }));
      const refusals: readonly (readonly [object, string])[] = [
        [{ deployments: [] }, 'name the deployments of the new one'],
        [{ deployments: ['1:juniper'] }, `belongs to institution ${juniper?.id}`],
      ];
      for (const [changes, told] of refusals) {
        const { code, stderr } = await apply(changes);
        expect([code, stderr.includes(told)], stderr).to.deep.equal([1, true]);
      }
      expect(await stores.institutions.listByPlatform('https://canvas.instructure.com', '77')).to.have.length(
        1,
      );

      const added = await apply({});
      expect(added.code, added.stderr).to.equal(0);
      const [hillId = ''] = added.stdout.split('  ');
      const again = await apply({ name: 'Hill Schools' });
      expect(again.stdout, again.stderr).to.contain(`${hillId}  Hill Schools`);
      expect(await findJuniper()).to.deep.equal(juniper);
      // No launch could be told to be Hill's before its deployment was approved.
      const approved = await run(['deployment', 'approve', hillId, '2:hill']);
      expect(approved.code, approved.stderr).to.equal(0);
      const taken = await run(['deployment', 'approve', juniper?.id ?? '', '2:hill']);
      expect([taken.code, taken.stderr.includes(`belongs to institution ${hillId}`)]).to.deep.equal([
        1,
        true,
      ]);
      await stores.institutions.remove(hillId);
    });
  });

  describe('names of institutions', () => {
    it('find the institution in upper or lower case', async () => {
      const shown = await run(['institution', 'show', ' juniper SCHOOLS ']);
      expect(shown.code, shown.stderr).to.equal(0);
      expect(shown.stdout).to.contain('name: Juniper Schools');
    });

    it('cannot be given twice; two institutions that share one anyway are told apart', async () => {
      const add = ['institution', 'add', '--canvas=https://other.instructure.com', '--client-id=99'];
      const twin = await run([...add, '--name=JUNIPER  schools']);
      expect(twin.code).to.equal(2);
      expect(twin.stderr).to.contain('name: institution ').and.to.contain('has it already');
      const renamed = await run(['institution', 'change', id, '--name=juniper schools']);
      expect(renamed.code).to.equal(2);

      const school = await findJuniper();
      if (school === null) throw new Error('there is no Juniper');
      const namesake = await stores.institutions.create({
        ...school,
        platform: { ...school.platform, clientId: 'namesake' },
      });
      const listed = (await run(['institution', 'list'])).stdout.split('\n');
      for (const one of [school, namesake]) {
        expect(listed.find((line) => line.startsWith(one.id))).to.contain(
          'another institution has this name',
        );
      }
      const shown = await run(['institution', 'show', 'Juniper Schools']);
      expect(shown.code).to.equal(1);
      expect(shown.stderr).to.contain(school.id).and.to.contain(namesake.id);
      // An existing duplicate does not stop anyone from changing something else.
      expect((await run(['institution', 'change', namesake.id, '--set=paused=true'])).code).to.equal(0);
      await stores.institutions.remove(namesake.id);
      const link = await run([
        'install-link',
        '--canvas=https://juniper.instructure.com',
        '--name=juniper schools',
      ]);
      expect(link.stderr).to.contain(`note: institution ${school.id} has the name juniper schools already`);
    });
  });

  describe('install links', () => {
    it('are printed once, stored as a hash, and valid for one Canvas and some days', async () => {
      const call = await run(['install-link', '--canvas=https://new.instructure.com', '--days=2', '--json']);
      const { url, approveFirst } = z
        .object({ url: z.url(), approveFirst: z.boolean() })
        .parse(readJson(call));
      expect(approveFirst).to.equal(false);
      const invite = new URL(url).searchParams.get('invite') ?? '';
      expect(url.startsWith('https://tool.example/lti/register?invite=')).to.equal(true);
      expect(invite).to.have.length(43);
      const found = await stores.installLinks.find(invite, new Date());
      expect(found.kind).to.equal('open');
      const approving = await run([
        'install-link',
        '--canvas=https://new.instructure.com',
        '--approve-first',
      ]);
      expect(approving.stdout).to.contain('approves the first deployment');
      const later = new Date(Date.now() + 49 * 3_600_000);
      expect((await stores.installLinks.find(invite, later)).kind).to.equal('expired');
      const rows = await mongo.connection().collection('install_links').find().toArray();
      expect(JSON.stringify(rows)).not.to.contain(invite);
    });
  });
});
