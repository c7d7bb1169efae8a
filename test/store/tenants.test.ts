import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { findLostSecrets, type Institution } from '../../src/domain/institution.ts';
import { defaultInstitutionSettings } from '../../src/domain/institution-settings.ts';
import { createDeploymentStore } from '../../src/store/deployments.ts';
import { createCipher } from '../../src/store/encryption.ts';
import { createInstitutionStore } from '../../src/store/institutions.ts';
import { createLoginStore, type Login } from '../../src/store/logins.ts';
import { createLtiEngineStore } from '../../src/store/lti-engine-store.ts';
import { createSessionStore } from '../../src/store/sessions.ts';
import { codeOf } from '../support/code-of.ts';
import { hostedPlatform } from '../support/hosted-canvas.ts';
import { mongoTargets, useMongo } from '../support/mongodb.ts';
import { buildSisConnection } from '../support/passback-fixtures.ts';

const cipher = createCipher([{ id: 'k', key: Buffer.alloc(32, 3) }]);

const described: Omit<Institution, 'id'> = {
  name: 'Lakeview Schools',
  enabled: true,
  platform: hostedPlatform('https://lakeview.instructure.com'),
  canvas: {
    baseUrl: 'https://lakeview.instructure.com',
    apiKey: { clientId: '17', clientSecret: 'canary-api-key' },
  },
  sis: buildSisConnection('canary-sis', { headers: { 'x-vendor-authorization': 'canary-header' } }),
  settings: defaultInstitutionSettings,
};

for (const target of mongoTargets()) {
  describe(`tenants at rest (${target.name})`, () => {
    const mongo = useMongo(target);
    const clock = (): Date => new Date('2026-09-01T08:00:00Z');
    const institutions = () =>
      createInstitutionStore(mongo.connection(), cipher, randomBytes, () => new Date());
    beforeEach(async () => {
      await mongo.connection().dropDatabase();
      await institutions().ensureIndexes();
    });
    const rawRows = async (name: string): Promise<string> =>
      JSON.stringify(await mongo.connection().collection(name).find().toArray());

    it('S29 an institution is read back complete, and the database holds none of its secrets readably', async () => {
      const kept = await institutions().create(described);
      expect(kept.id).to.match(/^[\w-]{12}$/);
      expect(await institutions().find(kept.id)).to.deep.equal({ ...described, id: kept.id });
      expect(await rawRows('institutions')).to.not.contain('canary');

      const oauth1 = {
        kind: 'oauth1',
        consumerKey: 'key',
        consumerSecret: 'canary-1',
        signature: 'HMAC-SHA1',
      } as const;
      const changed: Institution = { ...kept, sis: described.sis && { ...described.sis, auth: oauth1 } };
      await institutions().update(changed);
      expect(await institutions().find(kept.id)).to.deep.equal(changed);
      const bare: Institution = { ...kept, sis: null, canvas: { ...kept.canvas, apiKey: null } };
      await institutions().update(bare);
      expect(await institutions().find(kept.id)).to.deep.equal(bare);
      expect(await rawRows('institutions')).to.not.contain('canary');
    });

    it('S29 S44 secrets that are altered or moved to another institution are lost, never used', async () => {
      const first = await institutions().create(described);
      const second = await institutions().create({
        ...described,
        platform: { ...described.platform, clientId: '2' },
      });
      const rows = mongo.connection().collection<{ _id: string; secrets: string }>('institutions');
      const { secrets = '' } = (await rows.findOne({ _id: first.id })) ?? {};
      await rows.updateOne({ _id: second.id }, { $set: { secrets } });
      await rows.updateOne({ _id: first.id }, { $set: { secrets: `${secrets.slice(0, -4)}AAAA` } });
      for (const { id } of [first, second]) {
        const found = await institutions().find(id);
        expect(found && findLostSecrets(found)).to.deep.equal(['canvas-api', 'sis']);
        expect(JSON.stringify(found)).to.not.contain('canary');
      }
    });

    it('issuer and client id belong to one institution, even if two are made at once', async () => {
      const results = await Promise.all([1, 2, 3].map(() => codeOf(institutions().create(described))));
      expect(results.toSorted()).to.deep.equal([
        'institution_invalid',
        'institution_invalid',
        'nothing was refused',
      ]);
      const other = await institutions().create({
        ...described,
        platform: { ...described.platform, clientId: '2' },
      });
      expect(await codeOf(institutions().update({ ...other, platform: described.platform }))).to.equal(
        'institution_invalid',
      );
      expect(await codeOf(institutions().update({ ...other, id: 'gone' }))).to.equal('institution_invalid');
      const { issuer } = described.platform;
      expect((await institutions().listByPlatform(issuer, '2')).map(({ id }) => id)).to.deep.equal([
        other.id,
      ]);
      expect(await institutions().listByPlatform(issuer, '3')).to.deep.equal([]);
      expect(await institutions().listByIssuer(issuer)).to.have.length(2);
      await institutions().remove(other.id);
      expect(await institutions().list()).to.have.length(1);
    });

    it('S8 Z15 issuer and client id may be shared where key set and address differ; older processes see only the first', async () => {
      const first = await institutions().create(described);
      const hill = {
        ...described,
        name: 'Hill',
        platform: { ...described.platform, jwksUrl: 'https://hill.example/jwks' },
        canvas: { baseUrl: 'https://hill.example', apiKey: null },
      };
      const alike = [
        { ...hill, platform: described.platform },
        { ...hill, canvas: { ...hill.canvas, otherUrls: [described.canvas.baseUrl] } },
      ];
      for (const one of alike) {
        expect(await codeOf(institutions().create(one))).to.equal('institution_invalid');
      }
      const added = await institutions().create(hill);
      expect([first.sharesClientId, added.sharesClientId]).to.deep.equal([undefined, true]);
      const { issuer, clientId } = described.platform;
      expect(await institutions().listByPlatform(issuer, clientId)).to.deep.equal([first, added]);
      expect(await institutions().recallByPlatform(issuer, clientId)).to.deep.equal([first, added]);

      const { sharesClientId: _left, ...asInAFile } = added;
      await institutions().update({ ...asInAFile, name: 'Hill Schools' });
      expect(await institutions().find(added.id)).to.include({ name: 'Hill Schools', sharesClientId: true });
      const moved = { ...added, platform: described.platform };
      expect(await codeOf(institutions().update(moved))).to.equal('institution_invalid');
      const rows = mongo.connection().collection<{ _id: string; v: number }>('institutions');
      const shown = await rows.find({ v: { $not: { $gt: 1 } } }).toArray();
      expect(shown.map(({ _id }) => _id)).to.deep.equal([first.id]);
      // The rows of other client ids are not found by a part of theirs.
      expect(await institutions().listByPlatform(issuer, `${clientId}#`)).to.deep.equal([]);
      await institutions().remove(first.id);
      expect(await codeOf(institutions().create({ ...hill, name: 'Copy' }))).to.equal('institution_invalid');
    });

    it('a setting younger than the stored institution takes its default', async () => {
      const kept = await institutions().create({
        ...described,
        settings: { ...defaultInstitutionSettings, sisLabel: 'Q' },
      });
      const rows = mongo.connection().collection<{ _id: string }>('institutions');
      await rows.updateOne({ _id: kept.id }, { $unset: { 'facts.settings.longTitles': '' } });
      expect((await institutions().find(kept.id))?.settings).to.deep.equal({
        ...defaultInstitutionSettings,
        sisLabel: 'Q',
      });
    });

    it('Z13 a deployment that many launches show at once is kept once, as pending', async () => {
      const deployments = createDeploymentStore(mongo.connection(), clock);
      await deployments.ensureIndexes();
      const seen = await Promise.all(Array.from({ length: 20 }, () => deployments.findOrRecord('i', 'd')));
      expect(seen.every(({ state }) => state === 'pending')).to.equal(true);
      const pending = { institutionId: 'i', deploymentId: 'd', state: 'pending', firstSeenAt: clock() };
      expect(await deployments.list('i')).to.deep.equal([pending]);
      await deployments.decide('i', 'd', 'approved');
      expect((await deployments.findOrRecord('i', 'd')).state).to.equal('approved');
      await deployments.removeInstitution('i');
      expect(await deployments.list('i')).to.deep.equal([]);
    });

    const newLogin = (expiresAt: Date, institutionId = 'i'): Login => ({
      institutionId,
      nonce: 'n',
      browserSecretHash: 'h',
      initiation: {
        loginHint: 'hint',
        messageHint: null,
        targetLinkUri: 'https://tool',
        storageTarget: null,
      },
      expiresAt,
    });
    const minute = (count: number): Date => new Date(clock().getTime() + count * 60_000);

    it('LX10 exactly one of fifty simultaneous uses of a login succeeds', async () => {
      const logins = createLoginStore(mongo.connection());
      await logins.insert('s', newLogin(minute(10)));
      const uses = await Promise.all(Array.from({ length: 50 }, () => logins.use('s', clock())));
      expect(uses.filter(({ kind }) => kind === 'used')).to.have.length(1);
      expect(uses.filter(({ kind }) => kind === 'used_before')).to.have.length(49);
    });

    it('S38 expired logins count as unknown without a sweep, and the sweep deletes only them', async () => {
      const logins = createLoginStore(mongo.connection());
      await logins.insert('old', newLogin(minute(10)));
      await logins.insert('new', newLogin(minute(20)));
      expect(await logins.find('old', minute(10))).to.equal(null);
      expect(await logins.use('old', minute(10))).to.deep.equal({ kind: 'unknown' });
      expect(await logins.restart('old', minute(10))).to.equal(null);
      expect(await logins.sweep(minute(10))).to.equal(1);
      expect((await logins.find('new', minute(10)))?.initiation.loginHint).to.equal('hint');
      await logins.removeInstitution('i');
      expect(await logins.find('new', minute(10))).to.equal(null);
    });

    it('S38 off-boarding erases the sessions of one institution only', async () => {
      const sessions = createSessionStore(mongo.connection());
      const session = { launch: {}, csrfToken: 'c', expiresAt: minute(10), seenAt: null, secret: 'x' };
      await sessions.insert({ ...session, id: 'a', institutionId: 'i' });
      await sessions.insert({ ...session, id: 'b', institutionId: 'j' });
      await sessions.removeInstitution('i');
      expect(await sessions.find('a', 'x')).to.equal(null);
      expect((await sessions.find('b', 'x'))?.institutionId).to.equal('j');
      expect(await sessions.find('b', 'y')).to.equal(null);
    });

    it('S20 the LTI engine’s store accepts no operator, no nested query and no launches collection', async () => {
      const store = createLtiEngineStore(mongo.connection(), cipher, clock);
      await store.Replace(
        false,
        'platform',
        { platformUrl: 'u', clientId: 'c' },
        { platformUrl: 'u', clientId: 'c', kid: 'k' },
      );
      expect(await store.Get(false, 'platform', { platformUrl: 'u' })).to.have.length(1);
      const hostile: unknown[] = [
        { platformUrl: { $ne: 'x' } },
        { $where: 'true' },
        { 'a.b': 'c' },
        { platformUrl: ['u'] },
      ];
      for (const query of hostile) {
        const outcome = await store.Get(false, 'platform', query).then(
          () => 'answered',
          () => 'refused',
        );
        expect(outcome, JSON.stringify(query)).to.equal('refused');
      }
      const nonces = await store.Insert(false, 'nonce', { nonce: 'x' }).then(
        () => 'kept',
        () => 'refused',
      );
      expect(nonces).to.equal('refused');
    });
  });
}
