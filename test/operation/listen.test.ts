import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { type Listening, listen, serverBounds } from '../../src/operation/listen.ts';

describe('S73 how much of the server one sender can occupy', () => {
  let server: Listening | undefined;
  afterEach(() => server?.close());

  async function serve(bounds: Partial<typeof serverBounds>): Promise<number> {
    const app = express();
    app.post('/form', express.urlencoded({ extended: false }), (_request, response) => {
      response.send('taken');
    });
    app.use(((_error, _request, response, _next) =>
      response.destroy()) satisfies express.ErrorRequestHandler);
    const checkEveryMs = 50;
    server = await listen(app, {
      port: 0,
      setting: 'PORT',
      bounds: { ...serverBounds, checkEveryMs, ...bounds },
    });
    return server.port;
  }

  async function send(port: number, text: string): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  }
  const head = (length: number): string =>
    `POST /form HTTP/1.1\r\nhost: tool\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${length}\r\n\r\n`;
  const readAll = async (socket: Socket): Promise<string> => {
    let text = '';
    try {
      for await (const chunk of socket) text += String(chunk);
    } catch {
      // Closed by the server before it had read everything.
    }
    return text;
  };

  it('cuts 800 half-sent bodies off while it accepts a whole form', async () => {
    expect(serverBounds.requestMs).to.be.at.most(10_000);
    const port = await serve({ requestMs: 1_500 });
    const halves = await Promise.all(Array.from({ length: 800 }, () => send(port, `${head(1000)}a=1`)));
    const whole = await fetch(`http://127.0.0.1:${port}/form`, {
      method: 'POST',
      body: new URLSearchParams('a=1'),
    });
    expect(await whole.text()).to.equal('taken');
    const answers = await Promise.all(halves.map(readAll));
    expect(answers.every((answer) => answer.startsWith('HTTP/1.1 408'))).to.equal(true);
  }).timeout(60_000);

  it('limits the connections per address; closing one makes room', async () => {
    const port = await serve({ connectionsPerAddress: 5 });
    const held = await Promise.all(Array.from({ length: 5 }, () => send(port, '')));
    const [surplus] = await Promise.all([send(port, `${head(3)}a=1`)]);
    expect(await readAll(surplus)).to.equal('');
    const [first] = held;
    first?.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const next = await send(port, `${head(3).replace('host: tool', 'host: tool\r\nconnection: close')}a=1`);
    expect(await readAll(next)).to.match(/taken$/);
    for (const socket of held) socket.destroy();
  });
});
