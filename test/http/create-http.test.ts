import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { createHttp, type HttpOptions } from '../../src/http/create-http.ts';
import { HttpFailure, type HttpFailureKind, type HttpRequest } from '../../src/http/http.ts';
import { type LocalServer, listenLocally, serveLocally } from '../support/http/local-server.ts';
import { thisMachine } from '../support/http/this-machine.ts';
import { untrustedCertificate, untrustedKey } from '../support/http/untrusted-certificate.ts';

describe('outgoing HTTP', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  function client(options: Partial<HttpOptions> = {}): ReturnType<typeof createHttp>['http'] {
    const { http, close } = createHttp({ privateHosts: thisMachine, ...options });
    closers.push(close);
    return http;
  }

  async function serve(...listener: Parameters<typeof serveLocally>): Promise<LocalServer> {
    const server = await serveLocally(...listener);
    closers.unshift(server.close);
    return server;
  }

  async function failureOf(
    http: ReturnType<typeof client>,
    request: Partial<HttpRequest> & { url: string },
  ): Promise<HttpFailureKind> {
    try {
      const response = await http({ method: 'GET', ...request });
      throw new Error(`a response came: ${response.status}`);
    } catch (error) {
      if (error instanceof HttpFailure) return error.kind;
      throw error;
    }
  }

  it('sends method, headers and body; returns status, lower-case headers and text', async () => {
    const server = await serve(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      response.writeHead(201, { 'X-Seen': `${request.method} ${request.url} ${request.headers['x-mine']}` });
      response.end(`é ${body}`);
    });
    const answer = await client()({
      method: 'PUT',
      url: `${server.origin}/a%20b?c=1`,
      headers: { 'x-mine': 'yes' },
      body: 'ü',
    });
    expect(answer.status).to.equal(201);
    expect(answer.body).to.equal('é ü');
    expect(answer.headers['x-seen']).to.equal('PUT /a%20b?c=1 yes');
  });

  it('checks again just before writing: a request that may no longer be sent never reaches the server', async () => {
    let seen = 0;
    const server = await serve((_request, response) => {
      seen += 1;
      response.end('ok');
    });
    const http = client();
    const url = `${server.origin}/`;
    let held = true;
    const lost = new Error('the lease is lost');
    const beforeSend = (): void => {
      if (!held) throw lost;
    };
    expect((await http({ method: 'PUT', url, body: '1', beforeSend })).status).to.equal(200);
    // The lease is lost while the request waits for a new connection.
    const others = Array.from({ length: 3 }, () => http({ method: 'PUT', url, body: '2', beforeSend }));
    held = false;
    const outcomes = await Promise.allSettled(others);
    expect(outcomes.filter(({ status }) => status === 'rejected')).to.have.length.of.at.least(2);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).to.equal(lost);
    }
    expect(seen).to.equal(1 + outcomes.filter(({ status }) => status === 'fulfilled').length);
    held = true;
    expect((await http({ method: 'PUT', url, body: '3', beforeSend })).status).to.equal(200);
  });

  it('sends 400 requests from 4 lanes over a handful of reused connections', async () => {
    const server = await serve((_request, response) => response.end('ok'));
    const http = client();
    const lane = async (): Promise<void> => {
      for (let i = 0; i < 100; i += 1) await http({ method: 'GET', url: server.origin });
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    expect(server.connections()).to.be.at.most(12);
  });

  it('accepts an answer without a body', async () => {
    const server = await serve((_request, response) => response.writeHead(204).end());
    expect(await client()({ method: 'DELETE', url: server.origin })).to.include({ status: 204, body: '' });
  });

  it('S26 a redirect is an answer, not an instruction', async () => {
    let followed = false;
    const server = await serve((request, response) => {
      if (request.url === '/elsewhere') followed = true;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const answer = await client()({ method: 'GET', url: `${server.origin}/here` });
    expect(answer.status).to.equal(302);
    expect(followed).to.equal(false);
  });

  describe('without a complete answer', () => {
    it('H1 reports a refused connection', async () => {
      const server = await serveLocally(() => {});
      await server.close();
      expect(await failureOf(client(), { url: server.origin })).to.equal('connect');
    });

    it('H2 reports a host name that does not resolve', async () => {
      expect(await failureOf(client(), { url: 'https://no-such-host.invalid/' })).to.equal('dns');
    });

    it('H3 S37 refuses an untrusted certificate, even if the environment disables the check', async () => {
      const server = await listenLocally(
        createTlsServer({ cert: untrustedCertificate, key: untrustedKey }, (_q, r) => r.end('stolen')),
        'https',
      );
      closers.push(server.close);
      const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      try {
        expect(await failureOf(client(), { url: server.origin })).to.equal('tls');
      } finally {
        if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
        else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
      }
    });

    it('H3 reports a server that does not speak TLS', async () => {
      const server = await serve((_request, response) => response.end('plain'));
      expect(await failureOf(client(), { url: `https://127.0.0.1:${server.port}/` })).to.equal('tls');
    });

    it('H4 gives up on a connection that is never established', async () => {
      // An unanswered TLS handshake counts as still connecting.
      const server = await listenLocally(
        createTcpServer(() => {}),
        'https',
      );
      closers.push(server.close);
      const http = client({ timeouts: { connect: 100 } });
      expect(await failureOf(http, { url: server.origin })).to.equal('timeout');
    });

    it('H5 gives up on headers that never come', async () => {
      const server = await serve(() => {});
      const http = client({ timeouts: { headers: 100 } });
      expect(await failureOf(http, { url: server.origin })).to.equal('timeout');
    });

    it('H6 gives up on a body that stalls', async () => {
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-length': '10' });
        response.write('half');
      });
      expect(await failureOf(client({ timeouts: { body: 100 } }), { url: server.origin })).to.equal(
        'timeout',
      );
    });

    it('H6 gives up on a body that never stops trickling in', async () => {
      const server = await serve((_request, response) => {
        const drip = setInterval(() => response.write('.'), 20);
        response.on('close', () => clearInterval(drip));
      });
      expect(await failureOf(client({ timeouts: { body: 200 } }), { url: server.origin })).to.equal(
        'timeout',
      );
    });

    it('H7 reports a connection that breaks in the middle of the body', async () => {
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-length': '10' });
        response.write('half', () => response.destroy());
      });
      expect(await failureOf(client(), { url: server.origin })).to.equal('reset');
    });

    it('H7 reports a connection that breaks before the answer', async () => {
      const server = await serve((request) => request.socket.destroy());
      expect(await failureOf(client(), { url: server.origin, method: 'PUT', body: 'x' })).to.equal('reset');
    });

    it('reports an answer that is not HTTP', async () => {
      const server = await listenLocally(createTcpServer((socket) => socket.end('220 smtp ready\r\n')));
      closers.push(server.close);
      expect(await failureOf(client(), { url: server.origin })).to.equal('reset');
    });

    it('stops when the caller aborts, before or during the request', async () => {
      const server = await serve(() => {});
      const http = client();
      expect(await failureOf(http, { url: server.origin, signal: AbortSignal.abort() })).to.equal('aborted');
      const signal = AbortSignal.timeout(50);
      expect(await failureOf(http, { url: server.origin, signal })).to.equal('aborted');
    });

    it('refuses requests once it is closed', async () => {
      const server = await serve(() => {});
      const { http, close } = createHttp({ privateHosts: thisMachine });
      const waiting = failureOf(http, { url: server.origin });
      await close();
      expect(await waiting).to.equal('aborted');
      expect(await failureOf(http, { url: server.origin })).to.equal('aborted');
    });
  });

  describe('S27 limits', () => {
    it('refuses a body above the limit, announced or not', async () => {
      const server = await serve((request, response) => {
        if (request.url === '/announced') response.setHeader('content-length', '2000');
        response.write('x'.repeat(1000));
        response.end('x'.repeat(1000));
      });
      const http = client({ maxBodyBytes: 1500 });
      expect(await failureOf(http, { url: `${server.origin}/announced` })).to.equal('too_large');
      expect(await failureOf(http, { url: `${server.origin}/streamed` })).to.equal('too_large');
    });

    it('refuses a decompression bomb and reads an ordinary compressed body', async () => {
      const server = await serve((request, response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync(request.url === '/bomb' ? Buffer.alloc(10_000_000) : 'honest'));
      });
      const http = client({ maxBodyBytes: 100_000 });
      expect(await failureOf(http, { url: `${server.origin}/bomb` })).to.equal('too_large');
      expect((await http({ method: 'GET', url: `${server.origin}/` })).body).to.equal('honest');
    });

    it('does not ask for compression', async () => {
      const server = await serve((request, response) => response.end(request.headers['accept-encoding']));
      expect((await client()({ method: 'GET', url: server.origin })).body).to.equal('identity');
    });
  });

  describe('S22 S23 S24 S25 addresses', () => {
    it('S22 S23 refuses other schemes, user information, odd ports and private addresses in any form', async () => {
      const http = client({ privateHosts: [] });
      const refused = [
        'http://example.com/',
        'ftp://example.com/',
        'file:///etc/passwd',
        'not an address',
        'https://user:password@example.com/',
        'https://example.com:22/',
        'https://127.0.0.1/',
        'https://2130706433/',
        'https://0x7f000001/',
        'https://0177.0.0.1/',
        'https://127.1/',
        'https://0/',
        'https://10.1.2.3/',
        'https://169.254.169.254/latest/meta-data/',
        'https://[::1]/',
        'https://[::]/',
        'https://[::ffff:127.0.0.1]/',
        'https://[::ffff:a9fe:a9fe]/',
        'https://[64:ff9b::7f00:1]/',
        'https://[fe80::1]/',
        'https://[fd00::1]/',
      ];
      for (const url of refused) expect(await failureOf(http, { url }), url).to.equal('address');
    });

    it('S24 refuses a host that resolves to loopback, before a byte is sent', async () => {
      const server = await serve((_request, response) => response.end());
      const http = client({ privateHosts: [] });
      expect(await failureOf(http, { url: `https://localhost:${server.port}/` })).to.equal('address');
      expect(server.connections()).to.equal(0);
    });

    it('S24 refuses a host with one private address among public ones', async () => {
      const http = client({
        privateHosts: [],
        resolveName: (_name, _options, callback) =>
          callback(null, [
            { address: '93.184.216.34', family: 4 },
            { address: '10.0.0.7', family: 4 },
          ]),
      });
      expect(await failureOf(http, { url: 'https://mixed.example/' })).to.equal('address');
    });

    it('S25 connects only to the address that was checked, and checks again when DNS changes', async () => {
      const server = await serve((_request, response) => response.end('inside'));
      const answers = ['127.0.0.1', '169.254.169.254'];
      const http = client({
        privateHosts: [{ kind: 'name', name: 'rebinding.example', plain: true }],
        resolveName: (_name, _options, callback) =>
          callback(null, [{ address: answers.shift() ?? '169.254.169.254', family: 4 }]),
      });
      const url = `http://rebinding.example:${server.port}/`;
      expect((await http({ method: 'GET', url, headers: { connection: 'close' } })).body).to.equal('inside');
      expect(await failureOf(http, { url })).to.equal('address');
    });

    it('S23 refuses cloud metadata even if private addresses are allowed', async () => {
      const http = client({ privateHosts: thisMachine });
      for (const url of ['http://169.254.169.254/', 'http://[fd00:ec2::254]/', 'http://[fe80::1]/']) {
        expect(await failureOf(http, { url }), url).to.equal('address');
      }
    });
  });
});
