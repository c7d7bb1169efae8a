import { expect } from 'chai';
import { lostSecret } from '../../src/domain/institution.ts';
import { checkSetup, type SetupFacts, type SetupTests } from '../../src/domain/setup.ts';
import { buildInstitution, buildSisConnection } from '../support/passback-fixtures.ts';

const { canvas } = buildInstitution();
const withKey = { ...canvas, apiKey: { clientId: '1', clientSecret: 's' } };
const sis = buildSisConnection('secret');
const nothing: SetupFacts = {
  institution: { canvas: { ...canvas, apiKey: null }, sis: null },
  deployments: [],
  withheld: [],
  hasApiKeyFault: false,
  consents: 0,
  triedCourses: 0,
  syncedCourses: 0,
};
const connected: SetupFacts = {
  ...nothing,
  institution: { canvas: withKey, sis },
  deployments: ['approved'],
};
const used: SetupFacts = { ...connected, consents: 1, triedCourses: 2, syncedCourses: 1 };
const good: SetupTests = { developerKey: [], canvasApi: 'works', sis: 'works' };

const findings = (facts: SetupFacts, tests: SetupTests | null) =>
  checkSetup(facts, tests).map(({ finding }) => finding);
const findingOf = (step: string, facts: SetupFacts, tests: SetupTests | null) =>
  checkSetup(facts, tests).find((one) => one.step === step)?.finding;

describe('the checklist of an institution’s set-up', () => {
  it('is green by what is true: at the start, connected, tested, and in use', () => {
    const start = ['keyWorks', 'deploymentNone', 'apiNone', 'sisNone', 'courseNone'];
    expect(findings(nothing, null)).to.deep.equal(start);
    const saved = ['keyWorks', 'deploymentApproved', 'apiUntested', 'sisUntested', 'courseNone'];
    expect(findings(connected, null)).to.deep.equal(saved);
    const tested = ['keyWorks', 'deploymentApproved', 'apiWorks', 'sisWorks', 'courseNone'];
    expect(findings(connected, good)).to.deep.equal(tested);
    const inUse = [...tested.slice(0, 4), 'courseSynced'];
    expect(findings(used, null)).to.deep.equal(inUse);
    expect(checkSetup(used, null).every(({ isDone }) => isDone)).to.equal(true);
    expect(checkSetup(connected, null).filter(({ isDone }) => isDone)).to.have.length(2);
  });

  it('believes an answer of Canvas or of the SIS more than earlier use', () => {
    const bad: SetupTests = { developerKey: 'refused', canvasApi: 'secret', sis: 'failed' };
    const expected = ['keyRefused', 'deploymentApproved', 'apiFaulty', 'sisFails', 'courseSynced'];
    expect(findings(used, bad)).to.deep.equal(expected);
    const away: SetupTests = { ...good, developerKey: 'unreachable', canvasApi: 'unreachable' };
    expect(findings(used, away).slice(0, 3)).to.deep.equal([
      'canvasUnreachable',
      'deploymentApproved',
      'canvasUnreachable',
    ]);
    // Allow Include Parameters shows only in use.
    expect(findingOf('canvasApi', { ...used, hasApiKeyFault: true }, good)).to.equal('apiFaulty');
  });

  it('CF9 names what the developer key lacks: scopes as Canvas says now, custom fields as launches said', () => {
    const lacksOf = (facts: SetupFacts, tests: SetupTests | null) => checkSetup(facts, tests)[0]?.lacks;
    const noted: SetupFacts = { ...used, withheld: ['roster', 'fields'] };
    expect(lacksOf(noted, null)).to.deep.equal(['roster', 'fields']);
    expect(lacksOf(noted, good)).to.deep.equal(['fields']);
    expect(lacksOf(used, { ...good, developerKey: ['grades'] })).to.deep.equal(['grades']);
  });

  it('tells a pending installation, lost secrets, and a first grade sync that has not ended', () => {
    expect(findingOf('deployment', { ...nothing, deployments: ['refused', 'pending'] }, null)).to.equal(
      'deploymentPending',
    );
    const lost = {
      canvas: { ...canvas, apiKey: { clientId: '1', clientSecret: lostSecret } },
      sis: buildSisConnection(lostSecret),
    };
    expect(findings({ ...used, institution: lost }, good).slice(2, 4)).to.deep.equal(['apiLost', 'sisLost']);
    expect(findingOf('firstCourse', { ...connected, triedCourses: 1 }, good)).to.equal('courseTried');
  });
});
