import { expect } from 'chai';
import type { Institution } from '../../../src/domain/institution.ts';
import { ProductError } from '../../../src/errors.ts';
import { checkServiceUrl } from '../../../src/lti/services/service-url.ts';
import { canvasOrigins } from '../../../src/lti/session/frame-ancestors.ts';
import { makeInstitution } from '../../support/canvas/institution.ts';

describe('the addresses of one Canvas', () => {
  const vanity = 'https://grades.school.example';
  const base = makeInstitution('https://school.instructure.example');
  const both: Institution = { ...base, canvas: { ...base.canvas, otherUrls: [vanity] } };
  const services = `${vanity}/api/lti/courses/1/names_and_roles`;

  const codeOf = (action: () => unknown): string => {
    try {
      action();
    } catch (error) {
      return error instanceof ProductError
        ? `${error.code} ${error.values['origin'] ?? ''}`
        : 'another error';
    }
    return 'none';
  };

  it('CF19 S28 a service on an address that is not set up gets no token and is named', () => {
    expect(codeOf(() => checkServiceUrl(base, services, null))).to.equal(`canvas_origin_unknown ${vanity}`);
    expect(codeOf(() => checkServiceUrl(both, services, null))).to.equal('none');
  });

  it('CF19 S16 every address of the school may frame the pages and be returned to', () => {
    expect(canvasOrigins(both)).to.include.members([vanity, base.canvas.baseUrl]);
  });

  it('a Canvas behind a TLS proxy may name its next page by http; another host may not', () => {
    const next = services.replace('https:', 'http:');
    expect(checkServiceUrl(both, services, `${next}?page=2`)).to.deep.equal({ url: `${services}?page=2` });
    const foreign = 'http://grades.school.example.evil.example/api';
    expect(codeOf(() => checkServiceUrl(both, services, foreign))).to.match(/^canvas_unexpected/);
    const port = next.replace('school.example/', 'school.example:8080/');
    expect(codeOf(() => checkServiceUrl(both, services, port))).to.match(/^canvas_unexpected/);
  });
});
